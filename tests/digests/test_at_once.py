"""Letters at once: each once, about what its person may read and still wants to hear of at that moment."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from cities.places.choices import CityRole
from network.digests.choices import LetterState, NoticeKind
from network.digests.models import Notice, Preference
from network.digests.muting import MUTE
from network.digests.services import telling
from network.digests.services.noticing import Cause, notice
from network.digests.services.telling import MOST_ALONE, write_letters
from network.forum.choices import Audience, Level, SanctionKind, Why
from network.forum.models import Listing, Match, Post, Reader, Sanction, Thread
from network.forum.services.marks import accept_answer
from network.forum.services.readers import mark_read, set_level
from portal.accounts.models import User
from portal.mail.models import Letter, Suppression
from portal.mail.services import send_letters
from portal.mail.sweeping import send_waiting
from portal.mail.tokens import one_click_url
from tests.factories import CityFactory, UserFactory
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, member_of

pytestmark = pytest.mark.django_db
ALL = list(NoticeKind)
LATER = timedelta(minutes=3)


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def reader(leeds) -> User:
    """Somebody who chose letters at once of every kind."""
    person = member_of(leeds, user__email="reader@example.org")
    Preference.objects.update_or_create(person=person, defaults={"at_once": ALL})
    return person


@pytest.fixture
def writer(leeds) -> User:
    return member_of(leeds, user__display_name="Ada Byron")


@pytest.fixture
def thread(reader) -> Thread:
    return ThreadFactory(author=reader, title="Who owns the heat?", board=BoardFactory(title="Energy", slug="energy"))


@pytest.fixture
def written(mailoutbox, django_capture_on_commit_callbacks) -> Callable[..., list[EmailMessage]]:
    """Run the task some minutes later, and return the letters that left, parsed from their bytes."""

    def run(after: timedelta = LATER) -> list[EmailMessage]:
        before = len(mailoutbox)
        with django_capture_on_commit_callbacks(execute=True):
            write_letters(timezone.now() + after)
        return [message_from_bytes(mail.message().as_bytes(), policy=default) for mail in mailoutbox[before:]]

    return run


def text_of(letter: EmailMessage) -> str:
    return letter.get_body(("plain",)).get_content()


def html_of(letter: EmailMessage) -> str:
    return letter.get_body(("html",)).get_content()


def state() -> list[str]:
    return list(Notice.objects.order_by("pk").values_list("letter", flat=True))


def test_reply_is_mailed_with_its_text_and_where_to_answer(thread, writer, written) -> None:
    PostFactory(thread=thread, author=writer, body="The **council** does.\n\nSee [the plan](/cities/leeds/plan/).")
    (letter,) = written()
    assert letter["To"] == "reader@example.org"
    assert letter["Subject"] == "Re: Who owns the heat? (Leeds)"
    for part in (text_of(letter), html_of(letter)):
        assert "Ada Byron" in part
        assert "Energy" in part
        assert "The networks of all ten cities" in part
        assert f"/network/energy/{thread.pk}-who-owns-the-heat/#p2" in part
        assert "Replies by mail are not read: answer in the thread." in part
        assert "because you began this thread or wrote in it" in part
    assert "<strong>council</strong>" in html_of(letter)
    assert 'href="http://localhost:8000/cities/leeds/plan/"' in html_of(letter)
    assert 'href="/' not in html_of(letter)
    assert "[the plan](http://localhost:8000/cities/leeds/plan/)" in text_of(letter)
    assert "<img" not in html_of(letter)
    assert state() == [LetterState.WRITTEN]


def test_headers_keep_a_thread_together_for_each_reader(thread, reader, writer, written) -> None:
    other = member_of(user__email="other@example.org")
    Preference.objects.filter(person=other).update(at_once=ALL)
    set_level(thread, Level.WATCHING, by=other)
    PostFactory(thread=thread, author=writer)
    first = {letter["To"]: letter for letter in written()}
    PostFactory(thread=thread, author=writer)
    second = {letter["To"]: letter for letter in written()}
    roots = set()
    for to in ("reader@example.org", "other@example.org"):
        root = first[to]["In-Reply-To"]
        assert first[to]["References"] == root
        assert second[to]["In-Reply-To"] == first[to]["Message-ID"]
        assert second[to]["References"].split() == [root, first[to]["Message-ID"]]
        assert first[to]["Subject"] == second[to]["Subject"]
        assert first[to]["List-Id"] == "<energy.network.localhost>"
        roots.add(root)
    ids = {letter["Message-ID"] for letters in (first, second) for letter in letters.values()}
    assert len(roots) == 2
    assert len(ids) == 4
    assert not roots & ids


def test_headers_of_unsubscribing_turn_off_this_kind_alone(thread, reader, writer, written) -> None:
    PostFactory(thread=thread, author=writer)
    (letter,) = written()
    link = re.match(r"<(\S+)>,\s+<mailto:", letter["List-Unsubscribe"].strip())[1]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["X-Auto-Response-Suppress"] == "All"
    path = link.removeprefix("http://localhost:8000")
    client = Client(enforce_csrf_checks=True)
    assert client.get(path).status_code == 200
    assert Preference.objects.get(person=reader).at_once == ALL
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert set(Preference.objects.get(person=reader).at_once) == set(ALL) - {NoticeKind.REPLY}


def test_link_mutes_the_thread_on_post_only(thread, reader, writer, written) -> None:
    PostFactory(thread=thread, author=writer)
    (letter,) = written()
    link = re.search(r"Mute this thread:\n(\S+)", text_of(letter))[1]
    assert f'href="{link}"' in html_of(letter)
    path = link.removeprefix("http://localhost:8000")
    client = Client(enforce_csrf_checks=True)
    assert "Do you want to hear nothing more of the thread" in client.get(path).content.decode()
    assert Reader.objects.get(person=reader, thread=thread).level == Level.WATCHING
    for _again in range(2):
        assert client.post(path).status_code == 200
        assert Reader.objects.get(person=reader, thread=thread).level == Level.MUTED
    PostFactory(thread=thread, author=writer)
    assert written() == []


def test_mute_link_of_a_thread_that_is_not_read_any_more_does_nothing(client, reader, leeds) -> None:
    hidden = ThreadFactory(board=city_board(CityFactory()))
    for thread in (hidden.pk, hidden.pk + 1000):
        assert client.post(one_click_url(MUTE, reader.pk, thread)).status_code == 200
    assert not Reader.objects.filter(person=reader, thread=hidden).exists()


def test_nothing_is_mailed_in_the_first_two_minutes(thread, writer, written) -> None:
    PostFactory(thread=thread, author=writer)
    assert written(timedelta(seconds=110)) == []
    assert state() == [LetterState.DUE]
    assert len(written(timedelta(seconds=130))) == 1


def test_what_was_edited_meanwhile_is_mailed_as_it_is_now(thread, writer, written) -> None:
    post = PostFactory(thread=thread, author=writer, body="Telphone 0113.")
    Post.objects.filter(pk=post.pk).update(body="Telephone us.")
    (letter,) = written()
    assert "Telephone us." in text_of(letter)
    assert "0113" not in letter.as_string()


def test_twice_is_one_letter(thread, writer, written) -> None:
    PostFactory(thread=thread, author=writer)
    assert len(written()) == 1
    assert written() == []
    Notice.objects.update(letter=LetterState.DUE)
    assert written() == []
    assert Letter.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda post, reader: Post.objects.filter(pk=post.pk).update(deleted_at=timezone.now()),
        lambda post, reader: Post.objects.filter(pk=post.pk).update(hidden_at=timezone.now(), hidden_reason="Rude"),
        lambda post, reader: Thread.objects.filter(pk=post.thread_id).update(hidden_at=timezone.now()),
        lambda post, reader: Thread.objects.filter(pk=post.thread_id).update(board=city_board(CityFactory())),
        lambda post, reader: reader.memberships.all().delete(),
        lambda post, reader: set_level(post.thread, Level.MUTED, by=reader),
        lambda post, reader: set_level(post.thread, Level.NORMAL, by=reader),
        lambda post, reader: mark_read(reader, post.thread, post.number),
        lambda post, reader: Notice.objects.update(read_at=timezone.now()),
        lambda post, reader: Preference.objects.filter(person=reader).update(at_once=["mention"]),
        lambda post, reader: User.objects.filter(pk=reader.pk).update(is_active=False),
        lambda post, reader: Suppression.objects.create(address="READER@example.org", cause="bounced"),
        lambda post, reader: Sanction.objects.create(
            person=reader, kind=SanctionKind.SUSPENSION, reason="Rude", until=timezone.now() + LATER * 9, by=post.author
        ),
    ],
    ids=[
        *("deleted", "hidden", "thread-hidden", "moved", "left", "muted", "follows-less", "read", "notice-read"),
        *("switched-off", "closed", "bounces", "suspended"),
    ],
)
def test_what_changed_before_the_letter_keeps_it_back(thread, reader, writer, written, change) -> None:
    post = PostFactory(thread=thread, author=writer)
    assert state() == [LetterState.DUE]
    change(post, reader)
    assert written() == []
    assert set(state()) <= {LetterState.LEFT_OUT}
    assert not Letter.objects.exists()


def test_letters_go_to_exactly_those_who_read_the_board(leeds, writer, written) -> None:
    bristol = CityFactory(name="Bristol", slug="bristol")
    people = {
        "leeds": member_of(leeds),
        "bristol": member_of(bristol),
        "coordinator": member_of(leeds, role=CityRole.COORDINATOR),
        "adviser": member_of(bristol, role=CityRole.ADVISER),
        "moderator": UserFactory(groups=["Moderators"]),
        "stranger": UserFactory(),
        "suspended": member_of(leeds),
    }
    until = timezone.now() + timedelta(days=2)
    suspended = {"kind": SanctionKind.SUSPENSION, "reason": "Rude", "until": until, "by": writer}
    Sanction.objects.create(person=people["suspended"], **suspended)
    boards = [
        *(BoardFactory(audience=audience) for audience in (Audience.PUBLIC, Audience.NETWORK, Audience.CITIES)),
        *(city_board(city) for city in (leeds, bristol)),
        BoardFactory(audience=Audience.CITIES, cities=[leeds, bristol]),
    ]
    Preference.objects.update(at_once=ALL)
    for board in boards:
        post = PostFactory(thread=ThreadFactory(board=board, author=writer), author=writer)
        Notice.objects.all().delete()
        for person in people.values():
            Reader.objects.create(person=person, thread=post.thread, level=Level.WATCHING, why=Why.CHOSE)
            told = {"kind": "followed", "source": "post", "object_id": post.pk, "thread": post.thread}
            Notice.objects.create(person=person, letter=LetterState.DUE, **told)
        reading = {person.email for person in people.values() if Post.objects.visible_to(person).filter(pk=post.pk)}
        assert {letter["To"] for letter in written()} == reading
    assert reading == {people[name].email for name in ("leeds", "bristol", "coordinator", "adviser")}


def test_watching_and_the_answer_say_so(thread, reader, writer, written, leeds) -> None:
    watching = member_of(leeds, user__email="watching@example.org")
    Preference.objects.filter(person=watching).update(at_once=ALL)
    set_level(thread, Level.WATCHING, by=watching)
    PostFactory(thread=thread, author=writer)
    letters = {letter["To"]: text_of(letter) for letter in written()}
    assert "because you watch this thread" in letters["watching@example.org"]


def test_a_burst_is_gathered_into_one_letter(thread, writer, written) -> None:
    for number in range(MOST_ALONE + 2):
        PostFactory(thread=thread, author=writer, body=f"Part {number} of it.")
    (letter,) = written()
    assert "5 new posts in this thread" in text_of(letter)
    for number in range(MOST_ALONE + 2):
        assert f"Part {number} of it." in text_of(letter)
        assert f"Part {number} of it." in html_of(letter)
    assert set(state()) == {LetterState.WRITTEN}


def test_after_some_letters_the_rest_waits_and_comes_in_one(thread, writer, written, time_machine) -> None:
    time_machine.move_to("2026-11-26T12:00Z", tick=False)
    for number in range(MOST_ALONE):
        PostFactory(thread=thread, author=writer, body=f"Part {number}.")
    assert len(written()) == MOST_ALONE
    time_machine.move_to("2026-11-26T12:03Z", tick=False)
    PostFactory(thread=thread, author=writer, body="Late part.")
    PostFactory(thread=thread, author=writer, body="Later part.")
    time_machine.move_to("2026-11-26T12:06Z", tick=False)
    assert written(timedelta()) == []
    time_machine.move_to("2026-11-26T12:15:01Z", tick=False)
    (letter,) = written(timedelta())
    assert "Late part." in text_of(letter)
    assert "Later part." in text_of(letter)


def test_long_post_is_cut_and_its_files_are_named(thread, writer, written) -> None:
    PostFactory(thread=thread, author=writer, body="A sentence that goes on. " * 400)
    (letter,) = written()
    assert len(text_of(letter)) < 4_500
    assert "The rest is in the thread" in text_of(letter)
    assert "Read the rest in the thread" in html_of(letter)


def test_text_that_makes_heavy_html_is_printed_without_it(thread, writer, written) -> None:
    PostFactory(thread=thread, author=writer, body="- <2\n\n" * 480 + "a\n\n")
    (letter,) = written()
    assert len(html_of(letter).encode()) < 100_000
    assert "- &lt;2" in html_of(letter)
    assert "<li" not in html_of(letter)


def test_title_and_names_stay_words(thread, writer, written) -> None:
    Thread.objects.filter(pk=thread.pk).update(title="Loans\r\nBcc: all@example.org \u202ex <b>y</b>")
    User.objects.filter(pk=writer.pk).update(display_name="<script>alert(1)</script>")
    PostFactory(thread=thread, author=writer, body="<script>alert(2)</script> ![x](https://evil.example/p.png)")
    (letter,) = written()
    assert letter["Bcc"] is None
    assert letter["Subject"].startswith("Re: Loans Bcc: all@example.org")
    html = html_of(letter)
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>y</b>" not in html


def test_queries_do_not_grow_with_people(thread, writer, written, django_assert_max_num_queries) -> None:
    def watchers(count: int) -> None:
        for _person in range(count):
            person = member_of(thread.city)
            Preference.objects.filter(person=person).update(at_once=ALL)
            Reader.objects.create(person=person, thread=thread, level=Level.WATCHING, why=Why.CHOSE)

    counts = []
    for more in (1, 12):
        watchers(more)
        PostFactory(thread=thread, author=writer)
        with django_assert_max_num_queries(40) as queries:
            telling.write_batch(timezone.now() + LATER)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_letter_that_cannot_be_drawn_keeps_none_of_the_others(thread, writer, written, monkeypatch, leeds) -> None:
    other = member_of(leeds, user__email="other@example.org")
    Preference.objects.filter(person=other).update(at_once=ALL)
    set_level(thread, Level.WATCHING, by=other)
    drawn = telling.letter_about

    def fails(pairs, person, **more):
        if person == other:
            raise ValueError("broken")
        return drawn(pairs, person, **more)

    monkeypatch.setattr(telling, "letter_about", fails)
    PostFactory(thread=thread, author=writer)
    assert [letter["To"] for letter in written()] == ["reader@example.org"]
    assert sorted(state()) == [LetterState.LEFT_OUT, LetterState.WRITTEN]


def test_accepted_answer_is_mailed(reader, writer, written) -> None:
    question = ThreadFactory(author=writer, kind="question")
    post = PostFactory(thread=question, author=reader)
    Notice.objects.all().delete()
    accept_answer(post, by=writer)
    (letter,) = written()
    assert "Your reply is taken as the answer." in text_of(letter)
    assert "because a reply of yours was taken as the answer" in html_of(letter)


def test_process_that_ends_before_the_commit_has_written_nothing(thread, writer, written, monkeypatch) -> None:
    PostFactory(thread=thread, author=writer)

    def ends(*_args) -> None:
        send_letters(*_args)
        raise SystemExit

    monkeypatch.setattr(telling, "send_letters", ends)
    with pytest.raises(SystemExit), transaction.atomic():
        write_letters(timezone.now() + LATER)
    assert (state(), Letter.objects.count()) == ([LetterState.DUE], 0)
    monkeypatch.undo()
    assert len(written()) == 1


def test_process_that_ends_after_the_commit_leaves_the_letter_to_the_sweep(thread, writer, written, mailoutbox) -> None:
    PostFactory(thread=thread, author=writer)
    write_letters(timezone.now() + LATER)  # nothing is committed here, so nothing is handed over
    assert (state(), mailoutbox) == ([LetterState.WRITTEN], [])
    assert written() == []
    assert send_waiting(older_than=timedelta()) == 1
    assert send_waiting(older_than=timedelta()) == 0
    assert len(mailoutbox) == 1
    assert mailoutbox[0].extra_headers["List-Id"] == "<energy.network.localhost>"


def test_letter_about_an_ask_that_fits(reader, written, leeds) -> None:
    ask = ThreadFactory(author=member_of(CityFactory(name="Bristol")), kind="ask", title="Heat from the river?")
    today = timezone.localdate()
    listing = Listing.objects.create(thread=ask, needed_by=today, expires_on=today + timedelta(days=30))
    match = Match.objects.create(ask=listing, person=reader, score=1)
    notice(Cause(kind=NoticeKind.MATCH, source="match", at=timezone.now(), thread=ask.pk), match.pk, [reader.pk])
    (letter,) = written()
    assert "Heat from the river?" in text_of(letter)
    assert "Turn such letters off" in html_of(letter)
    assert f"/network/matches/{match.pk}/" in text_of(letter)
