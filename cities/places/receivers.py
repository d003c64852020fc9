"""Listen to sign-ins: who opened an invitation to their address joins with the first one after it."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cities.places.services.joining import accept_opened
from portal.accounts.models import User


@receiver(user_logged_in, dispatch_uid="places.join_on_sign_in")
def on_signed_in(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Join the networks whose invitation this person opened; one settled in the same moment is let be."""
    try:
        joined = accept_opened(user)
    except ValidationError:
        return
    for membership in joined:
        messages.success(request, _("You are in the network of %(city)s.") % {"city": membership.city})
