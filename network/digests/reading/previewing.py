"""What somebody's next digest would say, without a trace in the ledger."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _

from network.digests.building import kinds
from network.digests.building.choice import Contents, Described, Item, Part
from network.digests.building.composing import compose
from network.digests.building.people import People
from network.digests.choices import Cadence
from network.digests.letters import message_for
from network.digests.models import Digest
from portal.accounts.models import User
from portal.accounts.zones import zone_named

TOKEN = re.compile(r"(/digests/[a-z-]+/)[\w:.=-]{20,}(?=[/\s\"'<])")
"""What acts for a person without signing in."""


@dataclass(frozen=True)
class Preview:
    """A digest as it would leave now. `withheld` counts the items that whoever looks may not read."""

    subject: str
    text: str
    html: str
    withheld: int


def preview(person: User, *, seen_by: User) -> Preview | None:
    """Return the digest that a person would get now, or None where nothing is new to them.

    Somebody else sees its form, but not the words of what they may not read themselves, nor the links that act for
    the person: nobody has a pass to a city's board.
    """
    contents = compose(People([person.pk])).get(person.pk)
    if contents is None:
        return None
    withheld = 0
    if seen_by.pk != person.pk:
        contents, withheld = as_read_by(contents, seen_by)
    chosen = getattr(person, "digest_preference", None)
    cadence = chosen.cadence if chosen and chosen.cadence != Cadence.OFF else Cadence.WEEKLY
    today = timezone.localdate(timezone=zone_named(person.time_zone))
    message = message_for(Digest(person=person, cadence=cadence, period=today), contents)
    html = next((str(content) for content, kind in message.alternatives if kind == "text/html"), "")
    text = str(message.body)
    if seen_by.pk != person.pk:
        text, html = TOKEN.sub(r"\1…", text), TOKEN.sub(r"\1…", html)
    return Preview(str(message.subject), text, html, withheld)


def as_read_by(contents: Contents, viewer: User) -> tuple[Contents, int]:
    """Return contents with the words withheld of what `viewer` may not read, and of how many items they are."""
    wanted = [(viewer.pk, item.choice) for item in contents.items]
    may = {subject for _person, subject in kinds.readable(People([viewer.pk]), wanted)}
    parts = [
        Part(part.name, part.title, [item if item.choice.subject in may else withhold(item) for item in part.items])
        for part in contents.parts
    ]
    return replace(contents, parts=parts), sum(item.choice.subject not in may for item in contents.items)


def withhold(item: Item) -> Item:
    """Return an item without its words."""
    title = _("Something that you do not read yourself")
    described = Described(title=title, url="")
    return Item(replace(item.choice, why=_("Its words are kept from you.")), described)
