"""Forms of the acts of editors."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminPageChooser
from wagtail.models import Page

from handbooks.choices import Relation
from handbooks.models import PrecedentPage


class WithdrawForm(forms.Form):
    """Why a page is withdrawn, and what to read instead."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=AdminAutoHeightTextInput,
        help_text=gettext_lazy("Readers see this at the old address. Say what changed in the law or in practice."),
    )
    successor = forms.ModelChoiceField(
        label=gettext_lazy("Read instead"),
        queryset=Page.objects.all(),
        required=False,
        widget=AdminPageChooser,
        help_text=gettext_lazy("The page that takes its place, if there is one."),
    )

    def __init__(self, *args: Any, page: Page, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page

    def clean_successor(self) -> Page | None:
        successor = self.cleaned_data["successor"]
        if successor is None:
            return None
        if successor == self.page or successor.is_descendant_of(self.page):
            raise forms.ValidationError(_("This page goes as well. Choose one that stays."))
        if not successor.live:
            raise forms.ValidationError(_("Readers cannot open this page: it is not published."))
        return successor


class LinkPrecedentForm(forms.Form):
    """Which precedent names the entry, and how."""

    precedent = forms.ModelChoiceField(
        label=gettext_lazy("Precedent"),
        queryset=PrecedentPage.objects.all(),
        widget=AdminPageChooser(target_models=[PrecedentPage]),
    )
    relation = forms.ChoiceField(
        label=gettext_lazy("Relation"),
        choices=Relation.choices,
        initial=Relation.USED,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Used: the story relied on this entry. Related: a neighbouring or newer tool."),
    )


class SettleForm(forms.Form):
    """What was done about a problem."""

    answer = forms.CharField(
        label=gettext_lazy("What was done"),
        max_length=1000,
        widget=AdminAutoHeightTextInput,
        help_text=gettext_lazy("For editors: what you changed, or why nothing needed to change."),
    )
