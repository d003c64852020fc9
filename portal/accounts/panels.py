"""The panel of an editor's settings page in which they change the name that others see."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel

from portal.accounts.forms import DisplayNameField
from portal.accounts.models import User
from portal.accounts.namesakes import refuse_borrowed


class DisplayNameForm(forms.ModelForm):
    display_name = DisplayNameField()

    class Meta:
        model = User
        fields = ["display_name"]

    def clean_display_name(self) -> str:
        return refuse_borrowed(self.cleaned_data["display_name"], person=self.instance)


class DisplayNamePanel(BaseSettingsPanel):
    name = "display_name"
    title = _("Name")
    order = 100
    form_class = DisplayNameForm
