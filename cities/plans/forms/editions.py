"""What is said of an edition."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.plans.forms.fields import ProseField


class PublishForm(forms.Form):
    """The note of the next edition, and that its draft was read."""

    note = ProseField(
        label=_("What is new in it"),
        max_length=1000,
        required=False,
        rows=4,
        help_text=_("A few sentences for whoever follows the plan."),
    )
    digest = forms.CharField(label="", widget=forms.HiddenInput, required=False, max_length=64)
