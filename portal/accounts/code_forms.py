"""Forms for the codes of authenticator apps: none is taken twice.

allauth forgets a used code after half a minute, while its clock lets each one through for a minute and a half, and
it does not count the code that sets an app up. Source: RFC 6238 s.5.2
"""

from __future__ import annotations

from allauth.mfa import app_settings
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache

from portal.accounts.models import User

GOOD_FOR = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)  # seconds


def use_up(person: User, code: str) -> str:
    """Return `code`, which the person cannot use again as long as the clock would let it through."""
    app = TOTP(Authenticator(user=person, type=Authenticator.Type.TOTP))
    cache.set(app._get_used_cache_key(code), "y", GOOD_FOR)
    return code


class ActivateCodeForm(ActivateTOTPForm):
    """Sets an app up with its first code."""

    def clean_code(self) -> str:
        return use_up(self.user, super().clean_code())


class SecondStepCodeForm(AuthenticateForm):
    """Asks for a code at sign-in."""

    def clean_code(self) -> str:
        return use_up(self.user, super().clean_code())


class AgainCodeForm(ReauthenticateForm):
    """Asks for a code before something that matters."""

    def clean_code(self) -> str:
        return use_up(self.user, super().clean_code())
