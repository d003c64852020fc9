"""Whose an account is: theirs who can read letters to its address.

Anybody can sign up with an address of somebody else, or enter one by mistake. Until it is confirmed that opens
nothing; and who confirms it by asking for a code or a new password, instead of by the letter of the sign-up,
gets the account without the ways in that a stranger may have left.
"""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, get_reauthentication_flows
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext

from portal.accounts.models import User


def may_open(person: User, address: str) -> bool:
    """Return whether a letter to `address` may let its reader into the account.

    An address that is to take the place of another, and is not confirmed, may not: it may be mistyped.
    """
    confirmed = EmailAddress.objects.filter(user=person, verified=True)
    return not confirmed.exists() or confirmed.filter(email=address.lower()).exists()


def proved_lately(request: HttpRequest) -> bool:
    """Return whether whoever is signed in proved it within the last minutes.

    allauth asks again only those who have a password or a second step. Who signs in by codes or a council has
    nothing to be asked for: they must have signed in just now.
    """
    if get_reauthentication_flows(request.user):
        return did_recently_reauthenticate(request)
    times = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(times) and time.time() - times[-1] < app_settings.REAUTHENTICATION_TIMEOUT


def on_password_reset(sender: Any, user: User, **_: Any) -> None:
    """Disconnect council accounts that were connected before anybody confirmed the address."""
    if not EmailAddress.objects.filter(user=user, verified=True).exists():
        SocialAccount.objects.filter(user=user).delete()


def on_email_confirmed(sender: Any, request: HttpRequest, email_address: EmailAddress, **_: Any) -> None:
    """Take away password and council accounts when the first thing that anybody proved was a sign-in code."""
    others = EmailAddress.objects.filter(user=email_address.user_id, verified=True).exclude(pk=email_address.pk)
    match = request.resolver_match
    if match is None or match.url_name != "account_confirm_login_code" or others.exists():
        return
    person = User.objects.get(pk=email_address.user_id)
    person.set_unusable_password()
    person.save(update_fields=["password"])
    SocialAccount.objects.filter(user=person).delete()
    messages.info(request, gettext("Your address is confirmed. Choose a password, or go on signing in with codes."))
