"""What two people made of an event at once: how it stands now beside what the second one typed."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from network.events.choices import EventKind
from network.events.reading.when import told
from network.events.services.planning import Particulars
from portal.words.parts import Text


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that the two say otherwise."""

    label: Text
    now: Text
    mine: Text


def lines_of(now: Particulars, mine: Particulars) -> list[Line]:
    """Return what differs, in the words of the page."""
    pairs = zip(facts_of(now), facts_of(mine), strict=True)
    return [Line(label, there, here) for (label, there), (_label, here) in pairs if there != here]


def facts_of(said: Particulars) -> list[tuple[Text, Text]]:
    zone = ZoneInfo(said.zone)
    nothing = _("nothing")
    return [
        (_("Kind"), EventKind(said.kind).label),
        (_("When"), told(said.starts_at.astimezone(zone), said.ends_at.astimezone(zone), said.zone)),
        (_("Host city"), said.host.name if said.host else _("no city")),
        (_("Place"), said.place or nothing),
        (_("Link to join"), said.link or nothing),
        (_("Places"), str(said.capacity or _("as many as want to come"))),
    ]
