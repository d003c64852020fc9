"""Who is told of what is written in the forum: each once, nobody of what they do themselves or may not read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from network.digests.choices import LetterState, NoticeKind
from network.digests.models import Notice
from network.digests.receivers.forum import matched, mentioned, post_published
from network.forum.choices import Audience, Kind, Level, SanctionKind, Why
from network.forum.models import Follow, Match, Reader, Sanction
from network.forum.services import marks, matching, moving, splitting
from network.forum.services.editing import edit_post
from network.forum.services.hiding import hide_post
from network.forum.services.posting import Written, reply
from portal.accounts.models import User
from tests.digests.telling import people_told, told
from tests.factories import CityFactory, UserFactory
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, member_of, rested

pytestmark = pytest.mark.django_db

MENTION, REPLY, FOLLOWED = [("mention", "post")], [("reply", "post")], [("followed", "post")]


def named(person: User) -> str:
    return f"What do you say, @[{person.display_name}](person:{person.pk})?"


def watching(person: User, thread, level: str = Level.WATCHING) -> User:
    Reader.objects.update_or_create(person=person, thread=thread, defaults={"level": level, "why": Why.CHOSE})
    return person


def test_reply_is_told_to_who_started_and_who_wrote_and_not_to_its_author():
    thread = ThreadFactory()
    other = PostFactory(thread=thread).author
    author = PostFactory(thread=thread).author
    assert told(thread.author) == [*REPLY, *REPLY]
    assert told(other) == REPLY
    assert told(author) == []


def test_post_is_told_to_who_watches_and_to_nobody_who_follows_less_closely():
    thread = ThreadFactory()
    watcher = watching(member_of(), thread)
    others = [watching(member_of(), thread, level) for level in (Level.TRACKING, Level.NORMAL, Level.MUTED)]
    stranger = member_of()
    PostFactory(thread=thread)
    assert told(watcher) == FOLLOWED
    assert [told(one) for one in (*others, stranger)] == [[], [], [], []]


@pytest.mark.parametrize(("level", "expected"), [(Level.MUTED, []), (Level.NORMAL, []), (Level.TRACKING, REPLY)])
def test_who_wrote_and_chose_to_follow_less_is_left_in_peace(level, expected):
    thread = ThreadFactory()
    watching(thread.author, thread, level)
    PostFactory(thread=thread)
    assert told(thread.author) == expected


def test_new_thread_is_told_to_who_watches_its_board_or_theme_once():
    board = BoardFactory()
    on_board, on_theme, on_both, tracking = (member_of() for _one in range(4))
    for person, where in ((on_board, "b"), (on_theme, "t"), (on_both, "bt")):
        if "b" in where:
            Follow.objects.create(person=person, board=board, level=Level.WATCHING)
        if "t" in where:
            Follow.objects.create(person=person, theme="energy", level=Level.WATCHING)
    Follow.objects.create(person=tracking, board=board, level=Level.TRACKING)
    thread = ThreadFactory(board=board, themes=["energy"])
    assert [told(one) for one in (on_board, on_theme, on_both)] == [FOLLOWED] * 3
    PostFactory(thread=thread)
    assert told(on_board) == FOLLOWED
    assert told(tracking) == []


def test_mention_and_reply_by_the_same_post_are_one_notice_and_the_mention_wins():
    thread = ThreadFactory()
    post = PostFactory(thread=thread, body=named(thread.author))
    assert told(thread.author) == MENTION
    for _turn in range(2):
        mentioned(post, [thread.author_id])
        post_published(post)
    assert told(thread.author) == MENTION


def test_who_is_named_by_an_edit_is_told_that_they_are_meant():
    thread = ThreadFactory()
    post = PostFactory(thread=thread)
    Notice.objects.filter(person=thread.author).update(read_at=timezone.now())
    edit_post(post, named(thread.author), seen=post.body, by=post.author)
    notice = Notice.objects.get(person=thread.author)
    assert (notice.kind, notice.read_at) == (NoticeKind.MENTION, None)


def test_nobody_is_told_of_what_is_hidden():
    thread = ThreadFactory()
    post = PostFactory(thread=thread)
    hide_post(post, reason="Unkind", by=UserFactory(groups=["Moderators"]))
    Notice.objects.all().delete()
    post.refresh_from_db()
    post_published(post)
    mentioned(post, [thread.author_id])
    assert told(thread.author) == []


@pytest.mark.parametrize("audience", Audience.values)
def test_only_who_reads_the_board_is_told(audience):
    leeds, york = CityFactory(name="Leeds"), CityFactory(name="York")
    board = BoardFactory(audience=audience, cities=[leeds] if audience == Audience.CITIES else [])
    thread = ThreadFactory(board=board, author=member_of(leeds))
    people = {
        "leeds": member_of(leeds),
        "york": member_of(york),
        "moderator": UserFactory(groups=["Moderators"]),
        "no network": UserFactory(),
        "suspended": member_of(leeds),
        "closed": member_of(leeds),
    }
    for person in people.values():
        watching(person, thread)
    now = timezone.now()
    Sanction.objects.create(
        person=people["suspended"],
        kind=SanctionKind.SUSPENSION,
        reason="x",
        by=people["moderator"],
        until=now + timedelta(days=9),
    )
    User.objects.filter(pk=people["closed"].pk).update(is_active=False)
    post = PostFactory(thread=thread, author=member_of(leeds))
    expected = {
        Audience.PUBLIC: {"leeds", "york", "moderator", "no network", "suspended"},
        Audience.NETWORK: {"leeds", "york", "moderator"},
        Audience.CITIES: {"leeds"},
    }[Audience(audience)]
    assert people_told(source="post", object_id=post.pk, kind="followed") == {people[name].pk for name in expected}
    for name, person in people.items():
        fresh = User.objects.get(pk=person.pk)
        is_shown = Notice.objects.visible_to(fresh).filter(object_id=post.pk).exists()
        assert is_shown == (name in expected), name


def test_answer_is_told_to_its_author_once_and_shown_while_it_is_the_answer():
    thread = ThreadFactory(kind=Kind.QUESTION)
    post = PostFactory(thread=thread)
    for _turn in range(2):
        marks.accept_answer(post, by=thread.author)
    assert told(post.author) == [("answer", "answer")]
    assert Notice.objects.visible_to(post.author).count() == 1
    marks.take_back_answer(post, by=thread.author)
    assert Notice.objects.visible_to(User.objects.get(pk=post.author_id)).count() == 0


def test_own_answer_is_not_told():
    thread = ThreadFactory(kind=Kind.QUESTION)
    post = PostFactory(thread=thread, author=thread.author)
    marks.accept_answer(post, by=thread.author)
    assert ("answer", "answer") not in told(thread.author)


def test_suggestion_is_told_to_the_person_and_to_the_author_of_the_offer_once():
    leeds, york = CityFactory(name="Leeds"), CityFactory(name="York")
    board = BoardFactory()
    from network.forum.models import Listing

    day = timezone.localdate() + timedelta(days=20)
    ask, offer = (
        Listing.objects.create(
            thread=ThreadFactory(board=board, kind=kind, author=member_of(city), themes=["energy"]), expires_on=day
        )
        for kind, city in ((Kind.ASK, leeds), (Kind.OFFER, york))
    )
    matching.suggest(ask)
    match = Match.objects.get()
    assert told(offer.thread.author) == [("match", "match")]
    assert ("match", "match") not in told(ask.thread.author)
    matched(list(Match.objects.select_related("ask__thread__board").filter(pk=match.pk)))
    assert told(offer.thread.author) == [("match", "match")]


def test_letter_is_due_where_the_person_chose_one():
    thread = ThreadFactory()
    person = thread.author.digest_preference
    person.at_once = ["reply"]
    person.save()
    quiet = PostFactory(thread=thread).author
    quiet.digest_preference.at_once = []
    quiet.digest_preference.save()
    PostFactory(thread=thread, body=named(quiet))
    assert set(Notice.objects.filter(person=thread.author).values_list("letter", flat=True)) == {LetterState.DUE}
    assert set(Notice.objects.filter(person=quiet).values_list("letter", flat=True)) == {LetterState.NONE}


def test_whoever_loses_sight_of_a_thread_loses_its_notices():
    leeds = CityFactory(name="Leeds")
    thread = ThreadFactory(author=member_of(leeds))
    watcher = watching(member_of(), thread)
    PostFactory(thread=thread, author=member_of(leeds))
    assert told(watcher) == FOLLOWED
    both = UserFactory(groups=["Moderators"])
    target = city_board(leeds)
    from tests.factories.places import MembershipFactory

    MembershipFactory(city=leeds, user=both)
    moving.move(thread, target, by=both)
    assert told(watcher) == []
    assert told(thread.author) == REPLY


def test_notices_go_with_posts_that_move_to_another_thread():
    thread = ThreadFactory()
    post = PostFactory(thread=thread)
    moderator = UserFactory(groups=["Moderators"])
    new = splitting.split(thread, [post.number], title="Another thing", by=moderator)
    assert Notice.objects.get(person=thread.author).thread_id == new.pk
    splitting.merge(new, thread, by=moderator)
    assert Notice.objects.get(person=thread.author).thread_id == thread.pk


def test_five_thousand_who_watch_are_told_in_one_statement(django_assert_max_num_queries):
    thread = ThreadFactory()
    people = User.objects.bulk_create(
        [User(email=f"w{n}@example.org", display_name=f"W {n}", password="!") for n in range(5000)]
    )
    from cities.places.models import Membership

    city = CityFactory()
    Membership.objects.bulk_create(
        [Membership(user=person, city=city, state="active", since=timezone.now()) for person in people]
    )
    Reader.objects.bulk_create(
        [Reader(person=person, thread=thread, level=Level.WATCHING, why=Why.CHOSE) for person in people]
    )
    author = member_of()
    with django_assert_max_num_queries(60) as asked:
        post = reply(thread, Written(body="News."), by=author)
    assert len([query for query in asked.captured_queries if "INSERT INTO digests_notice" in query["sql"]]) == 2
    assert len(people_told(object_id=post.pk)) == 5001
    rested(author)
