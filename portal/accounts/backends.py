"""Who is signed in, read with what every page has to tell them."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Lower

from portal.accounts.models import User
from portal.mail.models import Suppression


class AccountBackend(AuthenticationBackend):
    """Signs in as allauth does. Whoever is signed in knows, by the same query, whether letters reach them.

    `letters_stopped` is the cause of the suppression of their address, or None.
    """

    def get_user(self, user_id: int) -> User | None:
        same = Suppression.objects.annotate(lower=Lower("address")).filter(lower=Lower(OuterRef("email")))
        people = User.objects.annotate(letters_stopped=Subquery(same.values("cause")[:1]))
        person = people.filter(pk=user_id).first()
        return person if person and self.user_can_authenticate(person) else None
