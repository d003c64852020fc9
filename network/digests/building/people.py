"""Some people, with what decides what concerns them and what they read: asked once for all of them.

Who reads which board is worked out here for many at once. A test holds it against `Board.objects.visible_to`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone

from cities.places.models import Membership
from network.digests.choices import LetterState
from network.digests.describing.matches import MATCH
from network.digests.describing.posts import POST
from network.digests.models import Notice
from network.forum.choices import Audience, Level, SanctionKind
from network.forum.models import Board, Follow, Participant, Sanction
from portal.accounts.models import User
from portal.accounts.roles import Role

RECENT = timedelta(days=30)
"""What is older is not told of."""


class People:
    """Some people at a moment. Everything is asked for when it is first needed, in one query for all."""

    def __init__(self, keys: Collection[int], at: datetime | None = None) -> None:
        self.keys = list(keys)
        self.at = at or timezone.now()

    @property
    def since(self) -> datetime:
        """Before then nothing is told of."""
        return self.at - RECENT

    @cached_property
    def users(self) -> dict[int, User]:
        """Those of the people whose account is open."""
        return User.objects.filter(is_active=True, anonymised_at=None).in_bulk(self.keys)

    @cached_property
    def memberships(self) -> dict[int, list[Membership]]:
        """The active memberships of each, the home one first."""
        found: dict[int, list[Membership]] = defaultdict(list)
        rows = Membership.objects.active().filter(user__in=self.keys).order_by("-is_home", "since")
        for row in rows.select_related("city"):
            found[row.user_id].append(row)
        return found

    @cached_property
    def moderators(self) -> set[int]:
        rows = User.groups.through.objects.filter(group__name=Role.MODERATORS, user__in=self.keys)
        return set(rows.values_list("user", flat=True))

    @cached_property
    def _sanctions(self) -> set[tuple[int, str]]:
        rows = Sanction.objects.in_force(self.at).filter(person__in=self.keys)
        return set(rows.values_list("person", "kind"))

    @cached_property
    def suspended(self) -> set[int]:
        return {person for person, kind in self._sanctions if kind == SanctionKind.SUSPENSION}

    def writes(self, person: int) -> bool:
        """Return whether a person may write now. See `network.forum.rules.may_write`."""
        return self.belongs(person) and (person, SanctionKind.SILENCE) not in self._sanctions

    @cached_property
    def _read_before(self) -> dict[int, datetime]:
        return dict(Participant.objects.filter(person__in=self.keys).values_list("person", "read_before"))

    def new_from(self, person: int) -> datetime:
        """Return since when things are new to a person. See `network.forum.standing.new_from`."""
        user = self.users.get(person)
        return self._read_before.get(person) or (user.joined_at if user else self.at)

    @cached_property
    def follows(self) -> dict[int, list[Follow]]:
        """The boards and themes of the forum that each chose a level for."""
        found: dict[int, list[Follow]] = defaultdict(list)
        for row in Follow.objects.filter(person__in=self.keys).order_by("pk"):
            found[row.person_id].append(row)
        return found

    @cached_property
    def _letters(self) -> list[tuple[int, str, int, int]]:
        """Of what letters at once told each of late: the person, the source, what it is of, and the thread."""
        rows = Notice.objects.filter(person__in=self.keys, at__gt=self.since, letter=LetterState.WRITTEN)
        columns = ("person", "source", "object_id", "thread")
        return list(rows.filter(source__in=(POST, MATCH)).order_by().values_list(*columns))

    @cached_property
    def told_posts(self) -> dict[int, list[int]]:
        """The posts that letters at once told each of."""
        found: dict[int, list[int]] = defaultdict(list)
        for person, source, post, _thread in self._letters:
            if source == POST:
                found[person].append(post)
        return found

    @cached_property
    def told_asks(self) -> set[tuple[int, int]]:
        """The pairs of a person and the thread of an ask that a letter at once suggested to them."""
        return {(person, thread) for person, source, _match, thread in self._letters if source == MATCH}

    def heard_boards(self, person: int) -> frozenset[int]:
        """Return the boards of a person without those that they muted: of these they hear of what they follow alone."""
        rows = self.follows.get(person, ())
        return self.boards_of(person) - {row.board_id for row in rows if row.level == Level.MUTED}

    def cities_of(self, person: int) -> list[int]:
        """Return the keys of the cities in whose network a person is, the home one first."""
        return [row.city_id for row in self.memberships.get(person, ())]

    def belongs(self, person: int) -> bool:
        """Return whether a person reads what the network reads. See `network.forum.standing.belongs`."""
        if person not in self.users or person in self.suspended:
            return False
        return bool(self.memberships.get(person)) or person in self.moderators

    @cached_property
    def cities(self) -> set[int]:
        """The cities in whose networks the people are."""
        return {row.city_id for rows in self.memberships.values() for row in rows}

    @cached_property
    def _boards(self) -> list[tuple[int, str, frozenset[int]]]:
        rows: Any = Board.objects.with_cities()
        return [(row.pk, row.audience, frozenset(row.city_keys)) for row in rows]

    @cached_property
    def _reading(self) -> dict[tuple[bool, frozenset[int]], frozenset[int]]:
        return {}

    def boards_of(self, person: int) -> frozenset[int]:
        """Return the keys of the boards that a person reads."""
        if person not in self._boards_of:
            self._boards_of[person] = self._read_by(person)
        return self._boards_of[person]

    @cached_property
    def _boards_of(self) -> dict[int, frozenset[int]]:
        return {}

    def _read_by(self, person: int) -> frozenset[int]:
        belongs = self.belongs(person)
        standing = belongs, frozenset(self.cities_of(person)) if belongs else frozenset()
        if standing not in self._reading:
            self._reading[standing] = frozenset(self._readable(*standing))
        return self._reading[standing]

    def boards_of_city(self, city: int) -> frozenset[int]:
        """Return the keys of the boards that everybody in the network of a city reads."""
        return frozenset(self._readable(True, frozenset((city,))))

    def _readable(self, belongs: bool, cities: frozenset[int]) -> list[int]:
        everyones = {Audience.PUBLIC, Audience.NETWORK} if belongs else {Audience.PUBLIC}
        return [
            pk
            for pk, audience, named in self._boards
            if audience in everyones or (audience == Audience.CITIES and cities & named)
        ]
