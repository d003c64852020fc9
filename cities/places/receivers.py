"""Listen to sign-ins: who said on the way that they want to join a network joins; who is invited is told."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cities.places.services.joining import accept_promised, open_for
from portal.accounts.models import User

PROMISED = "invitations_wanted"
"""Where a session keeps the invitations whose holder pressed “Join” before signing in."""


@receiver(user_logged_in, dispatch_uid="places.join_on_sign_in")
def on_signed_in(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Join what this browser was asked for, and tell of other open invitations; nobody joins by signing in alone."""
    promised = request.session.pop(PROMISED, [])
    try:
        joined = accept_promised(user, promised)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return
    for membership in joined:
        messages.success(request, _("You are in the network of %(city)s.") % {"city": membership.city})
    if promised and not joined:
        messages.warning(request, _("The invitation that you opened was sent to another address than yours."))
    for invitation in open_for(user):
        told = _("You are invited to the network of %(city)s. You can join on the page of the city.")
        messages.info(request, told % {"city": invitation.city})
