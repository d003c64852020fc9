"""Threads and posts: numbers without gaps, nothing twice, and a clear word where nothing more is taken."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from network.forum.choices import Kind, Level, SanctionKind, Why
from network.forum.models import Draft, Mention, Post, Reader, Sanction, Thread
from network.forum.services.editing import delete_post, edit_post, edit_thread
from network.forum.services.posting import Opening, Written, reply, start_thread
from tests.factories import CityFactory, UserFactory
from tests.factories.forum import BoardFactory, ThreadFactory, city_board, member_of, rested

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return member_of()


@pytest.fixture
def thread():
    return ThreadFactory()


def start(board, by, **kwargs) -> Thread:
    body = kwargs.pop("body", "Has anyone done this?")
    return start_thread(board, Opening(title=kwargs.pop("title", "A title"), **kwargs), Written(body=body), by=by)


def test_thread_begins_with_post_one_and_the_city_of_its_author(author):
    thread = start(BoardFactory(), author, kind=Kind.QUESTION, themes=["housing"])
    post = thread.posts.get()
    assert (post.number, thread.last_number, thread.themes) == (1, 1, ["housing"])
    assert post.city == thread.city == author.memberships.get().city
    assert post.html == "<p>Has anyone done this?</p>\n"


def test_author_watches_what_they_started_and_tracks_what_they_wrote_in(author):
    thread = start(BoardFactory(), author)
    other = member_of()
    reply(thread, Written(body="Yes."), by=other)
    levels = dict(Reader.objects.values_list("person", "level"))
    assert levels == {author.pk: Level.WATCHING, other.pk: Level.TRACKING}
    assert Reader.objects.get(person=author).why == Why.STARTED


def test_own_post_is_read_and_what_came_before_stays_unread(author, thread):
    reply(thread, Written(body="Mine."), by=author)
    assert Reader.objects.get(person=author).last_read == 0
    rested(thread.author)
    reply(thread, Written(body="Next."), by=thread.author)
    assert Reader.objects.get(person=thread.author).last_read == 1


def test_city_stays_as_it_was_when_the_author_moves(author, thread):
    post = reply(thread, Written(body="From here."), by=author)
    before = post.city
    author.memberships.update(city=CityFactory())
    rested(author)
    after = reply(thread, Written(body="From there."), by=author)
    post.refresh_from_db()
    assert (post.city, after.city == before) == (before, False)


def test_same_form_sent_twice_is_there_once(author, thread):
    written = Written(body="Once.", submission=uuid.uuid4())
    first, second = reply(thread, written, by=author), reply(thread, written, by=author)
    assert first == second
    assert thread.posts.count() == 2


def test_submission_of_another_person_is_not_answered_with_their_post(author, thread):
    written = Written(body="Mine.", submission=uuid.uuid4())
    reply(thread, written, by=author)
    with pytest.raises(Exception, match="submission"):
        reply(thread, Written(body="Theirs.", submission=written.submission), by=member_of())


def test_second_post_within_seconds_waits(author, thread):
    reply(thread, Written(body="One."), by=author)
    with pytest.raises(ValidationError, match="just posted"):
        reply(thread, Written(body="Two."), by=author)
    assert thread.posts.count() == 2


@pytest.mark.parametrize(
    ("body", "said"), [("", "Write something"), (" \n\0 ", "Write something"), ("a" * 20_001, "20,001 characters")]
)
def test_text_that_cannot_be_posted_says_why(author, thread, body, said):
    with pytest.raises(ValidationError, match=said):
        reply(thread, Written(body=body), by=author)
    assert thread.posts.count() == 1


def test_title_is_one_line_of_plain_words(author):
    thread = start(BoardFactory(), author, title="Who\r\nhas \u202edone\u0000  this?\u200b")
    assert thread.title == "Who has done this?"
    rested(author)
    with pytest.raises(ValidationError, match="title"):
        start(BoardFactory(), author, title="\u202e\n")


@pytest.mark.parametrize("field", ["closed_at", "hidden_at"])
def test_closed_and_hidden_threads_take_no_reply(author, thread, field):
    Thread.objects.update(**{field: timezone.now()})
    with pytest.raises(ValidationError):
        reply(thread, Written(body="More."), by=author)
    assert thread.posts.count() == 1


def test_moderator_may_still_write_in_a_closed_thread(thread):
    moderator = UserFactory(groups=["Moderators"])
    Thread.objects.update(closed_at=timezone.now())
    assert reply(thread, Written(body="Closed, because."), by=moderator).number == 2


def test_archived_board_takes_nothing(author):
    board = BoardFactory(archived_at=timezone.now())
    with pytest.raises(ValidationError, match="archived"):
        start(board, author)


@pytest.mark.parametrize("kind", [SanctionKind.SILENCE, SanctionKind.SUSPENSION])
def test_silenced_and_suspended_people_write_nothing_until_it_ends(author, thread, kind):
    until = timezone.now() + timezone.timedelta(days=3)
    Sanction.objects.create(person=author, kind=kind, reason="Rude.", by=UserFactory(), until=until)
    with pytest.raises(PermissionDenied):
        reply(thread, Written(body="More."), by=author)
    Sanction.objects.update(lifted_at=timezone.now())
    assert reply(thread, Written(body="More."), by=author).number == 2


def test_notice_is_for_who_moderates(author):
    board = city_board(author.memberships.get().city)
    with pytest.raises(PermissionDenied):
        start(board, author, kind=Kind.NOTICE)
    coordinator = member_of(board.city, role="coordinator")
    assert start(board, coordinator, kind=Kind.NOTICE).kind == Kind.NOTICE


def test_newcomer_is_held_where_the_portal_is_set_so(author, thread, settings):
    settings.FORUM_HOLD_FIRST = 1
    post = reply(thread, Written(body="Hello."), by=author)
    thread.refresh_from_db()
    assert (post.number, post.is_held, thread.last_number) == (None, True, 1)
    assert set(Post.objects.visible_to(author)) == {thread.posts.get(number=1), post}
    assert post not in Post.objects.visible_to(thread.author)
    assert post in Post.objects.visible_to(UserFactory(groups=["Moderators"]))


def test_draft_goes_with_the_post_that_it_became(author, thread):
    Draft.objects.create(person=author, thread=thread, body="Almost.")
    reply(thread, Written(body="Done."), by=author)
    assert not Draft.objects.exists()


def test_edit_keeps_what_was_said_before(author, thread):
    post = reply(thread, Written(body="First words."), by=author)
    edit_post(post, "Better words.", seen="First words.", by=author, reason="Typing")
    post.refresh_from_db()
    (before,) = post.revisions.all()
    assert (post.body, post.edited_at is not None, before.body, before.by) == (
        "Better words.",
        True,
        "First words.",
        author,
    )
    assert "Better words." in post.html


def test_edit_of_an_older_text_is_refused(author, thread):
    post = reply(thread, Written(body="First."), by=author)
    edit_post(post, "Second.", seen="First.", by=author)
    with pytest.raises(ValidationError, match="meanwhile"):
        edit_post(post, "Mine.", seen="First.", by=author)


def test_only_the_author_edits_and_deletes(author, thread):
    post = reply(thread, Written(body="Mine."), by=author)
    for person in (thread.author, UserFactory(groups=["Moderators"])):
        with pytest.raises(PermissionDenied):
            edit_post(post, "Theirs.", seen="Mine.", by=person)
        with pytest.raises(PermissionDenied):
            delete_post(post, by=person)
    assert edit_post(post, "Mine still.", seen="Mine.", by=author).body == "Mine still."


def test_deleted_post_keeps_its_number_and_lets_go_of_its_text(author, thread):
    post = reply(thread, Written(body="Regret."), by=author)
    delete_post(post, by=author)
    assert post not in Post.objects.visible_to(thread.author).readable()
    rested(author)
    assert reply(thread, Written(body="Next."), by=author).number == 3


def test_title_that_changed_is_kept_too(author):
    thread = start(BoardFactory(), author)
    edit_thread(thread, title="Another title", themes=["energy"], by=author)
    assert thread.posts.get().revisions.get().title == "A title"
    with pytest.raises(PermissionDenied):
        edit_thread(thread, title="Mine", themes=[], by=member_of())


def test_people_who_can_read_the_thread_are_named_once_and_others_silently_not(author):
    city = author.memberships.get().city
    inside, outside = member_of(city), member_of()
    board = city_board(city)
    body = (
        f"@[One](person:{inside.pk}) @[One](person:{inside.pk}) @[Two](person:{outside.pk}) @[Me](person:{author.pk})"
    )
    start(board, author, body=body)
    assert list(Mention.objects.values_list("person", flat=True)) == [inside.pk]
