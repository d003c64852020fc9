"""Generated members for benchmarks: people in every city network, with what the directory finds them by.

They are marked as demonstration accounts, cannot sign in, and are made in batches, so that memory stays flat.
"""

from __future__ import annotations

from itertools import cycle, islice

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from cities.places.choices import CityRole, MembershipState
from cities.places.directory.lines import line_of
from cities.places.models import City, DirectoryLine, Membership, Organisation, Partner
from portal.accounts.choices import Directory
from portal.accounts.models import User
from portal.supervisor.trouble import Trouble
from portal.words.organisations import OrganisationKind
from portal.words.themes import Theme


def words(text: str) -> list[str]:
    return text.split()


BATCH = 2000
ADDRESS = "@load.example"
FIRST = words("Ada Bea Cat Dan Eve Fay Gil Hal Ian Joy Kim Lee Mia Nia Olu Pam Raj Siân Tom Una Viv Wim Yan Zoe")
MIDDLE = words("Ash Bell Cole Dunn East Finn Gray Hill Ives Jones King Lund Moss Nash Owen Park Quinn Reed Shaw Todd")
LAST = words("Abbott Barker Carver Dyer Easton Fisher Glover Hooper Ingram Joiner Keeler Lister Mason Nayler Orton")
TRADES = words("homes heat leases budgets markets gardens repairs theatres buses libraries kitchens rivers")


def generate_members(number: int) -> int:
    """Bring the generated members up to `number`; return how many were made. Raises Trouble without cities."""
    partners = partners_by_city()
    there = User.objects.filter(email__endswith=ADDRESS).count()
    for start in range(there, number, BATCH):
        make_batch(range(start, min(start + BATCH, number)), partners)
    return max(number - there, 0)


@transaction.atomic
def partners_by_city() -> list[list[Partner]]:
    """Return the generated partners of each city: one of every kind of organisation."""
    cities = list(City.objects.order_by("pk"))
    if not cities:
        raise Trouble("there is no city to put members in; run manage.py load_starter_content")
    rows = Partner.objects.filter(organisation__slug__startswith="generated-").select_related("organisation", "city")
    there = {(row.city_id, row.organisation.kind): row for row in rows}
    return [
        [there.get((city.pk, kind)) or partner_in(city, kind) for kind in OrganisationKind.values] for city in cities
    ]


def partner_in(city: City, kind: str) -> Partner:
    """Make a generated organisation of a kind, unless it is there, a partner of a city."""
    name = f"{city} {OrganisationKind(kind).label} (generated)"
    made = {"name": name[:160], "kind": kind}
    organisation, _ = Organisation.objects.get_or_create(slug=f"generated-{city.slug}-{kind}", defaults=made)
    return Partner.objects.create(city=city, organisation=organisation)


@transaction.atomic
def make_batch(numbers: range, partners: list[list[Partner]]) -> None:
    """Make people, their memberships and their lines in the directory, each in one statement."""
    people = User.objects.bulk_create(person(number) for number in numbers)
    members = [member(user, number, partners) for number, user in zip(numbers, people, strict=True)]
    Membership.objects.bulk_create(members)
    lines = (line_of(row.user, [row]) for row in members if row.user.directory != Directory.HIDDEN)
    DirectoryLine.objects.bulk_create(lines)


def person(number: int) -> User:
    """Return the person with this number, not saved: the same each time, so that two runs measure the same."""
    spread = number * 7919  # a prime: neighbours in number are strangers in the alphabet
    names = (some[spread // step % len(some)] for some, step in ((FIRST, 1), (MIDDLE, 24), (LAST, 480)))
    themes = list(islice(cycle(Theme.values), number % 6, number % 6 + 2))
    return User(
        email=f"member-{number}{ADDRESS}",
        password=make_password(None),
        display_name=f"{' '.join(names)} {number}",
        headline=f"Works on {TRADES[number % 12]} and {TRADES[number // 12 % 12]}",
        offers=f"What we learnt about {TRADES[number // 5 % 12]}" if number % 3 == 0 else "",
        interests=themes,
        directory=(Directory.NETWORK, Directory.CITY, Directory.HIDDEN)[(number % 20 == 0) + (number % 100 == 0)],
        is_demonstration=True,
    )


def member(user: User, number: int, partners: list[list[Partner]]) -> Membership:
    """Return the membership of a person, not saved: each city and each kind of organisation gets its share."""
    here = partners[number % len(partners)]
    partner = here[number // len(partners) % len(here)]
    return Membership(
        user=user,
        city=partner.city,
        partner=partner,
        role=CityRole.MEMBER,
        state=MembershipState.ACTIVE,
        is_home=True,
        since=timezone.now(),
    )
