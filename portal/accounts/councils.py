"""Sign-in with a council's own account, through OpenID Connect.

What a council says about a person is believed only as far as it says so itself: an address counts as
confirmed when `email_verified` is true, and never opens an account that is here already. Its owner signs in
first and connects the two, so that nobody takes over an account by naming its address elsewhere.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.signup import prevent_enumeration
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.addresses import clean_address
from portal.accounts.models import User
from portal.accounts.names import clean_name
from portal.accounts.namesakes import refuse_borrowed

KEPT = ("sub", "name", "email", "email_verified")


class CouncilAdapter(DefaultSocialAccountAdapter):
    """The portal's choices where allauth.socialaccount leaves one."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "no_password": _("Set a password first: this council account is the only way in that you have."),
        "disconnect_last": _("Set a password first: this council account is the only way in that you have."),
        "connected_other": _("This council account is connected to another account here."),
    }

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse two answers about two people, believe only a plain yes, and keep no more than is used.

        Source: OpenID Connect Core 1.0, 5.3.2: the `sub` of the UserInfo answer must be that of the ID token.
        """
        answers = sociallogin.account.extra_data
        subjects = {answer["sub"] for answer in answers.values() if isinstance(answer, dict) and "sub" in answer}
        if len(subjects) > 1:
            raise ImmediateHttpResponse(render_authentication_error(request, sociallogin.provider))
        sociallogin.email_addresses = [one for one in sociallogin.email_addresses if usable(one.email)]
        for address in sociallogin.email_addresses:
            address.verified = address.verified is True or address.verified == "true"
        trimmed = {part: trim(answer) for part, answer in answers.items() if isinstance(answer, dict)}
        sociallogin.account.extra_data = trimmed
        if sociallogin.account.pk:
            SocialAccount.objects.filter(pk=sociallogin.account.pk).update(extra_data=trimmed)

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """Take the address and, when it can stand as one here, the name."""
        person: User = sociallogin.user
        person.email = usable(data.get("email"))
        try:
            person.display_name = refuse_borrowed(clean_name(str(data.get("name") or "")))
        except ValidationError:
            person.display_name = ""
        return person

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Ask for what the council did not tell: an account needs a name."""
        return bool(sociallogin.user.display_name) and super().is_auto_signup_allowed(request, sociallogin)

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, str]:
        return {"email": sociallogin.user.email, "display_name": sociallogin.user.display_name}

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: BaseForm | None = None) -> User:
        """Save a new person; whoever loses a race for one address reads what everyone with a known one reads."""
        try:
            with transaction.atomic():
                return super().save_user(request, sociallogin, form)
        except IntegrityError as error:
            answer = prevent_enumeration(request, email=sociallogin.user.email)
            raise ImmediateHttpResponse(answer) from error


def usable(told: object) -> str:
    """Return the address that a council told, as it is kept here, or nothing when it can be none."""
    try:
        return clean_address(str(told or ""))
    except ValidationError:
        return ""


def trim(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: answer[name] for name in KEPT if name in answer}
