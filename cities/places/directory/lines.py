"""Keeps the lines of the directory true: written anew for whom an act touched, inside its transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction

from cities.places.directory.folding import fold
from cities.places.models import DirectoryLine, Membership
from cities.places.models.directory import LONGEST_KEY
from portal.accounts.choices import Directory
from portal.accounts.models import User
from portal.words.organisations import OrganisationKind
from portal.words.themes import Theme

AT_ONCE = 1000
WRITTEN = ["name_key", "words", "cities", "kinds", "themes", "offers_help", "shown_to"]


def write_lines(people: Iterable[int]) -> None:
    """Write the lines of people anew, by their primary keys; whoever is not to be found loses theirs."""
    keys = sorted(set(people))
    for start in range(0, len(keys), AT_ONCE):
        write_some(keys[start : start + AT_ONCE])


@transaction.atomic
def write_some(keys: Sequence[int]) -> None:
    """Write up to a thousand lines. The people are locked, so that of two acts at once the later reads both."""
    people = list(User.objects.select_for_update(of=["self"], no_key=True).filter(pk__in=keys).order_by("pk"))
    found = memberships_of(keys)
    lines = [line_of(person, found[person.pk]) for person in people if found[person.pk] and lets_be_found(person)]
    DirectoryLine.objects.filter(user__in=set(keys) - {line.user_id for line in lines}).delete()
    DirectoryLine.objects.bulk_create(lines, update_conflicts=True, unique_fields=["user"], update_fields=WRITTEN)


def memberships_of(people: Iterable[int]) -> dict[int, list[Membership]]:
    """Return the active memberships of people, by their primary keys."""
    rows = Membership.objects.active().filter(user__in=people).select_related("city", "partner__organisation")
    found: dict[int, list[Membership]] = defaultdict(list)
    for row in rows.order_by("pk"):
        found[row.user_id].append(row)
    return found


def lets_be_found(person: User) -> bool:
    return person.is_active and person.directory != Directory.HIDDEN


def line_of(person: User, memberships: Sequence[Membership]) -> DirectoryLine:
    """Return the line of a person with these active memberships, not saved.

    They are found by every word that their slip or their page prints: what they say, for whom they are there,
    and the labels of what the filters choose by.
    """
    partners = [row.partner for row in memberships if row.partner and not row.partner.left_on]
    kinds = sorted({partner.organisation.kind for partner in partners})
    told = [person.display_name, person.headline, person.offers, *(row.organisation for row in memberships)]
    labels = [*(Theme(theme).label for theme in person.interests), *(OrganisationKind(kind).label for kind in kinds)]
    cities = sorted({row.city.name for row in memberships})
    return DirectoryLine(
        user=person,
        name_key=(fold(person.display_name) or person.display_name)[:LONGEST_KEY],
        words=fold(" ".join([*told, *map(str, labels), *cities])),
        cities=sorted({row.city_id for row in memberships}),
        kinds=kinds,
        themes=list(person.interests),
        offers_help=bool(person.offers.strip()),
        shown_to=person.directory,
    )
