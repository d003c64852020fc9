"""The page of an event in the words of the page, for one reader: at most ten queries, however many come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from rules import has_perm

from network.events.choices import Coming
from network.events.models import Attendance, Event
from network.events.reading.lists import places_words
from network.events.reading.pledges import PledgeShown, pledges_shown
from network.events.reading.when import When, when_of
from network.forum.choices import Audience
from network.forum.models.board import audience_words
from network.forum.querysets import cities_named
from network.forum.reading.addresses import board_address, event_address, on_page, post_act, thread_act, thread_address
from network.forum.reading.people import author_of, is_seen_by
from network.forum.reading.posts import Posts, PostShown, found_in
from network.forum.standing import standing_of
from portal.words.parts import Link
from portal.words.themes import Theme

QUESTIONS = 20
"""Posts after the first that the page shows; the thread has the rest."""
MOST_NAMED = 100


def event_for(pk: int, user: Any) -> Any:
    """Return an event that `user` may read, with what its page says of it, or None."""
    events = Event.objects.visible_to(user).filter(pk=pk).with_counts().with_own(user)
    found = events.annotate(**cities_named("thread__board")).select_related("host", "thread__board", "thread__author")
    event: Any = found.first()
    if event is not None:
        event.thread.board.city_keys = event.city_keys
    return event


@dataclass(frozen=True, slots=True)
class Comer:
    """Somebody who comes, as the network reads it."""

    name: str
    city: str
    url: str


@dataclass(frozen=True, slots=True)
class MaterialShown:
    """A link or a file that belongs to the event."""

    pk: int
    title: str
    url: str
    size: str
    may_remove: bool


class EventReading:
    """An event as its page prints it. Each property asks the database at most once."""

    def __init__(self, event: Any, user: Any) -> None:
        self.event, self.user = event, user
        self.thread, self.board = event.thread, event.thread.board
        self.url = event_address(event.pk, self.thread.title)
        self.thread_url = thread_address(self.board.slug, self.thread.pk, self.thread.title)
        self.board_url = board_address(self.board.slug)

    @property
    def read_by(self) -> str:
        return audience_words(self.board.audience, self.event.city_names)

    @property
    def is_public(self) -> bool:
        return self.board.audience == Audience.PUBLIC

    @cached_property
    def when(self) -> When:
        return when_of(self.event)

    @property
    def tags(self) -> list[Link]:
        return [
            Link(title=Theme(theme).label, url=f"{reverse('events')}?theme={theme}") for theme in self.thread.themes
        ]

    # Who comes.

    @cached_property
    def belongs(self) -> bool:
        return has_perm("forum.belong", self.user)

    @cached_property
    def hosts(self) -> bool:
        return has_perm("events.manage", self.user, self.event)

    @property
    def own_state(self) -> str:
        return getattr(self.event, "own_state", "") or ""

    @property
    def is_going(self) -> bool:
        return self.own_state == Coming.GOING

    @property
    def is_waiting(self) -> bool:
        return self.own_state == Coming.WAITING

    @cached_property
    def waits_as(self) -> int:
        """The place of the reader on the waiting list."""
        return place_in_line(self.event, self.event.own_key, self.event.own_asked_at)

    @property
    def may_join(self) -> bool:
        return has_perm("events.join", self.user, self.event)

    @property
    def is_outside(self) -> bool:
        """Of no network, and so told how one can come."""
        return self.user.is_authenticated and not (self.belongs or self.suspended_until)

    @property
    def suspended_until(self) -> datetime | None:
        return standing_of(self.user).suspended_until

    @property
    def places(self) -> str:
        return places_words(self.event)

    @property
    def is_full(self) -> bool:
        return self.event.capacity is not None and self.event.going >= self.event.capacity

    @cached_property
    def reads_place(self) -> bool:
        return has_perm("events.read_place", self.user, self.event)

    @cached_property
    def _coming(self) -> list[Any]:
        if not self.event.going:
            return []
        rows = Attendance.objects.filter(event=self.event.pk).going().order_by("asked_at", "pk")
        if not self.belongs:
            return list(rows.values_list("city__name", flat=True))
        rows = rows.select_related("person", "city").only(
            "event", "person__display_name", "person__anonymised_at", "city__name"
        )
        return list(rows.annotate(is_seen=is_seen_by(self.user, "person"))[:MOST_NAMED])

    @property
    def comers(self) -> list[Comer]:
        """Who comes, by name: for the network."""
        if not self.belongs:
            return []
        return [comer_of(row) for row in self._coming]

    @property
    def coming_heading(self) -> str:
        if self.event.is_cancelled:
            return _("Who wanted to come")
        return _("Who signed up") if self.event.is_over else _("Who is coming")

    @property
    def unnamed(self) -> int:
        """How many more come than are named."""
        return self.event.going - len(self._coming) if self.belongs else 0

    @property
    def comers_by_city(self) -> list[tuple[str, int]]:
        """Whence people come, without names: for everyone else."""
        if self.belongs:
            return []
        return sorted(Counter(city or _("elsewhere") for city in self._coming).items())

    # What is said before, during and after.

    @cached_property
    def _posts(self) -> list[PostShown]:
        last = min(self.thread.last_number, QUESTIONS + 1)
        rows = list(found_in(self.thread, self.user, first=1, last=last, with_held=self.thread.last_number <= last))
        return Posts(self.thread, self.user, self.thread_url).shown(rows)

    @property
    def about(self) -> PostShown | None:
        """What the event is about: the first post of its thread."""
        return self._posts[0] if self._posts else None

    @property
    def questions(self) -> Sequence[PostShown]:
        return self._posts[1:]

    @property
    def more_posts(self) -> str:
        """The address of the first post that the page does not show, or nothing."""
        return on_page(self.thread_url, QUESTIONS + 2) if self.thread.last_number > QUESTIONS + 1 else ""

    @property
    def last_shown(self) -> int:
        return min(self.thread.last_number, QUESTIONS + 1)

    @cached_property
    def reply_url(self) -> str:
        may = self.user.is_authenticated and has_perm("forum.reply", self.user, self.thread)
        return thread_act(self.thread.pk, "reply") if may else ""

    @property
    def notes(self) -> SafeString:
        return mark_safe(self.event.notes_html)  # noqa: S308  sanitised when it was written

    @cached_property
    def writes_notes(self) -> bool:
        return not self.event.is_cancelled and has_perm("events.write_notes", self.user, self.event)

    @cached_property
    def may_pledge(self) -> bool:
        return not self.event.is_cancelled and has_perm("events.pledge", self.user, self.event)

    @property
    def beginnings(self) -> list[Link]:
        """What the reader may add of which there is nothing yet: it has no heading of its own."""
        may_ask = self.reply_url and not self.questions and not self.event.is_cancelled
        found = [Link(title=_("Ask a question"), url=self.reply_url)] if may_ask else []
        for is_offered, title, name in (
            (self.writes_notes and not self.notes, _("Write notes"), "event_notes"),
            (self.writes_notes and not self.materials, _("Add materials"), "event_materials"),
            (self.may_pledge and not self.pledges, _("Say what your city will do"), "event_after"),
        ):
            if is_offered:
                found.append(Link(title=title, url=reverse(name, args=[self.event.pk])))
        return found

    @property
    def goes_on_with(self) -> bool:
        """Whether the reader may make something of what their city said, though nothing new is said."""
        return not self.may_pledge and any(pledge.may_turn for pledge in self.pledges)

    @property
    def may_change(self) -> bool:
        return has_perm("events.change", self.user, self.event)

    @property
    def may_cancel(self) -> bool:
        return has_perm("events.cancel", self.user, self.event)

    @property
    def may_retitle(self) -> bool:
        return has_perm("forum.edit_thread", self.user, self.thread)

    @property
    def rewrite_url(self) -> str:
        """Where the reader changes what the event is about, or nothing."""
        if self.about is None:
            return ""
        wanted = post_act(self.about.pk, "edit")
        return next((act.url for act in (*self.about.acts, *self.about.more) if act.url == wanted), "")

    @cached_property
    def materials(self) -> list[MaterialShown]:
        rows = self.event.materials.select_related("document")
        return [
            MaterialShown(
                row.pk,
                row.title,
                row.url or reverse("event_material", args=[row.pk]),
                filesizeformat(row.document.size) if row.document else "",
                self.writes_notes and (self.hosts or row.by_id == self.user.pk),
            )
            for row in rows
        ]

    @cached_property
    def pledges(self) -> list[PledgeShown]:
        """What cities will do; an action or an ask is led to only where the reader reads it."""
        rows = self.event.pledges.select_related("city", "by", "ask__board")
        return pledges_shown(rows, self.user, is_read=self.belongs)


def place_in_line(event: Event, key: int, asked_at: Any) -> int:
    """Return the place of an attendance on the waiting list, from 1."""
    waiting = event.attendances.waiting()
    before = waiting.filter(asked_at__lt=asked_at) | waiting.filter(asked_at=asked_at, pk__lt=key)
    return before.count() + 1


def comer_of(row: Any) -> Comer:
    author = author_of(row.person, city=row.city.name if row.city else "", is_seen=row.is_seen)
    return Comer(author.name, author.place, author.url)
