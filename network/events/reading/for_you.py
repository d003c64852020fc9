"""What a person comes to next, on the home page."""

from __future__ import annotations

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from network.events.choices import Coming
from network.events.models import Event
from network.forum.reading.addresses import event_address
from network.forum.standing import belongs
from portal.accounts.models import User
from portal.words.parts import Link

SHOWN = 3


def lines_of(person: User) -> list[Link]:
    """Lead to the events that a person comes to, the next first."""
    if not belongs(person):
        return []
    own = {"attendances__person": person.pk, "attendances__state": Coming.GOING, "cancelled_at": None}
    events = Event.objects.visible_to(person).listed().filter(**own).ahead().select_related("thread")
    return [
        Link(
            title=_("You are coming to “%(event)s” on %(day)s") % {"event": event.thread.title, "day": day_of(event)},
            url=event_address(event.pk, event.thread.title),
        )
        for event in events[:SHOWN]
    ]


def day_of(event: Event) -> str:
    return date_format(timezone.localtime(event.starts_at), "j F, H:i")
