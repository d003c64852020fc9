"""What waits for a coordinator or an adviser on the page of their city, and what a coordinator does first.

A higher room adds what waits for a coordinator there by `register_to_do`, from its `ready`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rules import has_perm

from cities.places.choices import AdviceState, MembershipState
from cities.places.models import City, Invitation
from portal.words.parts import Link

if TYPE_CHECKING:
    from cities.places.reading import CityReading

SOON = timedelta(days=3)

Source = Callable[[Any, City], list[Link]]
"""What a room adds for somebody who manages the network of a city: one query at most."""

_sources: list[Source] = []


def register_to_do(source: Source) -> None:
    """Add lines to “For you to do”, for who manages the network of a city."""
    _sources.append(source)


class ToDo:
    """The panel “For you to do” of one reader; it asks the database nothing for who neither coordinates nor advises."""

    def __init__(self, reading: CityReading) -> None:
        self.reading = reading
        self.city = reading.city

    @property
    def links(self) -> list[Link]:
        return [*self._requests(), *self._invitations(), *self._further(), *self._first_steps()]

    @cached_property
    def gives_advice(self) -> bool:
        return has_perm("places.give_advice", self.reading.user, self.city)

    @cached_property
    def counted(self) -> dict[str, int]:
        """How many requests to join and for advice wait, for who manages the network or gives advice."""
        if not self.reading.manages and not self.gives_advice:
            return {"asked": 0, "advice": 0}
        return City.objects.filter(pk=self.city.pk).aggregate(
            asked=Count("memberships", filter=Q(memberships__state=MembershipState.REQUESTED), distinct=True),
            advice=Count("advice_requests", filter=Q(advice_requests__state=AdviceState.REQUESTED), distinct=True),
        )

    @property
    def waits_for_advisers(self) -> int:
        """How many requests for advice wait for somebody else than the reader, who runs the network."""
        return 0 if self.gives_advice else self.counted["advice"]

    def _requests(self) -> list[Link]:
        asked = self.counted["asked"] if self.reading.manages else 0
        advice = self.counted["advice"] if self.gives_advice else 0
        waiting = [
            (asked, _("Requests to join that wait for you: %(count)s"), f"{self._address('city_network')}#requests"),
            (advice, _("Requests for advice that wait: %(count)s"), self._address("city_advice")),
        ]
        return [Link(title=title % {"count": count}, url=url) for count, title, url in waiting if count]

    def _further(self) -> list[Link]:
        """Return what waits in the rooms above."""
        if not self.reading.manages:
            return []
        return [link for source in _sources for link in source(self.reading.user, self.city)]

    @cached_property
    def invited(self) -> dict[str, Any]:
        """How many invitations are open, since when, how many end soon, and how many have expired unanswered."""
        now = timezone.now()
        is_open = Q(expires_at__gt=now)
        rows = Invitation.objects.visible_to(self.reading.user).unsettled().filter(city=self.city)
        return rows.aggregate(
            open=Count("pk", filter=is_open),
            since=Min("invited_at", filter=is_open),
            soon=Count("pk", filter=is_open & Q(expires_at__lte=now + SOON)),
            expired=Count("pk", filter=~is_open),
        )

    def _invitations(self) -> list[Link]:
        if not self.reading.manages:
            return []
        found, said = self.invited, []
        if found["open"]:
            said.append(open_words(found))
        if found["expired"]:
            words = ngettext(
                "%(count)s invitation has expired: send it again, or withdraw it",
                "%(count)s invitations have expired: send them again, or withdraw them",
                found["expired"],
            )
            said.append(words % {"count": found["expired"]})
        return [Link(title=title, url=f"{self._address('city_network')}#invitations") for title in said]

    def _first_steps(self) -> list[Link]:
        if not self.reading.manages:
            return []
        is_alone = self.reading.people_total < 2 and not self.invited["open"]
        first = [
            (not self.reading.partners, _("Add the first partners of the network"), self._address("partner_add")),
            (is_alone, _("Invite the people of the network"), self._address("city_invite")),
            (not self.reading.news, _("Post a first notice"), self._address("city_news_post")),
        ]
        return [Link(title=title, url=url) for is_due, title, url in first if is_due]

    def _address(self, name: str) -> str:
        return reverse(name, args=[self.city.slug])


def open_words(found: dict[str, Any]) -> str:
    """Say how many invitations wait for an answer, since when, and how many of them end soon."""
    since = date_format(localtime(found["since"]), "j F Y")
    said = ngettext(
        "%(count)s invitation waits for an answer, since %(date)s",
        "%(count)s invitations wait for an answer, the oldest since %(date)s",
        found["open"],
    ) % {"count": found["open"], "date": since}
    if not found["soon"]:
        return said
    soon = ngettext(
        "%(count)s expires within %(days)s days", "%(count)s expire within %(days)s days", found["soon"]
    ) % {"count": found["soon"], "days": SOON.days}
    return f"{said}; {soon}"
