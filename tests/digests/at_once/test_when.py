"""Letters at once: each once, about what its person may read and still wants to hear of at that moment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from cities.places.choices import CityRole
from network.digests.at_once.leaving import Asking
from network.digests.choices import LetterState
from network.digests.models import Notice, Preference
from network.digests.services import telling
from network.digests.services.telling import MOST_ALONE, write_letters
from network.forum.choices import Audience, Level, SanctionKind, Why
from network.forum.models import Post, Reader, Sanction, Thread
from network.forum.services.readers import mark_read, set_level
from portal.accounts.models import User
from portal.mail.models import Letter, Suppression
from portal.mail.services import send_letters
from portal.mail.sweeping import send_waiting
from tests.digests.at_once.letters import ALL, LATER, html_of, state, text_of
from tests.digests.due import reach
from tests.factories import CityFactory, UserFactory
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, member_of
from tests.mail.smtp import serving

pytestmark = pytest.mark.django_db


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
            telling.write_batch(timezone.now() + LATER, Asking(budget=60, patience=1))
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


def test_letters_of_one_go_share_a_connection(thread, writer, settings, monkeypatch) -> None:
    monkeypatch.setattr(telling, "BATCH", 1)
    monkeypatch.setattr(transaction, "on_commit", lambda act, **_more: act())
    watchers = [member_of(thread.city) for _number in range(3)]
    Preference.objects.filter(person__in=watchers).update(at_once=ALL)
    for person in watchers:
        set_level(thread, Level.WATCHING, by=person)
    PostFactory(thread=thread, author=writer)
    count = len(state())
    with serving() as server:
        reach(settings, server.port)
        assert write_letters(timezone.now() + LATER) == count >= 3
        assert (server.sessions, len(server.messages)) == (1, count)


def test_go_ends_with_its_time_and_the_rest_waits_for_the_next(thread, writer, written, monkeypatch) -> None:
    PostFactory(thread=thread, author=writer)
    with monkeypatch.context() as patch:
        patch.setattr(telling, "BUDGET", -1.0)
        assert written() == []
    assert state() == [LetterState.DUE]
    assert len(written()) == 1
