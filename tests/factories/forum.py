"""Boards, threads and posts, made through the acts where an act is what makes them true."""

from __future__ import annotations

from typing import Any

import factory
from factory.django import DjangoModelFactory

from cities.places.choices import CityRole, MembershipState
from cities.places.models import City, Membership
from network.forum.choices import Audience, Kind
from network.forum.models import Board, Participant, Post, Thread
from network.forum.services.posting import Written, write
from portal.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.places import CityFactory, MembershipFactory


class BoardFactory(DjangoModelFactory):
    """A board for the networks of all cities; `cities` names those of a board for cities only."""

    class Meta:
        model = Board
        skip_postgeneration_save = True

    title = factory.Sequence(lambda number: f"Board {number}")
    slug = factory.Sequence(lambda number: f"board-{number}")
    audience = Audience.NETWORK

    @factory.post_generation
    def cities(board: Board, create: bool, extracted: list[City] | None, **kwargs: Any) -> None:  # noqa: N805
        board.cities.set(extracted or ())


def city_board(city: City, **kwargs: Any) -> Board:
    """Return the own board of a city's network."""
    return BoardFactory(audience=Audience.CITIES, city=city, cities=[city], **kwargs)


def member_of(city: City | None = None, role: str = CityRole.MEMBER, **kwargs: Any) -> User:
    """Return an active member of a city, which is made where none is given; their city is `user.memberships.get()`."""
    place = city or CityFactory()
    return MembershipFactory(city=place, role=role, state=MembershipState.ACTIVE, is_home=True, **kwargs).user


class PostFactory(DjangoModelFactory):
    """A published post with the next number of its thread; `held=True` leaves it without one."""

    class Meta:
        model = Post

    thread = factory.SubFactory("tests.factories.forum.ThreadFactory")
    author = factory.LazyFunction(member_of)
    body = factory.Sequence(lambda number: f"What I know of it, part {number}.")

    @classmethod
    def _create(cls, model_class: type[Post], *args: Any, **kwargs: Any) -> Post:
        thread, author, body = kwargs.pop("thread"), kwargs.pop("author"), kwargs.pop("body")
        held = kwargs.pop("held", False)
        if held:
            home = Membership.objects.filter(user=author).first()
            return Post.objects.create(
                thread=thread, author=author, city=home and home.city, body=body, html=f"<p>{body}</p>", html_version=1
            )
        post = write(Thread.objects.get(pk=thread.pk), Written(body=body), by=author)
        if kwargs:
            Post.objects.filter(pk=post.pk).update(**kwargs)
        thread.refresh_from_db()
        post.refresh_from_db()
        return post


class ThreadFactory(DjangoModelFactory):
    """A discussion with its first post, by a member of a city; `posts=0` makes one that waits for a moderator."""

    class Meta:
        model = Thread

    board = factory.SubFactory(BoardFactory)
    title = factory.Sequence(lambda number: f"Who has done this, {number}?")
    kind = Kind.DISCUSSION
    author = factory.LazyFunction(member_of)

    @classmethod
    def _create(cls, model_class: type[Thread], *args: Any, **kwargs: Any) -> Thread:
        posts, body = kwargs.pop("posts", 1), kwargs.pop("body", "Has anyone done this before us?")
        home = Membership.objects.active().filter(user=kwargs["author"]).first()
        kwargs.setdefault("city", home.city if home else None)
        thread = super()._create(model_class, *args, **kwargs)
        for place in range(posts):
            text = body if place == 0 else f"Reply {place}."
            write(Thread.objects.get(pk=thread.pk), Written(body=text), by=thread.author)
        thread.refresh_from_db()
        return thread


def rested(*people: User) -> None:
    """Let people post again at once."""
    Participant.objects.filter(person__in=people).update(posted_at=None)


__all__ = ["BoardFactory", "PostFactory", "ThreadFactory", "UserFactory", "city_board", "member_of", "rested"]
