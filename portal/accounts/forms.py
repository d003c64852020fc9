"""What people tell about themselves when they sign up."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.words.nations import Nation


class DisplayNameField(forms.CharField):
    """The name that others see: one line of at most 80 characters that can all be seen."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Your name"))
        kwargs.setdefault("help_text", _("The name that others see beside what you write."))
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "name"}))
        super().__init__(max_length=80, **kwargs)

    def clean(self, value: Any) -> str:
        name = " ".join(super().clean(value).split())
        if any(unicodedata.category(character)[0] == "C" for character in name):
            raise ValidationError(_("Use letters, numbers and punctuation only."), code="unprintable")
        return name


class SignupForm(forms.Form):
    """The part of the sign-up form that is ours; allauth adds address and password to it."""

    display_name = DisplayNameField()
    nation = forms.ChoiceField(
        label=_("Nation you work in"), choices=[("", _("Not said")), *Nation.choices], required=False
    )

    field_order = ["display_name", "email", "nation", "password1", "password2"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep name and nation; allauth calls this once the person is saved."""
        user.display_name = self.cleaned_data["display_name"]
        user.nation = self.cleaned_data["nation"]
        user.save(update_fields=["display_name", "nation"])
