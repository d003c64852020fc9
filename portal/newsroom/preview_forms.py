"""The form of a source who read a draft."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.plans.forms.fields import ProseField
from portal.newsroom.choices import Verdict


class AnswerForm(forms.Form):
    """Whether a draft may be published as it is. `revision` says which version of it was read."""

    verdict = forms.ChoiceField(
        label=_("Your answer"),
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two."), "invalid_choice": _("Choose one of the two.")},
    )
    words = ProseField(
        label=_("What you would like to say"),
        help_text=_("What is wrong, or how it should read. At most 3,000 characters."),
        max_length=3000,
        required=False,
        rows=6,
    )
    revision = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("verdict") == Verdict.CHANGES and not given.get("words") and "words" not in self.errors:
            self.add_error("words", _("Say what needs to change."))
        return given
