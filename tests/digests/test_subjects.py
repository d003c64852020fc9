"""The subject of a digest: true, specific, short, one line."""

from __future__ import annotations

import pytest

from network.digests.subjects import LONGEST, subject_of
from tests.digests.contents import contents, item, of_all_kinds, part


def test_asks_are_counted_and_an_event_has_its_day():
    asks = [item("asks", title) for title in "abc"]
    event = item("events", "Leeds visit", kind="event", when="Friday 12 March 2027, 10:00", day="12 March")
    subject = subject_of(contents(part("asks", *asks), part("events", event)))
    assert subject == "3 asks you could answer, Leeds visit on 12 March"


def test_single_item_is_named():
    assert subject_of(contents(part("asks", item("asks", "A clause on wages")))) == "A clause on wages"
    assert subject_of(contents(part("plans_due", item("plans_due", "Retrofit homes")))) == "Update due: Retrofit homes"


def test_threads_are_named_with_how_many_more():
    threads = [item("followed", title) for title in ("Lending to co-ops", "b", "c")]
    assert subject_of(contents(part("followed", *threads))) == "“Lending to co-ops” and 2 more"


def test_what_there_is_no_room_for_is_left_out_and_what_fits_follows():
    long = item("followed", "A very long title of a thread that goes on and on")
    subject = subject_of(
        contents(
            part("asks", item("asks", "x" * 60)), part("followed", long, long), part("quiet", item("quiet", "Wells"))
        )
    )
    assert subject == f"“{'x' * 41}…”, “Wells”"


@pytest.mark.parametrize(
    "title",
    [
        "Bcc: everybody\r\nBcc: everybody@example.org",
        "abc\u202egnp.exe",
        "\u2066\u2069 \u200b",
        "<b>bold</b> & more",
        "ünïcode 🏴󠁧󠁢󠁷󠁬󠁳󠁿 日本語",
        "x" * 10_000,
        "word " * 2_000,
        "",
    ],
    ids=lambda title: ascii(title[:12]),
)
@pytest.mark.parametrize("more", [0, 1, 11])
def test_subject_is_one_short_line_whatever_titles_hold(title, more):
    items = [item("followed", title) for _ in range(1 + more)]
    subject = subject_of(contents(part("followed", *items), part("quiet", item("quiet", title))))
    assert 0 < len(subject) <= LONGEST
    assert subject.isprintable() or "🏴" in subject
    assert "\u202e" not in subject


def test_subject_of_everything_says_the_most_important_first():
    said = "“Warm terraces” and 1 more, 3 asks you could answer, Leeds visit on 12 March"
    assert subject_of(of_all_kinds()) == said
