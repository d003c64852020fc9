"""Who reads what: boards decide, and nothing of a thread is anywhere for who does not read its board."""

from __future__ import annotations

import pytest
from django.utils import timezone

from network.forum.choices import Audience, SanctionKind
from network.forum.models import Board, Post, Sanction, Thread
from network.forum.rules import moderates, reads_board
from tests.factories import CityFactory, UserFactory
from tests.factories.forum import BoardFactory, ThreadFactory, city_board, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def boards(leeds):
    return {
        "public": BoardFactory(audience=Audience.PUBLIC),
        "network": BoardFactory(audience=Audience.NETWORK),
        "leeds": city_board(leeds),
        "two": BoardFactory(audience=Audience.CITIES, cities=[leeds, CityFactory()]),
        "nobody": BoardFactory(audience=Audience.CITIES),
    }


@pytest.fixture
def people(leeds):
    suspended = member_of(leeds)
    until = timezone.now() + timezone.timedelta(days=1)
    Sanction.objects.create(person=suspended, kind=SanctionKind.SUSPENSION, reason="x", by=UserFactory(), until=until)
    return {
        "anonymous": None,
        "signed in": UserFactory(),
        "leeds": member_of(leeds),
        "adviser": member_of(leeds, role="adviser"),
        "coordinator": member_of(leeds, role="coordinator"),
        "elsewhere": member_of(),
        "moderator": UserFactory(groups=["Moderators"]),
        "administrator": UserFactory(groups=["Administrators"]),
        "suspended": suspended,
    }


READ = {
    "anonymous": {"public"},
    "signed in": {"public"},
    "leeds": {"public", "network", "leeds", "two"},
    "adviser": {"public", "network", "leeds", "two"},
    "coordinator": {"public", "network", "leeds", "two"},
    "elsewhere": {"public", "network"},
    "moderator": {"public", "network"},
    "administrator": {"public"},
    "suspended": {"public"},
}
MODERATED = {"coordinator": {"leeds", "two"}, "moderator": {"public", "network"}}


@pytest.mark.parametrize("who", READ)
def test_boards_threads_and_posts_are_read_by_the_audience_alone(who, people, boards):
    threads = {name: ThreadFactory(board=board) for name, board in boards.items()}
    user = people[who]
    seen = Board.objects.visible_to(user)
    assert {name for name, board in boards.items() if board in seen} == READ[who]
    assert {name for name, thread in threads.items() if thread in Thread.objects.visible_to(user)} == READ[who]
    read = set(Post.objects.visible_to(user).values_list("thread", flat=True))
    assert {name for name, thread in threads.items() if thread.pk in read} == READ[who]
    if user:
        assert {name for name, board in boards.items() if reads_board(user, board)} == READ[who]


@pytest.mark.parametrize("who", [who for who in READ if who != "anonymous"])
def test_moderation_is_of_the_boards_that_one_keeps(who, people, boards):
    user = people[who]
    kept = Board.objects.moderated_by(user)
    assert {name for name, board in boards.items() if board in kept} == MODERATED.get(who, set())
    assert {name for name, board in boards.items() if moderates(user, board)} == MODERATED.get(who, set())


def test_deleting_the_last_city_opens_nothing(leeds, people):
    board = BoardFactory(audience=Audience.CITIES, cities=[leeds])
    ThreadFactory(board=board)
    board.cities.clear()
    assert not any(Thread.objects.visible_to(user).exists() for user in people.values())


def test_hidden_thread_is_for_who_moderates(boards, people):
    thread = ThreadFactory(board=boards["leeds"], hidden_at=timezone.now())
    seen = {who for who, user in people.items() if thread in Thread.objects.visible_to(user)}
    assert seen == {"coordinator"}


def test_thread_that_waits_is_for_its_author_and_who_moderates(boards, people):
    thread = ThreadFactory(board=boards["network"], posts=0, author=people["leeds"])
    seen = {who for who, user in people.items() if thread in Thread.objects.visible_to(user)}
    assert seen == {"leeds", "moderator"}
