"""Nobody sees what is not theirs: every audience over the addresses of action plans.

A room of addresses is walked once its rows are here: it stands in WALKED, and each of its names has a row.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.core import signing
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.plans.choices import Visibility
from cities.plans.models import Action, ActionPlan, Follow
from cities.plans.services.following import CONFIRM_SALT, end_token
from cities.plans.services.links import new_link
from cities.plans.urls import telling
from portal.accounts.models import User
from tests.factories import ActionFactory, CityFactory, MembershipFactory, ObjectiveFactory, PlanFactory, UserFactory
from tests.factories.plans import coordinator_of, publish

pytestmark = pytest.mark.django_db

WALKED = (telling,)
NAMES = {pattern.name for room in WALKED for pattern in room.urlpatterns}
AUDIENCES = (
    "anonymous",
    "no network",
    "member",
    "member elsewhere",
    "coordinator",
    "adviser",
    "moderator",
    "administrator",
)


@dataclass(frozen=True)
class World:
    """A published plan in Leeds, with an inner action and a draft; a plan in Glasgow that is not published."""

    leeds: ActionPlan
    glasgow: ActionPlan
    shown: Action
    inner: Action
    draft: Action
    link: str
    confirm: str
    end: str

    @property
    def addresses(self) -> dict[str, str]:
        """The addresses to walk, by name; what follows a colon is another thing at the same address."""
        leeds, glasgow = self.leeds.city.slug, self.glasgow.city.slug
        things = {
            "plan_follow": [leeds],
            "plan_follow:unpublished": [glasgow],
            "action_follow": [leeds, self.shown.pk],
            "action_follow:inner": [leeds, self.inner.pk],
            "action_follow:draft": [leeds, self.draft.pk],
            "plan_links": [leeds],
            "plan_links:unpublished": [glasgow],
            "update_link": [self.link],
            "follow_confirm": [self.confirm],
            "follow_end": [self.end],
        }
        return {name: reverse(name.partition(":")[0], args=args) for name, args in things.items()}


#                         anon  none  memb  else  coor  advi  mode  admi
OPENED = """
plan_follow               200   200   200   200   200   200   200   200
plan_follow:unpublished   404   404   404   200   404   404   404   200
action_follow             200   200   200   200   200   200   200   200
action_follow:inner       404   404   200   404   200   200   404   200
action_follow:draft       404   404   404   404   200   404   404   200
plan_links                in    403   403   403   200   403   403   200
plan_links:unpublished    in    404   404   403   404   404   404   200
update_link               200   404   404   404   404   404   404   404
follow_confirm            200   200   200   200   200   200   200   200
follow_end                200   200   200   200   200   200   200   200
"""
EVERYBODY = set(AUDIENCES)
OF_LEEDS = {"member", "coordinator", "adviser"}

ACTED = {
    "plan_follow": EVERYBODY,
    "plan_follow:unpublished": {"member elsewhere", "administrator"},
    "action_follow": EVERYBODY,
    "action_follow:inner": OF_LEEDS | {"administrator"},
    "action_follow:draft": {"coordinator", "administrator"},
    "plan_links": set(),  # which link to end is not said
    "update_link": {"anonymous"},  # whoever holds the letter
    "follow_confirm": EVERYBODY,
    "follow_end": EVERYBODY,
}

SEEN = {
    "Shown title": {"anonymous", "coordinator", "administrator"},  # by the link of the letter, and in the list of links
    "Inner title": set(),
    "Draft title": set(),
    "Olu Owner": {"anonymous", "coordinator", "administrator"},
    "owner@example.org": set(),
}


def person_of(audience: str, world: World) -> User | None:
    if audience in ("member", "coordinator", "adviser"):
        return MembershipFactory(city=world.leeds.city, role=audience).user
    if audience == "member elsewhere":
        return MembershipFactory(city=world.glasgow.city).user
    if audience in ("moderator", "administrator"):
        return UserFactory(groups=[f"{audience.title()}s"])
    return UserFactory() if audience == "no network" else None


def visitor(audience: str, world: World) -> Client:
    """Return the browser of somebody of an audience, as Leeds sees them."""
    client, user = Client(), person_of(audience, world)
    if user is not None:
        client.force_login(user)
    return client


@pytest.fixture
def world() -> World:
    leeds, glasgow = (PlanFactory(city=CityFactory(name=name)) for name in ("Leeds", "Glasgow"))
    coordinator_of(leeds.city)
    objective = ObjectiveFactory(plan=leeds)
    owner = MembershipFactory(city=leeds.city, user__display_name="Olu Owner", user__email="owner@example.org")
    shown, inner, draft = (
        ActionFactory(objective=objective, title=f"{name} title", visibility=visibility, owner=owner)
        for name, visibility in (
            ("Shown", Visibility.PUBLIC),
            ("Inner", Visibility.PARTNERS),
            ("Draft", Visibility.DRAFT),
        )
    )
    publish(leeds)
    link, token = new_link(shown.pk, owner.user_id, timezone.now())
    link.save()
    waits = Follow.objects.create(plan=leeds, email="reader@example.org")
    return World(
        leeds, glasgow, shown, inner, draft, token, signing.dumps(waits.pk, salt=CONFIRM_SALT), end_token([waits.pk])
    )


def answer(response: HttpResponse) -> str:
    """Return a status, or “in” where the visitor is sent to sign in."""
    is_door = response.status_code == 302 and response["Location"].startswith("/accounts/login/")
    return "in" if is_door else str(response.status_code)


def opened() -> dict[str, list[str]]:
    """Return the table by the name of each address."""
    rows = [line.split() for line in OPENED.strip().splitlines()]
    return {name: statuses for name, *statuses in rows}


def test_every_address_has_its_row():
    assert {name.partition(":")[0] for name in opened()} == NAMES


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
    found = {words for words in SEEN if any(words in page for page in pages)}
    assert found == {words for words, who in SEEN.items() if audience in who}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_what_is_personal_is_kept_by_nobody_on_the_way(world, audience):
    client = visitor(audience, world)
    for name, url in world.addresses.items():
        page = client.get(url)
        if page.status_code == 200 and (
            audience != "anonymous" or name in ("update_link", "follow_confirm", "follow_end")
        ):
            assert "no-store" in page["Cache-Control"], name
