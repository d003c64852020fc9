"""Who wrote something: the name as it is, and the city and organisation as they were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Value
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _
from rules import has_perm

from cities.places.models import Membership
from cities.places.reading import initials, ink_of
from network.forum.reading.addresses import network
from portal.accounts.choices import Directory
from portal.accounts.demo import DEMONSTRATION
from portal.accounts.models import User
from portal.words.parts import Ink


@dataclass(frozen=True, slots=True)
class Author:
    """Who signs a post. `url` leads to their page, for who may see it; a former member has no name."""

    name: str
    initials: str
    ink: str
    place: str
    url: str = ""


def author_of(person: User, *, city: str, organisation: str = "", kind: str = "", is_seen: bool = False) -> Author:
    """Return who signs, in the words of a page; of a person who has left the portal, only the city stays."""
    if person.anonymised_at:
        return former_member(city)
    url = f"{network()}people/{person.pk}/" if is_seen else ""
    return signed(person.display_name, city=city, organisation=organisation, kind=kind, url=url)


def former_member(city: str) -> Author:
    return Author(_("A former member"), "", Ink.BOTH, city)


def signed(name: str, *, city: str, organisation: str, kind: str, url: str) -> Author:
    """Return who signs by what is known of them; `kind` is that of the organisation."""
    ink = ink_of(kind) if kind else Ink.BOTH
    return Author(name, initials(name), ink, place_of(organisation, city), url)


def place_of(organisation: str, city: str) -> str:
    """Return an organisation and a city, which is not said again where the organisation is named after it."""
    return organisation if organisation and city in organisation else ", ".join(filter(None, (organisation, city)))


def short_name(name: str, gone_at: Any) -> str:
    """Return a name as lists print it, where its mark of the demonstration is said in short."""
    return _("a former member") if gone_at else name.replace(DEMONSTRATION, _("(demo)"))


def is_seen_by(viewer: Any, author: str = "author") -> Combinable:
    """Return whether `viewer` may open the page of the person whom a row names: `can_see_person`, for many rows."""
    if viewer is None or not has_perm("places.read_directory", viewer):
        return Value(False)
    shown = Membership.objects.visible_to(viewer).active().filter(user=OuterRef(author), user__is_active=True)
    return Exists(shown.exclude(user__directory=Directory.HIDDEN))
