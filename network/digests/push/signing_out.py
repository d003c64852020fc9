"""A browser in which somebody signs out is told no more: others may use it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest

from network.digests.models import Subscription

BROWSER = "push_subscription"
"""Where a session keeps which browser it is."""


def connect() -> None:
    user_logged_out.connect(signed_out, dispatch_uid="digests-push")


def signed_out(request: HttpRequest, user: Any, **_: Any) -> None:
    if user and (pk := request.session.get(BROWSER)):
        Subscription.objects.filter(pk=pk, person=user.pk).delete()
