"""The compose file against the compose specification's own schema (as `compose-spec` carries it), and our own rules."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import PyOptions
from compose_spec.models import ComposeSpecification

ROOT = Path(__file__).resolve().parents[2]
APP = ("web", "worker", "beat", "migrate", "backup")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def strictly(text: str) -> None:
    """Parsed by the specification with unknown keys refused, then checked for references that lead nowhere."""
    PyOptions(apply_merge=True).from_yaml(text).validate()


def test_it_is_valid_by_the_schema(compose: dict[str, Any]) -> None:
    strictly((ROOT / "docker-compose.yml").read_text())
    ComposeSpecification.model_validate(compose)


@pytest.mark.parametrize(
    "wrong",
    [
        "services: {web: {image: x, healtcheck: {}}}",
        "services: {web: {image: x, ports: {a: b}}}",
        "services: {web: {image: x, secrets: [undeclared]}}",
    ],
)
def test_the_schema_really_refuses(wrong: str) -> None:
    with pytest.raises(ValueError):
        strictly(wrong)


def test_every_service_is_there(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {*APP, "proxy", "postgres", "valkey"}
    assert compose["services"]["postgres"]["image"] == "postgres:18"


def test_secrets_come_by_file_only(compose: dict[str, Any]) -> None:
    declared = set(compose["secrets"])
    for service in compose["services"].values():
        given = service.get("environment", {})
        files = {Path(value).name for value in given.values() if str(value).startswith("/run/secrets/")}
        assert files <= set(service.get("secrets", []))
        assert set(service.get("secrets", [])) <= declared
        assert not {"SECRET_KEY", "KP_FIELD_KEYS", "KP_INDEX_KEY", "KP_LINK_KEY", "DATABASE_URL"} & set(given)


def test_nothing_starts_before_the_tables(compose: dict[str, Any]) -> None:
    for name in ("web", "worker", "beat"):
        condition = compose["services"][name]["depends_on"]["migrate"]["condition"]
        assert condition == "service_completed_successfully"


def test_only_the_proxy_is_reached_from_outside(compose: dict[str, Any]) -> None:
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["proxy"]
    proxy = (ROOT / "deploy/Caddyfile").read_text()
    assert "reverse_proxy web:8000" in proxy
    assert "path /metrics /health/*" in proxy


def test_what_runs_for_long_tells_of_its_health_and_starts_anew(compose: dict[str, Any]) -> None:
    for name in ("proxy", "web", "worker", "postgres", "valkey"):
        assert compose["services"][name]["healthcheck"]["test"]
        assert compose["services"][name]["restart"] == "unless-stopped"
    assert {compose["services"][name]["restart"] for name in ("migrate", "backup")} == {"no"}


def test_ours_runs_as_nobody_with_nothing_to_write_but_its_volume(compose: dict[str, Any]) -> None:
    image = (ROOT / "deploy/Dockerfile").read_text()
    assert "USER 10001:10001" in image
    for name in APP:
        service = compose["services"][name]
        assert (service["user"], service["read_only"], service["cap_drop"]) == ("10001:10001", True, ["ALL"])
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_every_image_is_named_without_a_host(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert "." not in service["image"].split("/")[0].split(":")[0]
    assert "FROM python:3.13-slim" in (ROOT / "deploy/Dockerfile").read_text()
