"""The address of the portal, and councils' sign-in, from the environment."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portal.environment import SERVED_AT, Environment, MissingVariable
from portal.supervisor.folder import Folder

LEEDS = {
    "id": "leeds",
    "name": "Leeds City Council",
    "server_url": "https://login.leeds.example",
    "client_id": "portal",
    "secret": "s",
}


def providers(monkeypatch: pytest.MonkeyPatch, value: str) -> list[dict]:
    monkeypatch.setenv("OIDC_PROVIDERS", value)
    return Environment().oidc_providers()


def test_several_councils_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    found = providers(monkeypatch, json.dumps([LEEDS, {**LEEDS, "id": "cardiff"}]))
    assert [council["provider_id"] for council in found] == ["leeds", "cardiff"]
    assert found[0]["settings"] == {"server_url": "https://login.leeds.example"}


@pytest.mark.parametrize("value", ["", "[]"])
def test_none_is_none(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert providers(monkeypatch, value) == []


@pytest.mark.parametrize(
    "value",
    [
        "nonsense",
        "{}x",
        '["leeds"]',
        json.dumps([{"id": "leeds"}]),
        json.dumps([{**LEEDS, "more": 1}]),
        json.dumps([{**LEEDS, "id": "Leeds/../x"}]),
        json.dumps([{**LEEDS, "server_url": "ftp://x"}]),
        json.dumps([LEEDS, LEEDS]),
    ],
)
def test_malformed_list_stops_the_start_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], value: str
) -> None:
    with pytest.raises(MissingVariable):
        providers(monkeypatch, value)
    said = capsys.readouterr().err
    assert said.startswith("OIDC_PROVIDERS cannot be read: ")
    assert said.count("\n") == 1


def test_production_asks_for_https(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = Environment()
    environment.mode = "production"
    monkeypatch.setenv("OIDC_PROVIDERS", json.dumps([{**LEEDS, "server_url": "http://login.leeds.example"}]))
    with pytest.raises(MissingVariable):
        environment.oidc_providers()


def site_url(monkeypatch: pytest.MonkeyPatch, var: Path, **given: str) -> str:
    for name in ("SITE_URL", "PORTAL_MODE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"VAR_DIR": str(var), **given}.items():
        monkeypatch.setenv(name, value)
    return Environment().site_url()


def test_a_command_beside_the_portal_writes_the_address_at_which_it_is_served(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert site_url(monkeypatch, tmp_path) == "http://localhost:8000"
    Folder(tmp_path).keep_served("http://localhost:8410")
    assert site_url(monkeypatch, tmp_path) == "http://localhost:8410"


def test_a_given_address_and_other_modes_look_at_no_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / SERVED_AT).write_text("http://localhost:8410")
    assert site_url(monkeypatch, tmp_path, SITE_URL="https://cities.example/") == "https://cities.example"
    assert site_url(monkeypatch, tmp_path, PORTAL_MODE="test") == "http://localhost:8000"
