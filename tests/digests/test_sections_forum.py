"""What others wrote to a person, and what is new on what they follow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from network.forum.choices import Level, SanctionKind
from network.forum.models import Mention, Sanction
from network.forum.services.editing import delete_post
from network.forum.services.hiding import hide_post
from network.forum.services.readers import follow, mark_all_read, mark_read, set_level
from portal.words.themes import Theme
from tests.digests.forum import age
from tests.digests.people import digest_of, of_section, titles
from tests.factories import CityFactory, UserFactory
from tests.factories.forum import PostFactory, ThreadFactory, city_board, member_of

pytestmark = pytest.mark.django_db


def lines(person, name):
    return [item.described.line for item in digest_of(person).items if item.choice.section == name]


def named(person):
    return f"Ask @[{person.display_name}](person:{person.pk}) about it."


# Mentions and replies.


def test_mention_comes_first_and_quotes_the_post_that_names_them(reader, board):
    replied, elsewhere = ThreadFactory(board=board, author=reader, title="Mine"), ThreadFactory(board=board, title="Oh")
    bristol = CityFactory(name="Bristol", slug="bristol")
    writer = member_of(bristol, user=UserFactory(display_name="Ada"))
    PostFactory(thread=elsewhere, body=named(reader), author=writer)
    PostFactory(thread=elsewhere, body="And the rest.")
    PostFactory(thread=replied, body="Yes, we did.")
    assert of_section(digest_of(reader), "mentions") == [("Oh", "You are named here.")]
    assert of_section(digest_of(reader), "replies") == [("Mine", "You started this thread.")]
    assert lines(reader, "mentions") == [f"Ask @{reader.display_name} about it."]
    assert lines(reader, "replies") == ["Yes, we did."]
    assert [part.name for part in digest_of(reader).parts] == ["mentions", "replies"]


def test_reply_in_a_thread_that_one_wrote_in_says_so(reader, board):
    thread = ThreadFactory(board=board, title="Theirs")
    mark_read(reader, thread, 1)
    PostFactory(thread=thread, author=reader)
    assert digest_of(reader).items == []
    PostFactory(thread=thread)
    assert of_section(digest_of(reader), "replies") == [("Theirs", "You wrote in this thread.")]


def test_what_one_wrote_oneself_is_not_new(reader, board):
    thread = ThreadFactory(board=board, author=reader)
    PostFactory(thread=thread, body="Their words.")
    PostFactory(thread=thread, author=reader, body="My own words.")
    assert lines(reader, "replies") == ["Their words."]
    (item,) = digest_of(reader).items
    assert (item.choice.count, item.choice.number, item.choice.post) == (1, 3, 2)
    mark_read(reader, thread, 2)
    assert digest_of(reader).items == []


def test_mention_that_was_read_or_stands_in_a_muted_thread_is_not_told(reader, board):
    read, muted = ThreadFactory(board=board), ThreadFactory(board=board)
    for thread in (read, muted):
        PostFactory(thread=thread, body=named(reader))
    mark_read(reader, read, 2)
    set_level(muted, Level.MUTED, by=reader)
    assert Mention.objects.filter(person=reader).count() == 2
    assert digest_of(reader).items == []


def hide(post, reader):
    hide_post(post, reason="x", by=UserFactory(groups=["Moderators"]))


def delete(post, reader):
    delete_post(post, by=post.author)


def silence(post, reader):
    until = timezone.now() + timedelta(days=3)
    Sanction.objects.create(person=post.author, kind=SanctionKind.SILENCE, reason="x", by=UserFactory(), until=until)


@pytest.mark.parametrize("act", [hide, delete, silence])
def test_what_is_hidden_deleted_or_by_somebody_silenced_is_never_quoted(act, reader, board):
    named_in, own = ThreadFactory(board=board), ThreadFactory(board=board, author=reader)
    first = PostFactory(thread=own, body="Good words.")
    for post in (PostFactory(thread=named_in, body=f"Bad words. {named(reader)}"), PostFactory(thread=own, body="Bad")):
        act(post, reader)
    assert lines(reader, "replies") == ["Good words."]
    act(first, reader)
    assert digest_of(reader).items == []


def test_warning_takes_nobodys_words_away(reader, board):
    post = PostFactory(thread=ThreadFactory(board=board, author=reader), body="Good words.")
    Sanction.objects.create(person=post.author, kind=SanctionKind.WARNING, reason="x", by=UserFactory())
    assert lines(reader, "replies") == ["Good words."]


def test_held_post_is_not_new(reader, board):
    PostFactory(thread=ThreadFactory(board=board, author=reader), held=True)
    assert digest_of(reader).items == []


def test_what_more_cities_wrote_stands_before_what_is_newer(reader, board, leeds):
    many, newer = (
        ThreadFactory(board=board, author=reader, title="A"),
        ThreadFactory(board=board, author=reader, title="B"),
    )
    PostFactory(thread=many)
    PostFactory(thread=many)
    talker = member_of()
    for _ in range(3):
        PostFactory(thread=newer, author=talker)
    assert titles(digest_of(reader), "replies") == ["A", "B"]


# What they follow.


def test_followed_thread_board_and_theme_say_why(reader, board):
    chosen = ThreadFactory(title="Chosen")
    set_level(chosen, Level.TRACKING, by=reader)
    mark_read(reader, chosen, 1)
    PostFactory(thread=chosen)
    follow(Level.WATCHING, by=reader, board=board)
    follow(Level.TRACKING, by=reader, theme=Theme.LAND)
    ThreadFactory(title="On the theme", themes=[Theme.LAND])
    ThreadFactory(title="On the board", board=board)
    ThreadFactory(title="On neither", themes=[Theme.ENERGY])
    assert of_section(digest_of(reader), "followed") == [
        ("Chosen", "You chose to follow this thread."),
        ("On the board", "You follow the board Homes."),
        ("On the theme", "You follow the theme Land and assets."),
    ]


def test_level_of_the_thread_counts_before_that_of_its_board(reader, board):
    follow(Level.WATCHING, by=reader, board=board)
    for level in (Level.MUTED, Level.NORMAL):
        set_level(ThreadFactory(board=board), level, by=reader)
    assert digest_of(reader).items == []


def test_muted_board_is_left_out_but_for_threads_that_one_follows(reader, board):
    follow(Level.MUTED, by=reader, board=board)
    follow(Level.WATCHING, by=reader, theme=Theme.LAND)
    ThreadFactory(board=board, themes=[Theme.LAND])
    assert digest_of(reader).items == []
    set_level(ThreadFactory(board=board, title="Mine to watch"), Level.WATCHING, by=reader)
    assert titles(digest_of(reader), "followed") == ["Mine to watch"]


def test_board_whose_level_is_normal_or_that_is_read_by_others_tells_nothing(reader, board):
    others = city_board(CityFactory())
    thread = ThreadFactory(board=others, themes=[Theme.LAND])
    follow(Level.WATCHING, by=reader, theme=Theme.LAND)
    assert thread.last_number == 1
    assert digest_of(reader).items == []


def test_thread_that_was_never_opened_counts_as_read_once_all_is_marked_read(reader, board):
    follow(Level.WATCHING, by=reader, board=board)
    thread = ThreadFactory(board=board, title="Before")
    assert titles(digest_of(reader), "followed") == ["Before"]
    mark_all_read(reader)
    assert digest_of(reader).items == []
    PostFactory(thread=thread)
    assert titles(digest_of(reader), "followed") == ["Before"]


def test_what_was_there_before_somebody_came_is_not_new_to_them(board):
    ThreadFactory(board=board)
    newcomer = member_of()
    follow(Level.WATCHING, by=newcomer, board=board)
    assert digest_of(newcomer).items == []


def test_what_is_older_than_a_month_is_not_told(reader, board):
    thread = ThreadFactory(board=board)
    set_level(thread, Level.WATCHING, by=reader)
    age(thread, days=29)
    assert titles(digest_of(reader), "followed") == [thread.title]
    age(thread, days=31)
    assert digest_of(reader).items == []
