"""Browsers are told: encrypted, at most once, only of what may be read, and by public hosts alone."""

from __future__ import annotations

import base64
import json
import threading
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from network.digests.choices import NoticeKind
from network.digests.models import Notice, Preference, Subscription
from network.digests.push import delivering
from network.digests.services import pushing
from network.digests.services.subscribing import subscribe
from network.forum.choices import Level
from network.forum.models import Post, Thread
from network.forum.services.readers import mark_read, set_level
from portal import fetching
from tests.digests.push.service import PUBLIC, Browser, Service, dripping, push
from tests.factories import CityFactory
from tests.factories.forum import PostFactory, ThreadFactory, city_board, member_of

pytestmark = pytest.mark.django_db


def test_reply_is_told_to_the_browser_and_to_nobody_who_carries_it(thread, browser, service) -> None:
    PostFactory(thread=thread, body="Confidential figures")
    assert push() == 1
    ((path, headers, body),) = service.sent
    assert path == "/send/one"
    assert service.asked == ["push.example.org"]
    assert headers["content-encoding"] == "aes128gcm"
    assert b"heat" not in body
    told = browser.read(body)
    assert "Who owns the heat?" in told["title"]
    assert told["url"] == f"/notices/{Notice.objects.get().pk}/"
    assert "Confidential" not in json.dumps(told)
    scheme, _space, parts = headers["authorization"].partition(" ")
    token, key = (part.strip()[2:] for part in parts.split(","))
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert (scheme, key) == ("vapid", PUBLIC)
    assert claims["aud"] == "https://push.example.org"
    assert claims["sub"] == "mailto:people@cities.example"


def test_browser_is_told_once(thread, browser, service) -> None:
    PostFactory(thread=thread)
    assert push() == 1
    assert push() == 0
    PostFactory(thread=thread)
    assert push() == 1


def test_many_at_once_are_told_as_a_number(thread, browser, service) -> None:
    PostFactory.create_batch(5, thread=thread)
    assert push() == 1
    told = browser.read(service.sent[0][2])
    assert (told["title"], told["url"]) == ("5 new notices", "/notices/")


def test_what_was_there_before_the_browser_is_not_told(thread, reader, service) -> None:
    PostFactory(thread=thread)
    subscribe(reader, **Browser().given)
    assert push() == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda post, reader: Post.objects.filter(pk=post.pk).update(deleted_at=timezone.now()),
        lambda post, reader: Thread.objects.filter(pk=post.thread_id).update(board=city_board(CityFactory())),
        lambda post, reader: set_level(post.thread, Level.MUTED, by=reader),
        lambda post, reader: mark_read(reader, post.thread, post.number),
        lambda post, reader: Notice.objects.update(read_at=timezone.now()),
        lambda post, reader: Preference.objects.filter(person=reader).update(at_once=["mention"]),
        lambda post, reader: Notice.objects.update(at=timezone.now() + timedelta(hours=1)),
    ],
    ids=["deleted", "moved", "muted", "read", "notice-read", "not-wanted", "too-soon"],
)
def test_what_changed_meanwhile_is_not_told(thread, reader, browser, service, change) -> None:
    change(PostFactory(thread=thread), reader)
    assert push() == 0
    assert service.sent == []


@pytest.mark.parametrize("status", [404, 410])
def test_browser_that_is_gone_is_forgotten(thread, browser, service, status) -> None:
    service.status = status
    PostFactory(thread=thread)
    assert push() == 0
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("status", [301, 307, 429, 500])
def test_failing_service_is_neither_followed_nor_asked_again_for_the_same(thread, browser, service, status) -> None:
    service.status = status
    PostFactory(thread=thread)
    assert push() == 0
    assert len(service.sent) == 1
    service.status = 201
    assert push() == 0
    assert Subscription.objects.count() == 1


