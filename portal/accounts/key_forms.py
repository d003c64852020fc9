"""Forms for passkeys, apart from the others because allauth loads those while it starts.

What a browser sends is a structure that anyone can make up: allauth's forms read it and stop at some of what
does not fit. These answer all of it with a message.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST = 60
MALFORMED = (KeyError, IndexError, AttributeError, TypeError, ValueError, struct.error)


@contextmanager
def refused_in_words() -> Iterator[None]:
    """Turn whatever reading a credential stops at into a message for the person."""
    try:
        yield
    except (ValidationError, *MALFORMED) as error:
        raise ValidationError(_("This passkey was not accepted. Try again, or use another way."), code="key") from error


class AddKeyForm(AddWebAuthnForm):
    """Adds a passkey; asked in the portal's words."""

    field_order = ["name", "passwordless"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("A name for it")
        self.fields["name"].widget.attrs["maxlength"] = LONGEST
        self.fields["name"].help_text = _("So that you can tell it from others: “work laptop”, “blue key”.")
        self.fields["passwordless"].label = _("Sign in with it alone")
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].help_text = _(
            "No password is asked then; the key itself asks for your finger, your face or its PIN."
        )

    def clean_name(self) -> str:
        """Cut a long name instead of refusing it: the key is made by now, and would be made again."""
        return super().clean_name()[:LONGEST]

    def clean(self) -> dict[str, Any]:
        with refused_in_words():
            return super().clean()


class RenameKeyForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Name"), max_length=LONGEST)


class UsedKey:
    """A credential that proves who one is."""

    def clean_credential(self) -> Authenticator:
        with refused_in_words():
            return super().clean_credential()  # type: ignore[misc]  # the form that this is mixed into


class SecondStepKeyForm(UsedKey, AuthenticateWebAuthnForm):
    pass


class SignInKeyForm(UsedKey, LoginWebAuthnForm):
    pass


class AgainKeyForm(UsedKey, ReauthenticateWebAuthnForm):
    pass
