"""Processes of one demo start together: they must agree on the keys, or what one wrote the other can't read."""

import subprocess
import sys
from pathlib import Path

from kokemuspankki.settings import local

TELL = "import sys; from pathlib import Path; from kokemuspankki.settings import local; h = Path(sys.argv[1])"
ROOT = Path(__file__).resolve().parents[2]


def told_by_many(what: str, home: Path) -> set[str]:
    command = [sys.executable, "-c", f"{TELL}; print({what})", str(home)]
    many = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    return {process.communicate(timeout=60)[0] for process in many}


def test_processes_that_start_together_have_the_same_keys(tmp_path: Path) -> None:
    assert len(told_by_many("sorted(local.keys(h / 'new').items())", tmp_path)) == 1


def test_the_seal_s_key_and_certificate_are_a_pair_whoever_made_them(tmp_path: Path) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    told_by_many("local.seal(h)", tmp_path)
    key, certificate = (Path(path).read_bytes() for path in local.seal(tmp_path))
    mine = load_pem_private_key(key, password=None).public_key()
    assert x509.load_pem_x509_certificate(certificate).public_key() == mine
