"""What servers answer on good days and bad ones, what leaves, and what the ledger says of it."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from email.message import Message

import pytest
from django.core.cache import cache
from django.utils import timezone

from portal.news_settings import Webhook
from portal.newsroom.announcing import ledger, mastodon, results, talking
from portal.newsroom.announcing.sending import send_due
from portal.newsroom.choices import AnnouncementState
from portal.newsroom.models import Announcement
from portal.newsroom.tasks import send_announcements
from tests.factories.newsroom import AuthorFactory
from tests.factories.places import CityFactory
from tests.newsroom.announcing.conftest import SECRET, only, published, to_announce
from tests.newsroom.announcing.server import answer, slow, taken_but
from tests.together import at_once

DUE, SENT, FAILED, UNKNOWN = (AnnouncementState[name] for name in ("DUE", "SENT", "FAILED", "UNKNOWN"))


def later(minutes: float) -> datetime:
    return timezone.now() + timedelta(minutes=minutes)


def outcome() -> tuple[str, str]:
    row = only()
    return row.state, row.said


@pytest.mark.django_db
def test_webhook_gets_what_it_needs_signed_and_with_one_id(hook, server):
    article = published(cities=[CityFactory(name="Leeds")], authors=[AuthorFactory(name="A Writer")])
    assert send_due() == {SENT: 1}
    send_due(later(600))
    (asked,) = server.posts
    row, said = only(), json.loads(asked.body)
    assert asked.target == "/hook?a=b"
    assert said["type"] == "article.published"
    assert said["id"] == str(row.key)
    assert said["text"] == f"Homes for the many. A council buys back.\n{said['data']['url']}"
    assert said["data"]["url"].endswith(f"/news/{article.slug}/")
    assert (said["data"]["cities"], said["data"]["authors"]) == (["Leeds"], ["A Writer"])
    key, at = asked.headers["webhook-id"], asked.headers["webhook-timestamp"]
    assert (key, asked.headers["idempotency-key"]) == (str(row.key), f'"{row.key}"')
    signed = hmac.new(SECRET, f"{key}.{at}.".encode() + asked.body, hashlib.sha256).digest()
    assert asked.headers["webhook-signature"] == f"v1,{b64encode(signed).decode()}"
    assert abs(int(at) - timezone.now().timestamp()) < 60


@pytest.mark.django_db
def test_status_gets_the_editors_text_within_what_the_server_takes(account, server):
    to_announce(share_medium="word " * 80 + "https://a.example/ end")
    assert send_due() == {SENT: 1}
    (asked,) = server.posts
    text, _line, address = asked.form["status"].rpartition("\n")
    assert len(text) <= 300 - 23 - 1
    assert text.endswith("word…")
    assert address.startswith("http")
    assert (asked.form["visibility"], asked.form["language"]) == ("unlisted", "en")
    assert asked.headers["authorization"] == "Bearer a-token-of-theirs"
    assert asked.headers["idempotency-key"] == str(only().key)
    assert only().address == "https://social.example/@portal/0"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"version": "4.3.2"}, (500, 23, True)),
        ({"version": "4.1.0+glitch", "configuration": {"statuses": {"max_characters": 5000}}}, (5000, 23, True)),
        ({"version": "2.7.2 (compatible; Pleroma 2.6)"}, (500, 23, False)),
        ({"version": "4.2.1 (compatible; Sharkey 2024)"}, (500, 23, False)),
        ({"version": "0.17.3 git-1"}, (500, 23, False)),
        ({"version": 7, "configuration": []}, (500, 23, False)),
        (
            {"configuration": {"statuses": {"max_characters": True, "characters_reserved_per_url": -4}}},
            (500, 23, False),
        ),
        ({"configuration": {"statuses": {"max_characters": 10**9}}}, (500, 23, False)),
    ],
)
def test_limits_of_a_server_are_read_with_care(said, found):
    instance = mastodon.instance_from(said)
    assert (instance.most, instance.reserved, instance.keeps_keys) == found


@pytest.mark.django_db
@pytest.mark.parametrize("given", [answer(404), answer(200, "{broken"), answer(200, []), b"", b"nonsense\r\n\r\n"])
def test_server_that_says_nothing_of_itself_gets_five_hundred_characters(account, server, given):
    server.instance = given
    to_announce(share_medium="word " * 89)
    assert send_due() == {SENT: 1}
    assert len(server.posts[0].form["status"].partition("\n")[0]) == len("word " * 89) - 1


@pytest.mark.django_db
@pytest.mark.parametrize("channel", ["hook", "account"])
@pytest.mark.parametrize(
    ("given", "state", "minutes"),
    [
        (answer(408), DUE, 1),
        (answer(425), DUE, 1),
        (answer(429), DUE, 1),
        (answer(503, Retry_After="120"), DUE, 2),
        (answer(429, Retry_After="1800"), DUE, 30),
        (answer(429, Retry_After="999999999999"), DUE, 360),
        (answer(429, Retry_After="-1"), DUE, 1),
        (answer(401, {"error": "The access token is invalid"}), FAILED, 0),
        (answer(422, "no"), FAILED, 0),
        (answer(307, Location="http://127.0.0.1:1/"), FAILED, 0),
        (answer(301, Location="https://elsewhere.example/"), FAILED, 0),
    ],
)
def test_what_was_not_taken_waits_or_has_failed(request, server, channel, given, state, minutes):
    request.getfixturevalue(channel)
    to_announce()
    server.answers = [given]
    send_due()
    row = only()
    assert row.state == state, row.said
    if state == DUE:
        assert abs(row.try_at - later(minutes)) < timedelta(seconds=20)
        server.answers = []
        send_due()
        assert len(server.posts) == 1
        assert send_due(later(minutes + 1)) == {SENT: 1}
        assert len(set(server.keys)) == 1
    assert only().said.startswith("200" if state == DUE else given.decode().split()[1])
    assert not any(asked.target not in ("/hook?a=b", "/api/v1/statuses") for asked in server.posts)


@pytest.mark.django_db
def test_words_of_a_refusal_are_kept_and_what_cannot_be_seen_is_not(account, server):
    to_announce()
    server.answers = [answer(401, {"error": "The access\u202e token\0 is invalid" + "!" * 500})]
    send_due()
    assert only().said.startswith("401 Said: The access token is invalid!!!")
    assert len(only().said) <= 300


@pytest.mark.django_db
def test_server_that_never_recovers_is_given_up_after_six_tries(hook, server):
    to_announce()
    server.answers = [answer(503, Retry_After="60")]
    for hours in range(10):
        send_due(later(60 * 6 * hours))
    assert (only().state, len(server.posts)) == (FAILED, 6)
    assert Announcement.objects.needing_a_hand().exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"", "No whole answer came. What it answered cannot be read."),
        (b"HTTP/1.1", "No whole answer came. What it answered cannot be read."),
        (slow, "No whole answer came. It was too slow."),
        *((answer(status), f"{status} Said") for status in (500, 502, 503, 504, 507)),
    ],
    ids=["cut", "part", "slow", "500", "502", "503", "504", "507"],
)
def test_webhook_that_may_have_been_taken_is_left_to_an_editor(hook, server, monkeypatch, given, said):
    monkeypatch.setattr(talking.Talk.__init__, "__kwdefaults__", {"timeout": 0.6})
    to_announce()
    server.answers = [given]
    send_due()
    server.answers = []
    send_due(later(600))
    assert only().state == UNKNOWN, only().said
    assert only().said == said
    assert len(server.posts) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "given",
    [
        b"",
        answer(200, "{broken"),
        answer(200, {}),
        answer(500),
        answer(502),
        answer(503),
        answer(200, {"id": "1"})[:-4],
        answer(200, "[" * 100_000),
        answer(200, {"id": "1", "more": "x" * 2_000_000}),
    ],
    ids=["cut", "broken", "none", "500", "502", "503", "in the middle", "deep", "huge"],
)
def test_status_that_may_have_been_taken_is_posted_once_by_its_key(account, server, given):
    to_announce()
    server.answers = [taken_but(given, server)]
    send_due()
    assert (only().state, len(server.statuses)) == (DUE, 1)
    assert only().doubt_since is not None
    server.answers = []
    assert send_due(later(1)) == {}, "the first may not have ended"
    assert send_due(later(6)) == {SENT: 1}
    assert (len(server.posts), len(server.statuses)) == (2, 1)
    assert only().doubt_since is None


@pytest.mark.django_db
def test_key_is_trusted_for_less_than_an_hour(account, server):
    to_announce()
    server.answers = [taken_but(b"", server)]
    send_due()
    Announcement.objects.update(doubt_since=later(-51))
    server.answers = []
    assert send_due(later(6)) == {UNKNOWN: 1}
    assert len(server.posts) == 1


@pytest.mark.django_db
def test_refusal_after_a_doubt_does_not_say_that_it_failed(account, server):
    to_announce()
    server.answers = [taken_but(b"", server), answer(401)]
    send_due()
    assert send_due(later(6)) == {UNKNOWN: 1}


@pytest.mark.django_db
@pytest.mark.parametrize("given", [b"", answer(500)], ids=["cut", "500"])
@pytest.mark.parametrize("instance", [answer(200, {"version": "2.7.2 (compatible; Pleroma 2.6)"}), answer(404)])
def test_server_that_may_not_know_keys_gets_no_second_try(account, server, instance, given):
    server.instance = instance
    to_announce()
    server.answers = [taken_but(given, server)]
    send_due()
    assert only().state == UNKNOWN
    Announcement.objects.update(state=DUE)
    assert send_due(later(6)) == {UNKNOWN: 1}, "also where a sweep has let it wait"
    assert len(server.posts) == 1


@pytest.mark.django_db
def test_nobody_there_is_tried_again(settings, server):
    settings.NEWS_CHANNELS = (Webhook("desk", "Desk", "http://127.0.0.1:9/"),)
    to_announce()
    assert send_due() == {DUE: 1}
    assert only().said == "It could not be reached"
    settings.NEWS_CHANNELS = (Webhook("desk", "Desk", server.url),)
    assert send_due(later(2)) == {SENT: 1}


@pytest.mark.django_db
def test_private_host_is_refused_unless_it_is_the_operators_own(settings, server):
    settings.LINK_CHECK_PRIVATE_HOSTS = False
    settings.NEWS_CHANNELS = (Webhook("desk", "Desk", server.url),)
    to_announce()
    assert send_due() == {FAILED: 1}
    assert "private network" in only().said
    assert server.posts == []
    settings.NEWS_CHANNELS = (Webhook("desk", "Desk", server.url, is_own=True),)
    Announcement.objects.update(state=DUE)
    assert send_due() == {SENT: 1}


@pytest.mark.django_db
def test_huge_answer_of_a_webhook_is_not_read_to_its_end(hook, server):
    to_announce()
    server.answers = [answer(200, "x" * 20_000_000)]
    assert send_due() == {SENT: 1}


@pytest.mark.django_db
def test_chunk_of_a_length_that_is_none_is_not_read_to_its_end(hook, server, monkeypatch):
    to_announce()
    said = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n"
    server.answers = [said + b"x" * 20_000_000]
    replies: list[talking.Reply] = []
    real = talking.Talk.read
    monkeypatch.setattr(talking.Talk, "read", lambda *args: replies.append(real(*args)) or replies[-1])
    assert send_due() == {SENT: 1}
    assert [(reply.body, reply.is_whole) for reply in replies] == [(b"", False)]


@pytest.mark.django_db
def test_limits_are_asked_for_once_an_hour(account, server):
    asked = []
    server.on_line = lambda: asked.append(1)
    to_announce(1)
    to_announce(2)
    assert send_due() == {SENT: 2}
    assert len(asked) == 3
    cache.clear()


@pytest.mark.django_db
def test_number_of_queries_for_each_announcement_does_not_grow(hook, server, django_assert_max_num_queries):
    for number in range(3):
        to_announce(number)
    with django_assert_max_num_queries(40):
        assert send_due() == {SENT: 3}


@pytest.mark.django_db(transaction=True)
def test_senders_that_have_read_the_same_rows_and_a_task_that_comes_twice_send_each_once(hook, server, monkeypatch):
    """All four take up the first row at the same instant, and each of them has a post open at the same time."""
    for number in range(4):
        to_announce(number)
    claim, have_read, have_posted, waited = ledger.claim, threading.Barrier(4), threading.Barrier(4), threading.local()

    def claim_together(row: Announcement) -> bool:
        if not hasattr(waited, "once"):
            waited.once = have_read.wait(15)
        return claim(row)

    monkeypatch.setattr(ledger, "claim", claim_together)
    server.on_post = lambda: have_posted.wait(15)
    assert at_once(*[send_announcements] * 4) == []
    monkeypatch.setattr(ledger, "claim", claim)
    send_announcements()
    assert sorted(server.keys) == sorted(str(key) for key in Announcement.objects.values_list("key", flat=True))
    assert set(Announcement.objects.values_list("state", flat=True)) == {SENT}


@pytest.mark.django_db(transaction=True)
def test_publication_sends_by_itself_once_it_is_committed(hook, server):
    article = published()
    assert only().state == SENT
    article.save_revision().publish()
    assert len(server.posts) == 1


@pytest.mark.django_db
def test_who_took_it_up_long_ago_sends_it_no_more(hook, server, monkeypatch):
    to_announce()
    monkeypatch.setattr("portal.newsroom.announcing.sending.LEAVES", -1.0)
    send_due()
    assert (only().state, only().tries, server.posts) == (DUE, 0, [])


@pytest.mark.django_db
def test_late_answer_is_believed_over_the_sweep(hook, server):
    to_announce()
    row = only()
    assert ledger.claim(row)
    assert ledger.sweep(later(6)) == 1
    assert only().state == UNKNOWN
    assert ledger.write_down(row, results.Result(results.Outcome.SENT, "200"))
    assert only().state == SENT
    assert not ledger.write_down(row, results.Result(results.Outcome.REFUSED, "400"))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "Thu, 26 Nov 2026 12:10:00 GMT"}, 600),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "٣٠٠"}, None),
        ({"X-RateLimit-Reset": "2026-11-26T12:05:00.123Z"}, 300.123),
        ({"X-RateLimit-Reset": "2020-01-01T00:00:00Z"}, 60),
        ({"X-RateLimit-Reset": "2026-99-99T00:00:00Z"}, None),
    ],
)
def test_pause_that_a_server_wants_is_read(headers, seconds):
    message = Message()
    for name, value in headers.items():
        message[name] = value
    pause = results.wanted_pause(message, at=datetime(2026, 11, 26, 12, tzinfo=UTC))
    assert (pause and pause.total_seconds()) == seconds
