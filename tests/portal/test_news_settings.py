"""Where articles are announced, from the environment."""

from __future__ import annotations

import json

import pytest

from portal.environment import Environment, MissingVariable
from portal.news_settings import Mastodon, Webhook

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
HOOK = {"id": "desk", "url": "https://hooks.example/a?b=c", "secret": SECRET}
ACCOUNT = {"id": "social", "server": "https://social.example/", "token": "a-token-of-theirs"}


def read(monkeypatch: pytest.MonkeyPatch, hooks: object = "", accounts: object = "", mode: str = "test") -> tuple:
    for name, value in (("NEWS_WEBHOOKS", hooks), ("NEWS_MASTODON", accounts)):
        monkeypatch.setenv(name, value if isinstance(value, str) else json.dumps(value))
    environment = Environment()
    environment.mode = mode
    return environment.news_channels()


def test_several_of_each_are_read_and_none_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch) == ()
    other = {**HOOK, "id": "own", "url": "http://10.0.0.5/hook", "name": "Our own", "secret": "", "private": True}
    quiet = {**ACCOUNT, "id": "quiet", "visibility": "unlisted"}
    found = read(monkeypatch, [HOOK, other], [ACCOUNT, quiet], "production")
    assert [channel.key for channel in found] == ["webhook:desk", "webhook:own", "mastodon:social", "mastodon:quiet"]
    assert found[1] == Webhook("own", "Our own", "http://10.0.0.5/hook", b"", is_own=True)
    assert found[2] == Mastodon("social", "social", "https://social.example", "a-token-of-theirs")
    assert len(found[0].secret) == 24
    assert SECRET not in repr(found)
    assert "a-token-of-theirs" not in repr(found)


@pytest.mark.parametrize(
    ("hooks", "words"),
    [
        ("nonsense", "it is not JSON"),
        ("{}", "it is not a JSON list of objects"),
        ('["https://hooks.example"]', "it is not a JSON list of objects"),
        ([{"id": "desk"}], "missing 1 required keyword-only argument: 'url'"),
        ([{**HOOK, "more": 1}], "unexpected keyword argument 'more'"),
        ([{**HOOK, "id": "Desk/1"}], "the id 'Desk/1' is not"),
        ([{**HOOK, "id": 4}], "the id 4 is not"),
        ([HOOK, HOOK], "two have the same id"),
        ([{**HOOK, "url": "ftp://hooks.example"}], "does not begin with https:// and a host"),
        ([{**HOOK, "url": "http://hooks.example"}], "does not begin with https:// and a host"),
        ([{**HOOK, "url": "https://u:p@hooks.example"}], "holds a name and password"),
        ([{**HOOK, "url": "https://hooks.example/\r\nX: y"}], "the address of 'desk' is none"),
        ([{**HOOK, "url": "https://hooks.example:x/"}], "the address of 'desk' is none"),
        ([{**HOOK, "url": 7}], "the address of 'desk' is none"),
        ([{**HOOK, "secret": "ä"}], "the secret of 'desk' is not base64"),
        ([{**HOOK, "secret": "YWJj"}], "has 3 octets and not 24 to 64"),
        ([{**HOOK, "name": "a\nb"}], "is not a line"),
        ([{**HOOK, "private": "false"}], "private of 'desk' is neither true nor false"),
    ],
)
def test_malformed_list_of_webhooks_stops_the_start_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], hooks: object, words: str
) -> None:
    with pytest.raises(MissingVariable):
        read(monkeypatch, hooks, mode="production")
    said = capsys.readouterr().err
    assert said.startswith("NEWS_WEBHOOKS cannot be read: ")
    assert words in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"server": "https://social.example/web"}, "is more than https:// and a host"),
        ({"token": "with spaces in it"}, "the token of 'social' is none"),
        ({"token": "short"}, "the token of 'social' is none"),
        ({"visibility": "direct"}, "the visibility 'direct' is not one of"),
    ],
)
def test_malformed_account_stops_the_start_and_tells_no_token(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], change: dict[str, str], words: str
) -> None:
    with pytest.raises(MissingVariable):
        read(monkeypatch, accounts=[{**ACCOUNT, **change}])
    said = capsys.readouterr().err
    assert said.startswith("NEWS_MASTODON cannot be read: ")
    assert words in said
    assert "token-of" not in said
