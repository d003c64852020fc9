"""What people choose: how often a digest comes and when, and of what a letter comes at once."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cities.places.advice_forms import DayField
from network.digests.choices import SWITCHED, Cadence, NoticeKind
from network.digests.models import Preference
from network.digests.models.preference import EARLIEST, LATEST
from network.digests.reading.coming import zone_for
from network.digests.services.preferring import LONGEST_PAUSE, choose, pause
from portal.accounts.models import User
from portal.accounts.zones import place

HOW_OFTEN = [(Cadence.WEEKLY, _("Once a week")), (Cadence.DAILY, _("Every day")), (Cadence.OFF, _("Never"))]
IN_DIGEST, OF_THEIR_OWN = "digest", "letters"
AT_ONCE = {
    NoticeKind.MENTION: _("Somebody names me in a post"),
    NoticeKind.REPLY: _("Somebody replies in a thread that I started or wrote in"),
    NoticeKind.FOLLOWED: _("Somebody writes in a thread that I watch"),
    NoticeKind.ANSWER: _("My reply is taken as the answer to a question"),
    NoticeKind.MATCH: _("Somebody asks for help that I or my city could give"),
    NoticeKind.HANDSHAKE: _("My organisation is asked into an action, or another answers ours"),
    NoticeKind.RESPONSE: _("A partner responds to an update of our plan"),
    NoticeKind.INVITATION: _("Somebody asks to join our network, or joins it by my invitation"),
    NoticeKind.EVENT: _("An event that I come to changes, or I get a place at one"),
    NoticeKind.MODERATION: _("Something waits for me as a moderator"),
}
"""What a letter at once is for, a sentence for each switch."""


def how_often() -> forms.ChoiceField:
    """Return the field that asks on the sign-up forms how often a digest comes."""
    return forms.ChoiceField(
        label=_("How often do you want the digest?"),
        help_text=_(
            "One letter with what is new to you: replies, asks that you could answer, events, the plans you follow."
            " Nothing new means no mail. You can change this at any time, by the link at the foot of each letter."
        ),
        choices=HOW_OFTEN,
        initial=Cadence.WEEKLY,
        widget=forms.RadioSelect,
    )


def hours() -> list[tuple[int, str]]:
    return [(hour, time_format(time(hour), "H:i")) for hour in range(EARLIEST, LATEST + 1)]


class DigestForm(forms.Form):
    """The digest of a person, and the letters that they get at once. Times are counted where they are."""

    cadence = forms.ChoiceField(label=_("How often"), choices=HOW_OFTEN, widget=forms.RadioSelect)
    weekday = forms.TypedChoiceField(
        label=_("Day of the week"), help_text=_("For the weekly digest."), choices=list(WEEKDAYS.items()), coerce=int
    )
    hour = forms.TypedChoiceField(label=_("Hour"), choices=hours, coerce=int)
    paused_until = DayField(
        label=_("Pause until"),
        help_text=_("You get none before this day. Leave it empty for no pause, or empty it to end one."),
        required=False,
    )
    plans = forms.ChoiceField(
        label=_("The plans that you follow"),
        choices=[(IN_DIGEST, _("In the digest")), (OF_THEIR_OWN, _("By letters of their own, on the day"))],
        widget=forms.RadioSelect,
    )
    at_once = forms.MultipleChoiceField(
        label=_("Write to me at once when"),
        help_text=_(
            "The portal shows you all of these in any case. Letters about your account and your part in a network, and"
            " about decisions on what you wrote, come in any case too."
        ),
        choices=[(kind, AT_ONCE[kind]) for kind in SWITCHED],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *, person: User, **kwargs: Any) -> None:
        self.person, self.zone = person, zone_for(person)
        super().__init__(initial=self.chosen(), **kwargs)
        self.fields["at_once"].help_text = format_html(
            '{} <a href="{}#levels">{}</a>',
            self.fields["at_once"].help_text,
            reverse("forum_following"),
            _("What it means to watch a thread"),
        )
        self.fields["hour"].help_text = _("In your time zone, %(zone)s.") % {"zone": place(self.zone.key)}

    @property
    def today(self) -> date:
        return timezone.localdate(timezone=self.zone)

    def chosen(self) -> dict[str, Any]:
        """Return what the person chose before; a pause that is over is none."""
        kept = Preference.objects.filter(person=self.person).first() or Preference(cadence=Cadence.OFF)
        return {
            "cadence": kept.cadence,
            "weekday": kept.weekday,
            "hour": kept.hour,
            "paused_until": kept.paused_until if kept.paused_until and kept.paused_until > self.today else None,
            "plans": IN_DIGEST if kept.plans_in_digest else OF_THEIR_OWN,
            "at_once": kept.at_once,
        }

    def clean_paused_until(self) -> date | None:
        until = self.cleaned_data["paused_until"]
        if until and not self.today < until <= self.today + LONGEST_PAUSE:
            raise ValidationError(_("Choose a day after today, within a year."))
        return until

    @transaction.atomic
    def save(self) -> None:
        given = self.cleaned_data
        choose(
            self.person.pk,
            cadence=given["cadence"],
            weekday=given["weekday"],
            hour=given["hour"],
            at_once=given["at_once"],
            plans_in_digest=given["plans"] == IN_DIGEST,
        )
        if given["paused_until"]:
            pause(self.person.pk, given["paused_until"])
