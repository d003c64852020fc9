"""One page of the directory in the words of a page, and the page of one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.places.choices import CityRole
from cities.places.directory.asking import Asked
from cities.places.models import City, DirectoryLine, Membership
from cities.places.querysets import DirectoryLineQuerySet
from cities.places.reading import initials, ink_of
from portal.accounts.choices import Directory
from portal.accounts.models import User
from portal.words.parts import Ink, Text
from portal.words.themes import Theme

ON_A_PAGE = 24
COUNTED = 1000


@dataclass(frozen=True)
class Found:
    """A person as the directory shows them, with the memberships that the reader may read, the home city first."""

    person: User
    memberships: Sequence[Membership]

    @property
    def url(self) -> str:
        return reverse("person", args=[self.person.pk])

    @property
    def initials(self) -> str:
        return initials(self.person.display_name)

    @property
    def home(self) -> Membership:
        return self.memberships[0]

    @property
    def others(self) -> Sequence[Membership]:
        return self.memberships[1:]

    @property
    def ink(self) -> Ink:
        """The half that they work from, by the organisation that they are there for."""
        partner = self.home.partner
        return ink_of(partner.organisation.kind) if partner else Ink.BOTH

    @property
    def role(self) -> Text:
        """Their role where it is more than that of a member."""
        return "" if self.home.role == CityRole.MEMBER else self.home.get_role_display()

    @property
    def shows_picture(self) -> bool:
        """Whether there is a picture for others: a coordinator still finds who hides, by name alone."""
        return bool(self.person.picture) and self.person.directory != Directory.HIDDEN

    @property
    def interests(self) -> list[Text]:
        return [Theme(theme).label for theme in self.person.interests]


def found_of(people: Iterable[int], viewer: Any) -> dict[int, Found]:
    """Return those of `people` whom `viewer` may see, by primary key: the last word on who is shown."""
    rows = Membership.objects.visible_to(viewer).active().filter(user__in=people)
    by_person: dict[int, list[Membership]] = defaultdict(list)
    for row in rows.select_related("user", "city", "partner__organisation").order_by("-is_home", "since", "pk"):
        by_person[row.user_id].append(row)
    return {key: Found(rows[0].user, rows) for key, rows in by_person.items()}


class DirectoryReading:
    """What one page of the directory prints. People stand by name; a page begins after or ends before a person."""

    def __init__(self, asked: Asked, cities: Sequence[City], viewer: Any) -> None:
        self.asked = asked
        self.viewer = viewer
        self.condition = asked.condition({city.slug: city.pk for city in cities})

    @cached_property
    def lines(self) -> DirectoryLineQuerySet:
        return DirectoryLine.objects.visible_to(self.viewer).filter(self.condition)

    @cached_property
    def total(self) -> int:
        """How many there are, up to one more than is counted."""
        return self.lines.order_by()[: COUNTED + 1].count()

    @property
    def total_words(self) -> str:
        if self.total > COUNTED:
            return _("Over 1,000 people")
        return ngettext("%(count)s person", "%(count)s people", self.total) % {"count": self.total}

    @cached_property
    def _place(self) -> DirectoryLine | None:
        """The line that the page begins after or ends before; one that is not visible is no place."""
        key = self.asked.before if self.asked.after is None else self.asked.after
        return DirectoryLine.objects.visible_to(self.viewer).filter(pk=key).first() if key else None

    @property
    def _goes_back(self) -> bool:
        return self._place is not None and self.asked.after is None

    @cached_property
    def _keys(self) -> list[int]:
        """The people of this page and one more, in the order in which they were looked for."""
        rows, place = self.lines.order_by("name_key", "user"), self._place
        if place is None:
            return list(rows.values_list("pk", flat=True)[: ON_A_PAGE + 1])
        key, person = place.name_key, place.pk
        if self._goes_back:
            before = Q(name_key__lt=key) | Q(user__lt=person)
            rows = rows.filter(before, name_key__lte=key).reverse()
        else:
            rows = rows.filter(Q(name_key__gt=key) | Q(user__gt=person), name_key__gte=key)
        return list(rows.values_list("pk", flat=True)[: ON_A_PAGE + 1])

    @cached_property
    def _shown(self) -> list[int]:
        keys = self._keys[:ON_A_PAGE]
        return keys[::-1] if self._goes_back else keys

    @cached_property
    def people(self) -> list[Found]:
        found = found_of(self._shown, self.viewer)
        return [found[key] for key in self._shown if key in found]

    @property
    def next_url(self) -> str:
        """Where the list goes on: there is more in the direction of travel, and always a way back where one came."""
        more = self._goes_back or len(self._keys) > ON_A_PAGE
        return self.asked.address(after=self._shown[-1]) if self._shown and more else ""

    @property
    def previous_url(self) -> str:
        more = len(self._keys) > ON_A_PAGE if self._goes_back else self._place is not None
        return self.asked.address(before=self._shown[0]) if self._shown and more else ""

    @property
    def everything_url(self) -> str:
        """The whole list, where it is narrowed."""
        return reverse("directory") if self.asked.is_narrowed else ""


def person_or_none(key: int, viewer: Any) -> Found | None:
    """Return the person with this primary key if `viewer` may see them, else None."""
    return found_of([key], viewer).get(key)
