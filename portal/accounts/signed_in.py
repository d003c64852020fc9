"""Views for people who are signed in, typed as what they are."""

from __future__ import annotations

from django.http import HttpRequest

from portal.accounts.models import User


class SignedInRequest(HttpRequest):
    """What a view behind `login_required` gets."""

    user: User
