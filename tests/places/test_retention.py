"""What networks keep no longer."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from cities.places.choices import MembershipState
from cities.places.models import Invitation, Submission
from cities.places.tasks import clear_settled
from tests.factories import InvitationFactory, MembershipFactory

pytestmark = pytest.mark.django_db

LONG_AGO, LATELY = timezone.now() - timedelta(days=181), timezone.now() - timedelta(days=179)


def test_invitations_that_nobody_accepted_go_after_half_a_year():
    InvitationFactory(sent_at=LONG_AGO)
    kept = {
        InvitationFactory(sent_at=LATELY).pk,
        InvitationFactory(sent_at=LONG_AGO, accepted_at=LONG_AGO).pk,
    }
    clear_settled()
    assert set(Invitation.objects.values_list("pk", flat=True)) == kept


@pytest.mark.parametrize(
    ("fields", "is_kept"),
    [
        ({"state": MembershipState.DECLINED, "since": None, "requested_at": LONG_AGO}, False),
        ({"state": MembershipState.DECLINED, "since": None, "requested_at": LATELY}, True),
        ({"state": MembershipState.REQUESTED, "since": None, "requested_at": LONG_AGO}, True),
        ({"state": MembershipState.ACTIVE, "since": LONG_AGO, "requested_at": LONG_AGO}, True),
    ],
)
def test_words_of_requests_that_came_to_nothing_go_after_half_a_year(fields, is_kept):
    request = MembershipFactory(message="We run the baths.", **fields)
    clear_settled()
    request.refresh_from_db()
    assert bool(request.message) is is_kept


def test_forms_that_were_sent_are_forgotten_after_a_month():
    old, new = (Submission.objects.create(token=uuid4()) for _ in range(2))
    Submission.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=31))
    clear_settled()
    assert list(Submission.objects.all()) == [new]
