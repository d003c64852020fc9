"""Two records of one organisation become one, and what plans say of either is kept."""

from __future__ import annotations

import pytest

from cities.places.services.merging import merge
from cities.plans.choices import Part, Stance
from cities.plans.models import ActionPartner, Response, Update
from cities.plans.services import editions, updates
from tests.factories import ActionFactory, ActionPartnerFactory, MembershipFactory, PartnerFactory, UserFactory
from tests.factories.plans import coordinator_of, publish, tell

pytestmark = pytest.mark.django_db


def merged(seat, into):
    merge(seat.organisation, into=into.organisation, by=UserFactory(groups=["Reviewers"]))


def test_part_goes_to_the_seat_that_stays():
    named = ActionPartnerFactory(accepted=True)
    twin = PartnerFactory(city=named.action.plan.city)
    merged(named.partner, twin)
    named.refresh_from_db()
    assert named.partner == twin
    assert named.is_accepted


def test_seat_that_stays_keeps_its_own_part():
    action = ActionFactory()
    lead, supporter = ActionPartnerFactory(action=action), ActionPartnerFactory(action=action, part=Part.SUPPORTER)
    merged(supporter.partner, lead.partner)
    assert list(ActionPartner.objects.filter(action=action)) == [lead]


def test_what_was_signed_stays_signed_by_the_organisation_that_stays():
    action = ActionFactory()
    named = ActionPartnerFactory(action=action, part=Part.CO_OWNER, accepted=True)
    city = action.plan.city
    member = MembershipFactory(city=city, partner=named.partner).user
    told = tell(action, coordinator_of(city).user)
    updates.respond(told, stance=Stance.AGREE, body="", by=member)
    tell(action, member)
    editions.endorse(publish(action.plan), by=member)
    twin = PartnerFactory(city=city)
    merged(named.partner, twin)
    kept = twin.organisation
    assert Response.objects.get().partner.organisation == kept
    assert Update.objects.get(by=member).partner.organisation == kept
    assert {seat.organisation for seat in city.partners.current()} == {kept}
