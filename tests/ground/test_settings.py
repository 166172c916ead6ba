"""Production refuses to start half-made, tells all that is wrong at once, and knows nothing of the demo."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kokemuspankki.settings import environment

ROOT = Path(__file__).resolve().parents[2]
NEEDED = (
    "SECRET_KEY",
    "KP_FIELD_KEYS",
    "KP_INDEX_KEY",
    "KP_LINK_KEY",
    "KP_SEAL_KEY_FILE",
    "KP_SEAL_CERT_FILE",
    "KP_PRIVATE_ROOT",
    "KP_PUBLIC_URL",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "BROKER_URL",
    "MAIL_HOST",
    "MAIL_FROM",
)


def started(code: str, **given: str) -> "subprocess.CompletedProcess[str]":
    clean = {
        key: value for key, value in os.environ.items() if not key.startswith(("KP_", "SECRET", "DATABASE", "BROKER"))
    }
    return subprocess.run(
        [sys.executable, "-c", f"from kokemuspankki.settings import prod as s\n{code}"],
        cwd=ROOT,
        env={**clean, **given},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def whole(tmp_path: Path) -> dict[str, str]:
    def long(seed: str) -> str:
        return (seed + "q7Zk2mVx9RtPw4Lb8NcY1sJd6Gf3HhKe5AaUu0Ii")[:44]

    key, certificate, secret = tmp_path / "key.pem", tmp_path / "cert.pem", tmp_path / "secret_key"
    key.touch()
    certificate.touch()
    secret.write_text(long("s") + long("t") + "\n")
    return {
        "SECRET_KEY_FILE": str(secret),
        "KP_FIELD_KEYS": f"{long('a')},{long('b')}",
        "KP_INDEX_KEY": long("c"),
        "KP_LINK_KEY": long("d"),
        "KP_SEAL_KEY_FILE": str(key),
        "KP_SEAL_CERT_FILE": str(certificate),
        "KP_PRIVATE_ROOT": str(tmp_path),
        "KP_PUBLIC_URL": "https://pankki.fi/",
        "ALLOWED_HOSTS": "pankki.fi",
        "DATABASE_URL": "postgresql://bank:pw@db:5433/bank",
        "BROKER_URL": "redis://valkey:6379/0",
        "MAIL_HOST": "smtp",
        "MAIL_FROM": "pankki@pankki.fi",
    }


def test_an_empty_environment_lists_everything_missing() -> None:
    refused = started("")
    assert refused.returncode
    assert "Kokemuspankki does not start" in refused.stderr
    assert [name for name in NEEDED if f"* {name}" not in refused.stderr] == []


@pytest.mark.parametrize("name", [name for name in NEEDED if name != "SECRET_KEY"])
def test_each_missing_one_alone_is_refused(whole: dict[str, str], name: str) -> None:
    del whole[name]
    refused = started("", **whole)
    assert refused.returncode
    assert f"* {name}" in refused.stderr
    assert refused.stderr.count("\n  * ") == 1


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("KP_LINK_KEY", "short", "shorter than 32"),
        ("KP_INDEX_KEY", "change-me-change-me-change-me-change-me-please", "example's value"),
        ("KP_INDEX_KEY", "a" * 50, "example's value"),
        ("KP_FIELD_KEYS", "test-only-test-only-test-only-test-only-012", "KP_FIELD_KEYS"),
        ("KP_PUBLIC_URL", "http://pankki.fi", "https://"),
        ("ALLOWED_HOSTS", "*", "name the hosts"),
        ("KP_SEAL_KEY_FILE", "/nowhere/key.pem", "cannot be read"),
        ("KP_DEMO", "1", "cannot be switched on"),
        ("KP_CLOCK_MOVABLE", "true", "cannot be switched on"),
        ("DEBUG", "yes", "cannot be switched on"),
    ],
)
def test_bad_values_are_refused(whole: dict[str, str], name: str, value: str, words: str) -> None:
    refused = started("", **{**whole, name: value})
    assert refused.returncode
    assert words in refused.stderr


def test_a_refusal_tells_no_secret(whole: dict[str, str]) -> None:
    refused = started("", **{**whole, "KP_LINK_KEY": "short-secret-word", "MAIL_HOST": ""})
    assert "short-secret-word" not in refused.stderr


def test_a_whole_environment_starts_safe(whole: dict[str, str]) -> None:
    names = (
        "DEBUG KP_DEMO KP_CLOCK_MOVABLE SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT "
        "SECURE_HSTS_SECONDS KP_PUBLIC_URL"
    )
    done = started(f"print(*(getattr(s, name) for name in {names!r}.split()))", **whole)
    assert done.stdout.split() == [
        "False",
        "False",
        "False",
        "True",
        "True",
        "True",
        "31536000",
        "https://pankki.fi",
    ], done.stderr


def test_the_policy_has_no_inline_code(whole: dict[str, str]) -> None:
    done = started("print(s.SECURE_CSP)", **whole)
    assert "unsafe" not in done.stdout
    assert "'default-src': [<CSP.NONE" in done.stdout


def test_the_worker_may_take_longer(whole: dict[str, str]) -> None:
    code = "print(s.DATABASES['default']['OPTIONS']['options'])"
    assert "statement_timeout=10000 -c lock_timeout=5000" in started(code, **whole).stdout
    assert "statement_timeout=120000" in started(code, **whole, KP_PROCESS="worker").stdout


def test_an_address_with_a_socket_folder_is_understood() -> None:
    read = environment.database("postgresql://me@/bank?host=/run/pg", statement_ms=1, lock_ms=1)
    assert (read["HOST"], read["NAME"], read["USER"]) == ("/run/pg", "bank", "me")
    assert environment.cache_location("redis+socket:///run/v.sock") == "unix:///run/v.sock"
    assert environment.cache_location("redis://h:1/0") == "redis://h:1/0"


def test_a_secret_file_is_read_without_its_newline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x").write_text("word\n")
    monkeypatch.setenv("SOME_FILE", str(tmp_path / "x"))
    assert environment.secret("SOME") == "word"
    monkeypatch.setenv("SOME_FILE", str(tmp_path / "gone"))
    assert environment.secret("SOME") == ""
