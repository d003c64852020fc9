"""Who is signed in, read with what every page has to tell them."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower

from portal.accounts.models import User
from portal.mail.models import Suppression

_known: dict[str, Combinable] = {}


def register_known(name: str, expression: Combinable) -> None:
    """Let who is signed in know one thing more by the query that reads them: something small that every page needs.

    `expression` may refer to the person by `OuterRef("pk")`. A room calls it from `AppConfig.ready`.
    """
    _known[name] = expression


class AccountBackend(AuthenticationBackend):
    """Signs in as allauth does. Whoever is signed in knows, by the same query, whether letters reach them.

    `letters_stopped` is the cause of the suppression of their address, or None.
    """

    def get_user(self, user_id: int) -> User | None:
        same = Suppression.objects.annotate(lower=Lower("address")).filter(lower=Lower(OuterRef("email")))
        people = User.objects.annotate(letters_stopped=Subquery(same.values("cause")[:1]), **_known)
        person = people.filter(pk=user_id).first()
        return person if person and self.user_can_authenticate(person) else None
