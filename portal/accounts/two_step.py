"""Two-step sign-in: who must use it, and the door that keeps them from anything else until they do.

Administrators and moderators must when REQUIRE_TWO_STEP is set. Another room adds its own people from
`AppConfig.ready`: `register_requirement(is_adviser)`.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.rules import is_administrator, is_moderator
from portal.words.templatetags.ui import session_answers

Requirement = Callable[[Any], bool]

SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# What is open before the second step is set up: setting it up, proving who one is, and leaving.
OPEN = ("/accounts/2fa/", "/accounts/reauthenticate/", "/accounts/logout/", "/static/", "/healthz/")

_requirements: list[Requirement] = [is_administrator, is_moderator]


def register_requirement(requirement: Requirement) -> None:
    """Make two-step sign-in a duty of everybody for whom `requirement(person)` is true."""
    if requirement not in _requirements:
        _requirements.append(requirement)


def must_use_two_step(person: Any) -> bool:
    """Return whether the person's roles ask for a second step here."""
    return settings.REQUIRE_TWO_STEP and any(requirement(person) for requirement in _requirements)


def has_second_step(person: AbstractBaseUser) -> bool:
    return is_mfa_enabled(person, SECOND_STEPS)


class TwoStepMiddleware:
    """Lead whoever must use two-step sign-in, and has not set it up, to where they do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.REQUIRE_TWO_STEP and not request.path_info.startswith(OPEN) and self.lacks_step(request):
            messages.warning(request, gettext("Your role asks for two-step sign-in. Set it up to go on."))
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)

    @staticmethod
    def lacks_step(request: HttpRequest) -> bool:
        """Say whether this person must still set it up; a session that a second step opened needs no query.

        A visitor without a session cookie is not asked about, so that public pages do not vary by cookie; nor is
        anybody while Redis is out of reach, since nobody is signed in then.
        """
        if not session_answers(request) or not request.user.is_authenticated:
            return False
        if any(record["method"] == "mfa" for record in get_authentication_records(request, request.user)):
            return False
        return must_use_two_step(request.user) and not has_second_step(request.user)


class TwoStepAdapter(DefaultMFAAdapter):
    """The portal's choices where allauth.mfa leaves one."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("Your role asks for two-step sign-in: add another way before this one goes."),
        "incorrect_code": _("This code is not right. Codes change every half minute: try the next one."),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last second step of whoever must have one."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=SECOND_STEPS)
        return others.exclude(pk=authenticator.pk).exists() or not must_use_two_step(authenticator.user)

    def encrypt(self, text: str) -> str:
        """Keep the secrets of authenticator apps unreadable in the database and its backups."""
        return ciphers().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return ciphers().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %s") % (count + 1)

    def _get_site_name(self) -> str:
        return settings.WAGTAIL_SITE_NAME


def ciphers() -> MultiFernet:
    """Return what encrypts with SECRET_KEY and still reads what SECRET_KEY_FALLBACKS encrypted."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"portal.accounts.two_step:{key}".encode()).digest()))
            for key in keys
        ]
    )
