"""The demonstration of the networks: every role, marked, true to the ledger, and made once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Sum

from cities.places.demo.cast import FOCUS, FOCUS_NOTE, MARK
from cities.places.models import (
    AdviceAccount,
    AdviceEntry,
    City,
    Invitation,
    Membership,
    NewsItem,
    Organisation,
    Partner,
)
from cities.places.services import memberships, partners
from portal.accounts.erasure import erase_person
from portal.accounts.models import User
from tests.factories import CityFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
SLUGS = ("bristol", "cardiff", "glasgow", "leeds", "liverpool", "newcastle")


@pytest.fixture(autouse=True)
def cities(settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    for slug in SLUGS:
        CityFactory(name=slug.title(), slug=slug)


def load() -> None:
    call_command("load_demo", verbosity=0)


def everything() -> dict[str, list]:
    """Return every row of the rooms that the demonstration writes in, without what a clock moves."""
    models = [*apps.get_app_config("places").get_models(), User]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_demo_has_an_account_for_every_role():
    load()
    roles = {(row.user.display_name, row.city.slug, row.role) for row in Membership.objects.active()}
    assert {role for _name, _city, role in roles} == {"member", "coordinator", "adviser"}
    assert ("Coordinator, Leeds (demonstration)", "leeds", "coordinator") in roles
    assert ("Adviser (demonstration)", "glasgow", "adviser") in roles
    assert Membership.objects.requested().get().user.email == "newcomer-leeds@demo.example"
    assert all(user.is_demonstration and MARK in user.display_name for user in User.objects.all())


def test_demo_chooses_five_focus_cities_and_says_that_they_are_an_example():
    load()
    chosen = City.objects.focus()
    assert {city.slug for city in chosen} == set(FOCUS)
    assert {city.focus_note for city in chosen} == {FOCUS_NOTE}


def test_demo_leaves_a_choice_of_focus_cities_alone():
    City.objects.filter(slug="cardiff").update(is_focus=True)
    load()
    assert [city.slug for city in City.objects.focus()] == ["cardiff"]
    assert not AdviceEntry.objects.exists()


def test_demo_makes_no_real_organisation_a_partner():
    OrganisationFactory(name="Leeds City Council", cities=[City.objects.get(slug="leeds")])
    load()
    assert Partner.objects.count() == 16
    assert all(MARK in partner.organisation.name for partner in Partner.objects.all())
    assert all(MARK in item.title for item in NewsItem.objects.all())
    assert Organisation.objects.exclude(name__contains=MARK).count() == 1


def test_demo_uses_days_in_halves_and_the_ledger_agrees():
    load()
    account = AdviceAccount.objects.get(city__slug="leeds")
    assert (account.committed, account.used) == (6, 3)
    used = AdviceEntry.objects.filter(account=account, act="use").aggregate(total=Sum("half_days"))
    assert used["total"] == account.used


def test_demo_leaves_an_invitation_open():
    load()
    assert Invitation.objects.open().get().city.slug == "leeds"


def test_demo_again_changes_nothing():
    load()
    before = everything()
    load()
    assert everything() == before


def test_demo_again_keeps_what_a_visitor_changed():
    load()
    coordinator = Membership.objects.get(user__email="coordinator-leeds@demo.example")
    member = Membership.objects.get(user__email="member-leeds@demo.example")
    memberships.end(member, by=coordinator.user)
    partners.remove_partner(Partner.objects.get(organisation__name__startswith="Leeds weekly"), by=coordinator.user)
    council = Organisation.objects.get(name__startswith="Leeds council")
    council.name = "Renamed"
    council.save()
    NewsItem.objects.all().delete()
    City.objects.update(is_focus=False)
    City.objects.filter(slug="cardiff").update(is_focus=True)
    before = everything()
    load()
    assert everything() == before


def test_demo_gives_a_new_account_its_part_again():
    load()
    erase_person(User.objects.get(email="member-glasgow@demo.example"))
    load()
    again = Membership.objects.get(user__email="member-glasgow@demo.example")
    assert str(again.partner) == "Glasgow energy co-operative (demonstration)"
    assert NewsItem.objects.count() == 3
