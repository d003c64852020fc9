"""The form by which all digests are stopped."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class HaltForm(forms.Form):
    """Why all digests are to be stopped."""

    why = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("For the other administrators."), strip=True, required=True
    )
