"""allauth's forms, with labels as the portal writes them and letters only to who may come in."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    AddEmailForm,
    ChangePasswordForm,
    LoginForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SignupForm,
)
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.accounts.proof import may_open


class Plain:
    """A form without the placeholders of allauth, which say the labels once more and go when somebody types."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class NewAccountForm(Plain, SignupForm):
    """Makes an account, with the fields of `portal.accounts.forms.SignupForm`."""


class SignInForm(Plain, LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "remember" in self.fields:
            self.fields["remember"].label = _("Stay signed in on this device")


class NewAddressForm(Plain, AddEmailForm):
    """Asks for the address that is to take the place of another."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New address")


class CodeForm(Plain, RequestLoginCodeForm):
    """Asks for a sign-in code."""

    _user: User | None

    def clean_email(self) -> str:
        email = super().clean_email()
        if email and self._user and not may_open(self._user, email):
            self._user = None
        return email


class ForgottenForm(Plain, ResetPasswordForm):
    """Asks for the letter with a link to a new password."""

    users: list[User]

    def clean_email(self) -> str:
        email = super().clean_email()
        self.users = [person for person in self.users if may_open(person, email)]
        return email


class NewPasswordForm(Plain, ChangePasswordForm):
    """Changes the password of who is signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Current password")
        self.fields["password1"].label = _("New password")
        self.fields["password2"].label = _("New password (again)")


class ForgottenPasswordForm(Plain, ResetPasswordKeyForm):
    """Chooses a password through the link of a letter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("New password")
        self.fields["password2"].label = _("New password (again)")
