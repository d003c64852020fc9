"""Links in letters that act for one person, for one purpose, without signing in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.mail import send_mail
from django.test import Client
from wagtail.users.models import UserProfile

from network.digests.tokens import make_token as digest_token
from portal.mail import tokens
from portal.mail.tokens import (
    BadToken,
    OneClick,
    Undo,
    make_token,
    one_click_url,
    read_token,
    unsubscribe_headers,
)
from tests.factories.accounts import UserFactory


@pytest.fixture
def acted(db: None, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids that the act of the purpose "test" was called with."""
    calls: list[int] = []
    monkeypatch.setattr(tokens, "_acts", dict(tokens._acts))
    words = {"title": "Stop the test", "question": "Stop it?", "button": "Stop", "done": "It has stopped."}
    tokens.register_one_click(OneClick(purpose="test", act=calls.append, **words))
    return calls


def test_nothing_happens_on_get(client: Client, acted: list[int]) -> None:
    answer = client.get(f"/letters/{make_token('test', 7)}/")
    assert "Stop it?" in answer.content.decode()
    assert acted == []
    assert "csrftoken" not in answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]


def test_post_of_a_mail_program_acts_without_cookie_or_token(acted: list[int]) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(f"/letters/{make_token('test', 7)}/", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "It has stopped." in answer.content.decode()
    assert acted == [7]


def test_token_works_for_its_time_only(client: Client, acted: list[int], time_machine: object) -> None:
    time_machine.move_to("2026-11-25T12:00:00Z", tick=False)
    token = make_token("test", 7, works_for=timedelta(days=2))
    time_machine.move_to("2026-11-27T12:00:01Z", tick=False)
    assert client.post(f"/letters/{token}/").status_code == 404
    assert acted == []


def test_token_that_ends_letters_works_for_years_and_after_a_change_of_keys(
    client: Client, acted: list[int], time_machine: object, settings: object
) -> None:
    time_machine.move_to("2026-11-25T12:00:00Z", tick=False)
    token = make_token("test", 7)
    time_machine.move_to("2036-11-25T12:00:00Z", tick=False)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" * 5
    assert client.post(f"/letters/{token}/").status_code == 200
    assert acted == [7]
    settings.SECRET_KEY_FALLBACKS = []
    assert client.post(f"/letters/{token}/").status_code == 404


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: "x" + t, lambda t: t + "A", lambda t: "nonsense"])
def test_changed_token_gets_a_helpful_page(client: Client, acted: list[int], change: object) -> None:
    answer = client.post(f"/letters/{change(make_token('test', 7))}/")
    assert answer.status_code == 404
    assert "This link no longer works" in answer.content.decode()
    assert acted == []


def test_token_of_an_unknown_purpose_is_bad(acted: list[int]) -> None:
    with pytest.raises(BadToken):
        read_token(make_token("another", 7))


def test_token_reads_back_as_what_it_was_made_for(acted: list[int]) -> None:
    read = read_token(make_token("test", 7))
    assert (read.one_click.purpose, read.person) == ("test", 7)


def test_headers_are_those_of_rfc_8058() -> None:
    assert unsubscribe_headers("https://x/") == {
        "List-Unsubscribe": "<https://x/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_letter_about_pages_ends_by_one_click(
    db: None, settings: object, client: Client, mailoutbox: list, django_capture_on_commit_callbacks: object
) -> None:
    settings.EMAIL_BACKEND = "portal.mail.backends.LedgerBackend"
    ada = UserFactory(email="ada@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        send_mail("A page waits", "Read it.", None, [ada.email, "stranger@example.org"])
    hers, strangers = mailoutbox
    link = hers.extra_headers["List-Unsubscribe"].strip("<>")
    assert "List-Unsubscribe" not in strangers.extra_headers
    client.post(link.removeprefix("http://localhost:8000"))
    assert not UserProfile.objects.get(user=ada).submitted_notifications


def test_link_is_on_the_public_address(acted: list[int]) -> None:
    assert one_click_url("test", 7).startswith("http://localhost:8000/letters/")


def test_act_is_taken_back_by_the_token_of_its_own_page_alone(client: Client, acted: list[int]) -> None:
    words = {"title": "Stop the test", "question": "Stop it?", "button": "Stop", "done": "It has stopped."}
    state = {7: "on", 8: "on"}
    undo = Undo(former=state.__getitem__, restore=state.__setitem__)
    tokens.register_one_click(
        OneClick(purpose="test", act=lambda person: state.update({person: "off"}), undo=undo, **words)
    )
    token, other = make_token("test", 7), make_token("test", 8)
    back = re.search(r'name="undo" value="([^"]+)"', client.post(f"/letters/{token}/").content.decode())[1]
    assert 'name="undo"' not in client.post(f"/letters/{token}/").content.decode()
    client.post(f"/letters/{other}/")
    for wrong in (back[:-1], "nonsense", ""):
        assert client.post(f"/letters/{token}/", {"undo": wrong}).status_code == 400
    assert client.post(f"/letters/{other}/", {"undo": back}).status_code == 400
    assert state == {7: "off", 8: "off"}
    assert "It is as it was before." in client.post(f"/letters/{token}/", {"undo": back}).content.decode()
    assert state == {7: "on", 8: "off"}


@pytest.mark.parametrize("ending", ["/", "", "x/", "x", "/x/", "//"])
@pytest.mark.parametrize("method", ["get", "post", "head"])
def test_address_with_a_token_is_kept_and_passed_on_by_nobody(client: Client, acted, method, ending) -> None:
    for start in (f"/letters/{make_token('test', 7)}", f"/digests/unsubscribe/{digest_token(7)}"):
        if start.startswith("/digests") and ending in ("/x/", "//"):
            continue  # no link of ours begins one of these
        answer = getattr(client, method)(start + ending)
        assert answer.status_code in (200, 404) or (method == "post" and answer.status_code == 400), "the form again"
        assert "no-store" in answer.headers["Cache-Control"]
        assert (answer.headers["Referrer-Policy"], answer.headers["X-Robots-Tag"]) == ("no-referrer", "noindex")
        assert "next=" not in answer.content.decode()
