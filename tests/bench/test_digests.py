"""The part of the benchmark about digests: the sink counts what it takes, and verdicts say what is kept."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest

from network.digests.load import generate_digests
from network.digests.models import Preference
from network.forum.load import generate_posts, generate_threads
from portal.bench.digest_table import digest_head, digest_line, digest_notes, digest_verdicts
from portal.bench.digests import Figures, gather_for_digests, last_moment, queries_of, running_sink
from portal.supervisor.trouble import Trouble
from tests.factories import CityFactory


def letter(number: int) -> EmailMessage:
    message = EmailMessage()
    message["To"], message["From"] = f"reader-{number}@load.example", "portal@example.org"
    message["Message-ID"] = f"<{number}@example.org>"
    message.set_content("One line.\n.\n..and dots\n")
    return message


def test_sink_counts_letters_readers_and_message_ids():
    with running_sink() as mail:
        for numbers in ((1, 2, 2), (3,)):
            with smtplib.SMTP("127.0.0.1", mail.port) as connection:
                for number in numbers:
                    connection.send_message(letter(number))
    taken = mail.taken
    assert (taken["messages"], taken["readers"], taken["ids"]) == (4, 3, 3)
    assert taken["octets"] > 4 * 100


@pytest.mark.django_db
def test_batch_asks_as_much_for_few_as_for_many(monkeypatch):
    CityFactory()
    monkeypatch.setattr("network.forum.load.AUTHORS", 20)
    generate_threads(60)
    generate_posts(600)
    generate_digests(60)
    people = list(Preference.objects.order_by("pk").values_list("person", flat=True))
    assert 0 < queries_of(people[:60]) == queries_of(people[:15])


@pytest.mark.django_db
def test_posts_are_made_anew_only_in_the_database_of_the_crowd():
    with pytest.raises(Trouble):
        gather_for_digests(10)


def test_digests_are_due_in_the_morning_that_was_last(time_machine):
    time_machine.move_to("2026-07-01T05:59:00Z")
    assert last_moment().isoformat() == "2026-06-30T07:00:00+01:00"
    time_machine.move_to("2026-07-01T06:00:00Z")
    assert last_moment().isoformat() == "2026-07-01T07:00:00+01:00"


def figures(members: int, **more: object) -> Figures:
    sender = {"counts": {"sent": members // 2}, "queries": members, "in_database": 1.0, "seconds": 4.0, "peak": 100}
    given = {"batch": 30, "each_alone": 0.1, "seconds": members / 200, "senders": [sender, sender]}
    given["taken"] = dict.fromkeys(("messages", "readers", "ids"), members) | {"octets": members * 9000}
    return Figures(members=members, **{**given, **more})


def kept(*measured: Figures) -> dict[str, bool]:
    return {verdict.promise: verdict.is_kept for verdict in digest_verdicts(list(measured))}


def test_table_says_what_was_measured():
    found = figures(1000)
    assert len(digest_line(found)) == len(digest_head())
    assert digest_line(found).split()[:4] == ["1,000", "1,000", "0.1", "200"]
    assert "in one process" in digest_notes(found)


@pytest.mark.parametrize(
    ("more", "broken"),
    [
        ({}, set()),
        ({"batch": 31}, {"a batch: as many queries for any members"}),
        ({"seconds": 901.0}, {"100,000 members: within 15 minutes"}),
        ({"each_alone": 0.001}, {"100,000 members: faster than the loop"}),
        (
            {"taken": {"messages": 100_001, "readers": 100_000, "ids": 100_000, "octets": 1}},
            {"100,000 members: each letter once"},
        ),
    ],
)
def test_verdict_falls_with_what_it_is_about(more, broken):
    found = kept(figures(1000), figures(100_000, **more))
    assert {promise for promise, is_kept in found.items() if not is_kept} == broken


def test_memory_that_grows_is_no_flat_memory():
    grown = figures(100_000)
    grown.senders[0]["peak"] = 121
    assert not kept(figures(1000), grown)["memory beside 1,000 members: at most 1.2 times"]
