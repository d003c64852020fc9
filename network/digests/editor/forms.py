"""The form by which all digests are stopped."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.text.hidden import one_line


class HaltForm(forms.Form):
    """Why all digests are to be stopped."""

    why = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("For the other administrators."), strip=True, required=True
    )

    def clean_why(self) -> str:
        """Refuse a reason of which nothing is seen."""
        if why := one_line(self.cleaned_data["why"]):
            return why
        raise forms.ValidationError(self.fields["why"].error_messages["required"], code="required")
