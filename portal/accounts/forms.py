"""What people tell about themselves: when they sign up, and in their preferences."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.accounts.names import clean_line, clean_name
from portal.accounts.namesakes import refuse_borrowed
from portal.accounts.pictures import PersonPictureField
from portal.accounts.services import change_picture
from portal.accounts.signing_up import fields as questions
from portal.accounts.zones import time_zones
from portal.words.nations import Nation

NATIONS = [("", _("Not said")), *Nation.choices]


class LineField(forms.CharField):
    """One line without hidden marks; it may be empty."""

    def clean(self, value: Any) -> str:
        return clean_line(super().clean(value))


class DisplayNameField(forms.CharField):
    """The name that others see: one line of at most 80 characters that can all be seen."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Your name"))
        kwargs.setdefault("help_text", _("The name that others see beside what you write."))
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "name", "maxlength": 80}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        return clean_name(super().clean(value))


class SignupForm(forms.Form):
    """The part of the sign-up form that is ours, with what rooms ask; allauth adds address and password to it."""

    display_name = DisplayNameField()
    nation = forms.ChoiceField(label=_("Nation you work in"), choices=NATIONS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(asked := questions())
        self.field_order = ["display_name", "email", "nation", *asked, "password1", "password2"]

    def clean_display_name(self) -> str:
        return refuse_borrowed(self.cleaned_data["display_name"])

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep name and nation; allauth calls this once the person is saved."""
        user.display_name = self.cleaned_data["display_name"]
        user.nation = self.cleaned_data["nation"]
        user.save(update_fields=["display_name", "nation"])


class PersonPanelForm(forms.ModelForm):
    """A panel of the preferences that writes on the person themselves."""

    class Meta:
        model = User
        fields: list[str] = []

    def __init__(self, *, person: User, **kwargs: Any) -> None:
        super().__init__(instance=person, **kwargs)

    def save(self, commit: bool = True) -> User:
        """Write the panel's own fields and no others: another panel may have written its own."""
        self.instance.save(update_fields=list(self.Meta.fields))
        return self.instance


class ProfileForm(PersonPanelForm):
    """Who one is, to others."""

    display_name = DisplayNameField()
    headline = LineField(
        label=_("Headline"), help_text=_("What you do, in a few words."), max_length=120, required=False
    )
    nation = forms.ChoiceField(label=_("Nation you work in"), choices=NATIONS, required=False)
    offers = LineField(
        label=_("What you can help with"),
        help_text=_("What you know from your own work and would share with other cities."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    new_picture = PersonPictureField(
        label=_("Picture"),
        help_text=_(
            "GIF, JPEG, PNG or WebP, at most 8 MB. It is cut square, and the place it was taken at is removed."
        ),
    )
    remove_picture = forms.BooleanField(label=_("Remove my picture"), required=False)

    class Meta(PersonPanelForm.Meta):
        fields = ["display_name", "headline", "nation", "interests", "offers"]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if self.instance.picture:
            self.fields["new_picture"].widget.shown = self.instance.picture_url
        else:
            del self.fields["remove_picture"]

    def clean_display_name(self) -> str:
        return refuse_borrowed(self.cleaned_data["display_name"], person=self.instance)

    def save(self, commit: bool = True) -> User:
        person = super().save(commit)
        picture = self.cleaned_data["new_picture"]
        if picture or self.cleaned_data.get("remove_picture"):
            change_picture(person, picture)
        return person


class ComfortForm(PersonPanelForm):
    """Who finds one and may write to one, and when it is morning there."""

    time_zone = forms.ChoiceField(label=_("Time zone"), help_text=_("Times in letters and events are told in it."))

    class Meta(PersonPanelForm.Meta):
        fields = ["directory", "takes_letters", "time_zone"]
        widgets = {"directory": forms.RadioSelect}
        help_texts = {
            "directory": _("They also see your picture. Your name stands beside what you write in any case."),
            "takes_letters": _(
                "Those who find you in the directory. They do not see your address, unless you answer them."
            ),
        }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["time_zone"].choices = time_zones(kept=self.instance.time_zone)  # type: ignore[attr-defined]


class DeleteForm(forms.Form):
    """The last question before an account is deleted."""

    understood = forms.BooleanField(
        label=_("I understand that this cannot be undone"),
        error_messages={"required": _("Tick this box if you want to delete your account.")},
    )


def save_all(panels: list[Any]) -> bool:
    """Save every panel, or none when one of them is wrong. Return which."""
    valid = [filled.form.is_valid() for filled in panels]  # each, so that each says what is wrong with it
    if not all(valid):
        return False
    with transaction.atomic():
        for filled in panels:
            filled.form.save()
    return True