@pytest.mark.parametrize(
    "found",
    [
        *(
            "127.0.0.1",
            "10.0.0.7",
            "169.254.169.254",
            "::1",
            "fd00::1",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "ff0e::1",
        ),
        *("64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "fec0::1", "::127.0.0.1", "::ffff:10.0.0.1"),
    ],
)
def test_name_that_leads_to_a_private_host_is_not_asked(thread, browser, monkeypatch, found) -> None:
    def resolve(host, port, **_):
        return [(2, 1, 6, "", (found, port))]

    def connects(*_args, **_kwargs):
        raise AssertionError("It was asked")

    monkeypatch.setattr("portal.fetching.socket.getaddrinfo", resolve)
    monkeypatch.setattr("portal.fetching.socket.create_connection", connects)
    PostFactory(thread=thread)
    assert push() == 0
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 201 Created\r\n"], ids=["status", "headers"])
def test_service_that_answers_drop_by_drop_holds_up_nobody_for_long(browser, monkeypatch, said) -> None:
    monkeypatch.setattr(delivering, "TIMEOUT", 0.5)
    with dripping(said) as port:
        monkeypatch.setattr(delivering, "connect", Service(port=port).connect)
        began = time.monotonic()
        outcome = delivering.deliver(Subscription.objects.get(), {"title": "Words"})
        assert time.monotonic() - began < 2
    assert outcome is delivering.Outcome.SLOW


def test_chunk_of_a_length_that_is_none_is_not_read_to_its_end(browser, monkeypatch) -> None:
    with dripping(b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n") as port:
        monkeypatch.setattr(delivering, "connect", Service(port=port).connect)
        outcome = delivering.deliver(Subscription.objects.get(), {"title": "Words"})
    assert outcome is delivering.Outcome.FAILED


def test_greeting_of_tls_that_never_ends_is_within_the_term(settings) -> None:
    settings.LINK_CHECK_PRIVATE_HOSTS = True
    began = time.monotonic()
    with dripping(b"\x16\x03\x03\x3f\xff", every=b"\0") as port, delivering.Deadline(0.5) as deadline:
        parts = urlsplit(f"https://localhost:{port}/")
        with pytest.raises(OSError, match=r"EOF|timed out|closed|reset"):
            fetching.connect(parts, timeout=0.5, watch=deadline.watch)
    assert time.monotonic() - began < 2


def test_browser_whose_service_is_slow_three_times_is_forgotten_and_told_once_each(
    thread, browser, monkeypatch
) -> None:
    asked = []
    monkeypatch.setattr(pushing, "deliver", lambda one, said: asked.append(said) or delivering.Outcome.SLOW)
    for number in (1, 2, 3):
        PostFactory(thread=thread)
        PostFactory(thread=thread)
        assert push() == 0
        assert (len(asked), Subscription.objects.count()) == (number, int(number < 3))


def test_end_of_a_process_costs_nobody_but_the_one_who_was_being_told(thread, reader, monkeypatch) -> None:
    others = [member_of() for _ in range(3)]
    for number, person in enumerate([reader, *others]):
        Preference.objects.filter(person=person).update(at_once=list(NoticeKind))
        set_level(thread, Level.WATCHING, by=person)
        subscribe(person, **Browser(name=str(number)).given)
    PostFactory(thread=thread)
    told: list[int] = []

    def deliver(one, said):
        told.append(one.person_id)
        if one.person_id == others[0].pk:
            raise SystemExit
        return delivering.Outcome.TAKEN

    monkeypatch.setattr(pushing, "deliver", deliver)
    with pytest.raises(SystemExit):
        push()
    assert push() == 2
    assert told == [person.pk for person in (reader, *others)]


def test_slow_or_broken_service_raises_nothing(thread, browser, monkeypatch) -> None:
    def fails(parts, **_):
        raise TimeoutError("slow")

    monkeypatch.setattr(delivering, "connect", fails)
    PostFactory(thread=thread)
    assert push() == 0
    assert Subscription.objects.count() == 1


def test_nothing_is_told_without_keys(thread, browser, service, settings) -> None:
    settings.VAPID_PRIVATE_KEY = ""
    PostFactory(thread=thread)
    assert push() == 0
    assert service.sent == []


@pytest.mark.django_db(transaction=True)
def test_tasks_at_once_tell_each_browser_once(service) -> None:
    people = [member_of() for _ in range(6)]
    Preference.objects.update(at_once=list(NoticeKind))
    thread = ThreadFactory(author=people[0])
    for number, person in enumerate(people):
        set_level(thread, Level.WATCHING, by=person)
        subscribe(person, **Browser(name=str(number)).given)
    PostFactory(thread=thread)
    start = threading.Barrier(3)

    def race() -> None:
        try:
            start.wait(timeout=10)
            push()
        finally:
            connection.close()

    racers = [threading.Thread(target=race) for _ in range(3)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(path for path, _headers, _body in service.sent) == [f"/send/{number}" for number in range(6)]
