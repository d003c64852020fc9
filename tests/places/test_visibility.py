"""Nobody sees what is not theirs: every audience over every address of cities and their networks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cities.places import urls
from cities.places.choices import AdviceAct, AdviceState
from cities.places.models import AdviceEntry, AdviceRequest, City, Invitation, Membership, NewsItem, Partner
from portal.accounts.models import User
from tests.factories import (
    AdviceAccountFactory,
    AdviceRequestFactory,
    CityFactory,
    InvitationFactory,
    MembershipFactory,
    NewsItemFactory,
    OrganisationFactory,
    PartnerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NAMES = [pattern.name for pattern in urls.urlpatterns]

AUDIENCES = (
    "anonymous",
    "no network",
    "member",
    "member elsewhere",
    "coordinator",
    "adviser",
    "writer",
    "reviewer",
    "moderator",
    "administrator",
    "superuser",
    "waiting",
)


@dataclass(frozen=True)
class World:
    """What stands in Leeds, some of it secret."""

    leeds: City
    glasgow: City
    trust: Partner
    near: User
    asked: Membership
    invitation: Invitation
    inner: NewsItem
    given: AdviceRequest
    waits: AdviceRequest

    @property
    def addresses(self) -> dict[str, str]:
        """The addresses to walk, by name; what follows a colon is another thing at the same address."""
        things = {
            "invitation": ["the-token"],
            "invitation_resend": [self.leeds.slug, self.invitation.pk],
            "invitation_withdraw": [self.leeds.slug, self.invitation.pk],
            "membership_answer": [self.leeds.slug, self.asked.pk],
            "membership": [self.leeds.slug, self.near.memberships.get().pk],
            "partner_change": [self.leeds.slug, self.trust.pk],
            "partner_remove": [self.leeds.slug, self.trust.pk],
            "city_news_correct": [self.leeds.slug, self.inner.pk],
            "city_news_take_back": [self.leeds.slug, self.inner.pk],
            "organisation_edit": [self.trust.organisation.slug],
            "person": [self.near.pk],
            "person_write": [self.near.pk],
            "advice_request": [self.leeds.slug, self.waits.pk],
            "advice_request:given": [self.leeds.slug, self.given.pk],
            **{name: [] for name in ("cities", "directory", "advice_calendar")},
        }
        names = [*NAMES, "advice_request:given"]
        return {name: reverse(name.partition(":")[0], args=things.get(name, [self.leeds.slug])) for name in names}


#                      anon  none  memb  else  coor  advi  writ  revi  mode  admi  supe  wait
OPENED = """
cities                 200   200   200   200   200   200   200   200   200   200   200   200
city                   200   200   200   200   200   200   200   200   200   200   200   200
city_news              200   200   200   200   200   200   200   200   200   200   200   200
city_advice            200   200   200   200   200   200   200   200   200   200   200   200
invitation             200   200   200   200   200   200   200   200   200   200   200   200
advice_request:given   200   200   200   200   200   200   200   200   200   200   200   200
advice_request         404   404   200   404   200   200   404   404   404   200   200   404
advice_new             in    403   200   403   200   403   403   403   403   403   403   403
advice_calendar        in    403   403   403   403   200   403   403   403   200   200   403
city_join              in    200   200   200   200   200   200   200   200   200   200   200
city_leave             in    404   200   404   200   200   404   404   404   404   404   404
city_network           in    404   200   404   200   200   404   404   404   200   200   403
city_invite            in    404   403   404   200   403   404   404   404   200   200   403
membership_answer      in    404   403   404   200   403   404   404   404   200   200   403
membership             in    404   403   404   200   403   404   404   404   200   200   403
invitation_withdraw    in    404   403   404   200   403   404   404   404   200   200   403
partner_add            in    404   403   404   200   403   404   404   404   200   200   403
partner_change         in    404   403   404   200   403   404   404   404   200   200   403
partner_remove         in    404   403   404   200   403   404   404   404   200   200   403
city_news_take_back    in    404   403   404   200   403   404   404   404   200   200   404
city_news_post         in    403   403   403   200   403   403   403   403   403   403   403
city_news_correct      in    403   403   403   200   403   403   403   403   403   403   403
organisation_edit      in    403   200   403   403   403   200   200   403   200   200   403
directory              in    403   200   200   200   200   403   403   200   403   403   403
person                 in    403   200   404   200   200   403   403   404   403   403   403
person_write           in    403   200   404   200   200   403   403   404   403   403   403
city_join_accept       in    405   405   405   405   405   405   405   405   405   405   405
city_join_take_back    in    405   405   405   405   405   405   405   405   405   405   405
city_home              in    405   405   405   405   405   405   405   405   405   405   405
invitation_resend      in    405   405   405   405   405   405   405   405   405   405   405
"""
NOBODY: set[str] = set()
SIGNED_IN = set(AUDIENCES) - {"anonymous"}
ADMINISTRATORS = {"administrator", "superuser"}
MANAGERS = {"coordinator", *ADMINISTRATORS}
OF_LEEDS = {"member", "coordinator", "adviser"}

ACTED = {
    "invitation": SIGNED_IN,
    "city_join": SIGNED_IN,
    "city_join_take_back": {"waiting"},
    "city_leave": OF_LEEDS,
    "city_home": OF_LEEDS,
    "city_invite": MANAGERS,
    "invitation_resend": MANAGERS,
    "invitation_withdraw": MANAGERS,
    "membership_answer": MANAGERS,
    "membership": MANAGERS,
    "partner_add": MANAGERS,
    "partner_change": MANAGERS,
    "partner_remove": MANAGERS,
    "city_news_post": {"coordinator"},
    "city_news_correct": {"coordinator"},
    "city_news_take_back": MANAGERS,
    "organisation_edit": {"member", "writer", "reviewer", *ADMINISTRATORS},
    "person_write": OF_LEEDS,
    "advice_new": {"member", "coordinator"},
    "advice_request": OF_LEEDS | ADMINISTRATORS,
    "advice_request:given": SIGNED_IN,
}

SEEN = {
    "Public notice": set(AUDIENCES),
    "Public topic": set(AUDIENCES),
    "Public outcome": set(AUDIENCES),
    "Open Olu": OF_LEEDS | ADMINISTRATORS | {"member elsewhere", "moderator"},
    "Near Nora": OF_LEEDS | ADMINISTRATORS,
    "Hidden Hannah": MANAGERS,
    "Gone Gil": MANAGERS,
    "Secret reason": MANAGERS,
    "Asking Asa": MANAGERS,
    "Secret message": MANAGERS,
    "secret-address@example.org": MANAGERS,
    "near-nora@example.org": NOBODY,
    "Inner notice": OF_LEEDS | ADMINISTRATORS,
    "Secret news": OF_LEEDS | ADMINISTRATORS,
    "Taken back notice": NOBODY,
    "Given question": OF_LEEDS | ADMINISTRATORS,
    "Secret topic": OF_LEEDS | ADMINISTRATORS,
    "Secret question": OF_LEEDS | ADMINISTRATORS,
    "Secret note": {"adviser", *ADMINISTRATORS},
}


def visitor(audience: str, world: World) -> Client:
    """Return the browser of somebody of an audience, as Leeds sees them."""
    client, user = Client(), person_of(audience, world)
    if user is not None:
        client.force_login(user)
    return client


def person_of(audience: str, world: World) -> User | None:
    if audience in ("member", "coordinator", "adviser"):
        partner = world.trust if audience == "member" else None
        return MembershipFactory(city=world.leeds, role=audience, partner=partner).user
    if audience == "member elsewhere":
        return MembershipFactory(city=world.glasgow).user
    if audience in ("writer", "reviewer", "moderator", "administrator"):
        return UserFactory(groups=[f"{audience.title()}s"])
    if audience == "superuser":
        return UserFactory(is_superuser=True)
    if audience == "waiting":
        asked = {"state": "requested", "since": None, "requested_at": "2026-01-01T00:00Z"}
        return MembershipFactory(city=world.leeds, **asked).user
    return UserFactory() if audience == "no network" else None


@pytest.fixture
def world() -> World:
    leeds, glasgow = CityFactory(name="Leeds", is_focus=True), CityFactory(name="Glasgow", is_focus=True)
    trust = PartnerFactory(city=leeds, organisation=OrganisationFactory(name="Trust"))
    hidden = UserFactory(display_name="Hidden Hannah", directory="hidden")
    near = UserFactory(display_name="Near Nora", email="near-nora@example.org", directory="city")
    open_to_all = UserFactory(display_name="Open Olu")
    MembershipFactory(city=leeds, role="coordinator", user__display_name="Boss")
    adviser = MembershipFactory(city=leeds, role="adviser", user__display_name="Ann Adviser").user
    for user in (hidden, near, open_to_all):
        MembershipFactory(city=leeds, user=user)
    asked = MembershipFactory(
        city=leeds,
        state="requested",
        since=None,
        message="Secret message",
        requested_at="2026-01-01T00:00Z",
        user__display_name="Asking Asa",
    )
    MembershipFactory(
        city=leeds, state="ended", ended_at="2026-01-01T00:00Z", reason="Secret reason", user__display_name="Gone Gil"
    )
    InvitationFactory(city=leeds, token="the-token")
    invitation = InvitationFactory(city=leeds, email="secret-address@example.org")
    NewsItemFactory(city=leeds, title="Public notice")
    inner = NewsItemFactory(city=leeds, title="Inner notice", text="Secret news", audience="network")
    NewsItemFactory(city=leeds, title="Taken back notice", withdrawn_at="2026-01-01T00:00Z")
    account = AdviceAccountFactory(city=leeds, committed=4, used=2)
    given = AdviceRequestFactory(
        city=leeds, topic="Public topic", question="Given question", state=AdviceState.AGREED, allocated=4, used=2
    )
    told = {"account": account, "request": given, "on": date(2026, 1, 1), "adviser": adviser, "recorded_by": adviser}
    AdviceEntry.objects.create(act=AdviceAct.ALLOCATE, half_days=4, **told)
    AdviceEntry.objects.create(
        act=AdviceAct.USE, half_days=2, outcome="Public outcome", private_note="Secret note", **told
    )
    waits = AdviceRequestFactory(city=leeds, topic="Secret topic", question="Secret question")
    return World(leeds, glasgow, trust, near, asked, invitation, inner, given, waits)


def answer(response: HttpResponse) -> str:
    """Return a status, or “in” where the visitor is sent to sign in."""
    is_door = response.status_code == 302 and response["Location"].startswith("/accounts/login/")
    return "in" if is_door else str(response.status_code)


def opened() -> dict[str, list[str]]:
    """Return the table by the name of each address."""
    rows = [line.split() for line in OPENED.strip().splitlines()]
    return {name: statuses for name, *statuses in rows}


def test_every_address_has_its_row():
    assert {name.partition(":")[0] for name in opened()} == set(NAMES)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_address_opens_to_whom_it_should(world, audience):
    client, column = visitor(audience, world), AUDIENCES.index(audience)
    found = {name: answer(client.get(url)) for name, url in world.addresses.items()}
    assert found == {name: statuses[column] for name, statuses in opened().items()}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_act_is_refused_to_others(world, audience):
    """An empty form is enough to tell: who may act is told what is missing, or has acted."""
    client, taken = visitor(audience, world), set()
    for name, url in world.addresses.items():
        with transaction.atomic():
            status = answer(client.post(url))
            transaction.set_rollback(True)
        if status not in {"in", "403", "404", "405"}:
            taken.add(name)
    assert taken == {name for name, who in ACTED.items() if audience in who}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_secret_is_read_by_nobody_else(world, audience):
    client = visitor(audience, world)
    pages = [client.get(url).content.decode() for url in world.addresses.values()]
    pages += [client.get(f"/network/people/?q={words}").content.decode() for words in ("hannah", "nora", "olu", "gil")]
    pages += [
        client.get(f"/network/people/{key}/").content.decode() for key in User.objects.values_list("pk", flat=True)
    ]
    found = {words for words in SEEN if any(words in page for page in pages)}
    assert found == {words for words, who in SEEN.items() if audience in who}
