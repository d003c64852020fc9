"""The box above the thread of an event: when it is, and the way to its page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from network.events.models import Event
from network.events.reading.lists import own_mark, places_words
from network.events.reading.when import when_of
from network.forum.models import Thread
from network.forum.reading.addresses import event_address
from network.forum.reading.kinds import Box
from portal.words.parts import Link


def box_of(thread: Thread, user: Any) -> Box | None:
    """Return the box of a thread that `user` reads; kept pages print it too, so it says nothing of who is not there."""
    event: Any = Event.objects.filter(pk=thread.pk).with_counts().with_own(user).select_related("host").first()
    if event is None:
        return None
    when = when_of(event)
    lines = [when.words, *filter(None, [when.own, event.host and event.host.name])]
    if event.is_cancelled:
        lines.append(_("Cancelled: %(reason)s") % {"reason": event.cancelled_reason})
    elif user.is_authenticated:
        own = own_mark(event)
        lines += [places_words(event), *([own.word] if own else [])]
    label = (
        _("The event: who comes and what came of it") if event.is_over else _("The event: who comes, and how to join")
    )
    return Box(
        title=_("This is an event"), lines=lines, links=[Link(title=label, url=event_address(thread.pk, thread.title))]
    )
