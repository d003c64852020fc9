"""What is cleared each night."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.accounts.tasks import clear_expired
from portal.mail.models import Letter
from tests.accounts.conftest import Visitor
from tests.factories.accounts import PASSWORD, UserFactory

LONG_AGO = timezone.now() - timedelta(days=120)


def letter(key: str, **fields: object) -> Letter:
    row = Letter.objects.create(key=key, message_id=key, recipient="a@example.org", **{"kind": "account.x", **fields})
    Letter.objects.filter(pk=row.pk).update(made_at=LONG_AGO)
    return row


@pytest.mark.django_db
def test_sign_ups_never_confirmed_are_deleted_and_nobody_else() -> None:
    UserFactory(display_name="never confirmed", verified=False, joined_at=LONG_AGO).emailaddress_set.create(
        email="never@example.org"
    )
    UserFactory(display_name="new", verified=False).emailaddress_set.create(email="new@example.org")
    UserFactory(display_name="confirmed", joined_at=LONG_AGO)
    UserFactory(display_name="made by hand", verified=False, joined_at=LONG_AGO)
    writer = UserFactory(display_name="writer", verified=False, joined_at=LONG_AGO, groups=[Role.WRITERS])
    writer.emailaddress_set.create(email="writer@example.org")
    clear_expired()
    clear_expired()
    assert set(User.objects.values_list("display_name", flat=True)) == {"new", "confirmed", "made by hand", "writer"}


def test_records_of_ended_sessions_are_deleted(visitor: Visitor) -> None:
    ada = UserFactory()
    visitor.sign_in(ada.email, PASSWORD)
    UserSession.objects.update(last_seen_at=LONG_AGO)
    UserSession.objects.create(user=ada, ip="10.0.0.1", session_key="ended", last_seen_at=LONG_AGO)
    clear_expired()
    assert [session.session_key for session in UserSession.objects.all()] == [visitor.client.session.session_key]


@pytest.mark.django_db
def test_old_account_letters_are_forgotten_and_interrupted_ones_settled() -> None:
    letter("old", state="sent", settled_at=LONG_AGO)
    letter("old letter about a page", kind="library", state="sent", settled_at=LONG_AGO)
    letter("old digest", kind="digest", state="sent", settled_at=LONG_AGO)
    letter("recent", state="sent", settled_at=timezone.now())
    letter("interrupted", state="sending")
    clear_expired()
    assert dict(Letter.objects.values_list("key", "state")) == {
        "old digest": "sent",
        "recent": "sent",
        "interrupted": "failed",
    }
