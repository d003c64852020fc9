"""Councils' sign-in from the environment."""

from __future__ import annotations

import json

import pytest

from portal.environment import Environment, MissingVariable

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
