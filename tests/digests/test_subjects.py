"""The subject of a digest: true, specific, short, one line, its titles whole."""

from __future__ import annotations

import pytest

from network.digests.subjects import LONGEST, subject_of, summary_of
from tests.digests.contents import contents, item, of_all_kinds, part

LONG = "A very long title of a thread that goes on and on and on until nobody reads it"


def reply(title: str = "Warm homes", **fields):
    return item("replies", title, **{"speaker": "Coordinator, Leeds", **fields})


def due(**fields):
    return item("plans_due", "Action 3: Retrofit homes", kind="due", called="action 3 of Hull", **fields)


def visit(**fields):
    return item("events", "Leeds visit", kind="event", when="Friday 12 March 2027, 10:00", day="12 March", **fields)


def test_asks_are_counted_and_an_event_has_its_day():
    asks = [item("asks", title) for title in "abc"]
    subject = subject_of(contents(part("asks", *asks), part("events", visit())))
    assert subject == "3 asks you could answer, Leeds visit on 12 March"


def test_who_names_the_reader_stands_first_then_what_is_overdue():
    mention = item("mentions", speaker="Coordinator, Leeds")
    told = contents(
        part("mentions", mention), part("plans_due", due(late=True), due(late=True)), part("replies", reply())
    )
    assert subject_of(told) == "Coordinator, Leeds names you; 2 updates overdue; Coordinator, Leeds answers you"


@pytest.mark.parametrize(
    ("one", "subject"),
    [
        (item("asks", "A clause on wages", place="Glasgow"), "Glasgow asks: A clause on wages"),
        (item("asks", LONG, place="Glasgow"), "1 ask you could answer"),
        (due(late=True), "Update overdue on action 3 of Hull"),
        (due(), "Update due on action 3 of Hull"),
        (reply(), "Coordinator, Leeds writes in “Warm homes”"),
        (reply(LONG), "Coordinator, Leeds answers you"),
        (reply(speaker=""), "News in 1 thread of yours"),
        (item("followed"), "“Lending to co-ops”"),
        (item("followed", LONG), "1 thread you follow"),
        (item("quiet", "Who lends?"), "Nobody has answered “Who lends?”"),
        (visit(full=True), "1 event to answer"),
    ],
)
def test_single_item_is_named_where_its_title_is_whole(one, subject):
    assert subject_of(contents(part(one.choice.section, one))) == subject


def test_several_who_answer_are_said_by_the_first():
    others = [reply(), reply(), reply(speaker="Ada Obi, Hull")]
    assert subject_of(contents(part("replies", *others))) == "Coordinator, Leeds and others answer you"
    assert subject_of(contents(part("replies", *others[:2]))) == "Coordinator, Leeds answers you"


def test_update_that_is_due_is_not_called_overdue():
    assert subject_of(contents(part("plans_due", due(late=True), due(), due()))) == "1 update overdue, 2 updates due"


def test_full_event_is_not_in_the_subject():
    told = contents(part("events", visit(full=True)), part("followed", item("followed")))
    assert subject_of(told) == "“Lending to co-ops”"
    told = contents(part("events", visit(), visit(full=True)))
    assert subject_of(told) == "Leeds visit on 12 March"


def test_what_there_is_no_room_for_is_left_out_and_what_fits_follows():
    long = item("followed", LONG)
    told = contents(
        part("asks", item("asks", "Wells", place="Hull")), part("followed", long), part("quiet", item("quiet", "Bonds"))
    )
    assert subject_of(told) == "Hull asks: Wells, 1 thread you follow, nobody has answered “Bonds”"


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
@pytest.mark.parametrize("section", ["mentions", "replies", "plans_due", "asks", "events", "followed"])
def test_subject_is_one_short_line_whatever_titles_hold(title, more, section):
    hostile = {"place": title, "speaker": title, "called": title, "day": title}
    items = [item(section, title, **hostile) for _ in range(1 + more)]
    told = contents(part(section, *items), part("quiet", item("quiet", title)))
    subject = subject_of(told)
    assert 0 < len(subject) <= LONGEST
    assert subject.isprintable() or "🏴" in subject
    assert "\u202e" not in subject
    assert "\n" not in summary_of(told)


def test_no_title_is_cut():
    """Whatever is quoted stands in the digest as it is quoted."""
    titles = ["word " * length for length in range(1, 30)]
    for title in titles:
        subject = subject_of(contents(part("followed", item("followed", title)), part("quiet", item("quiet", title))))
        assert "…" not in subject
        assert f"“{title.strip()}”" in subject or "“" not in subject


def test_subject_of_everything_says_the_most_important_first():
    said = "Ada Obi, Hull names you; update overdue on action 3 of Hull; 1 event to answer"
    assert subject_of(of_all_kinds()) == said
