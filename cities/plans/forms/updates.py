"""What happened: the form of an update, the rows of its evidence, and the answer of a co-owner."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.places.advice_forms import DayField
from cities.places.forms import WebAddressField
from cities.plans.choices import ENDED, EvidenceKind, Outlook, Stage, Stance
from cities.plans.forms.fields import ProseField, SeenField, check_next_step
from cities.plans.models import Update
from cities.plans.services.updates import Proof, Told
from cities.plans.templatetags.plans import stage_mark
from portal.accounts.forms import LineField
from portal.accounts.models import User
from portal.media.uploads import PixelsLeft, UploadField, keep_file

ROWS = 5
"""How many pieces of evidence one form takes."""


class ToldField(ProseField):
    """What happened: a draft may leave it empty, and the label says so."""

    needed_when = _("needed to publish")


class ProofTitleField(LineField):
    """The title of a piece of evidence."""

    needed_when = _("needed for each piece of evidence")


class ProofAddressField(WebAddressField):
    """Where a piece of evidence is, unless it is a file."""

    needed_when = _("or a file")


class ProofDayField(DayField):
    """The day of a piece of evidence."""

    needed_when = _("needed for a decision")


class WhyField(ProseField):
    """Why an organisation does not agree."""

    needed_when = _("needed unless you agree")


class UpdateForm(forms.Form):
    """An update. `known` is the writer's newest update when the form was drawn: what is sent twice is told once.

    `others` is how many updates others had published by then: what came meanwhile is read first.
    """

    stage = forms.ChoiceField(label=_("Stage"), choices=Stage.choices, widget=forms.RadioSelect)
    outlook = forms.ChoiceField(
        label=_("Outlook"),
        choices=[("", _("Not said")), *Outlook.choices],
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Whether it will be done by its date. What is done or dropped has none."),
    )
    body = ToldField(
        label=_("What happened"),
        max_length=4000,
        required=False,
        rows=7,
        help_text=_("If it is paused or dropped, say why, and who decided."),
    )
    next_step = LineField(label=_("Next step"), max_length=300, required=False)
    next_on = DayField(label=_("When"), required=False, help_text=_("By then you are asked for the next update."))
    reported_on = DayField(
        label=_("Date"), required=False, help_text=_("The day that this update tells of; today if empty.")
    )
    known = SeenField()
    others = SeenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("stage", "outlook"):
            field: Any = self.fields[name]
            field.choices = [(said, stage_mark(said) if said else words) for said, words in field.choices]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("stage") in ENDED:
            given["outlook"] = ""
        day = given.get("reported_on") or timezone.localdate()
        if day > timezone.localdate() and "reported_on" not in self.errors:
            self.add_error("reported_on", _("This day is still to come."))
        check_next_step(self, given, day)
        return given

    def told(self, before: Update) -> Told:
        """Return what can be kept: what is in order of this form, and of the rest what `before` has."""
        given = {name: self.cleaned_data.get(name, getattr(before, name)) for name in ("stage", "outlook", "body")}
        if given["stage"] in ENDED:
            given["outlook"] = ""
        names = ("next_step", "next_on", "reported_on")
        later: dict[str, Any] = {
            name: self.cleaned_data.get(name) for name in names if not set(names) & set(self.errors)
        }
        return Told(**given, **later)


class EvidenceForm(forms.Form):
    """One piece of evidence: a link or a file. An empty row is none."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("Choose one")), *EvidenceKind.choices],
        error_messages={"required": _("Choose what kind of evidence it is.")},
    )
    title = ProofTitleField(label=_("Title"), max_length=200, required=False)
    url = ProofAddressField(label=_("Address"), max_length=500, required=False)
    file = UploadField(label=_("Or a file"), help_text=_("At most 10 MB. Whoever reads the update can open it."))
    dated_on = ProofDayField(label=_("Its date"), required=False)
    publisher = LineField(label=_("Published by"), max_length=160, required=False)

    def __init__(self, *args: Any, left: PixelsLeft | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["file"]
        field.left = left or PixelsLeft()

    def full_clean(self) -> None:
        """Leave an empty row as it is: it is no evidence, and no mistake."""
        if self.is_bound and self.is_empty:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("title") and "title" not in self.errors:
            self.add_error("title", _("Give it a title."))
        if bool(given.get("url")) == bool(given.get("file")) and not {"url", "file"} & set(self.errors):
            self.add_error("url", _("Give an address or a file, and not both."))
        dated_on = given.get("dated_on")
        if given.get("kind") == EvidenceKind.DECISION and not dated_on and "dated_on" not in self.errors:
            self.add_error("dated_on", _("Give the day of the decision."))
        if dated_on and dated_on > timezone.localdate():
            self.add_error("dated_on", _("This day is still to come."))
        return given

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed or chosen; the kind alone says nothing."""
        return not any(self.data.get(self.add_prefix(name)) for name in ("title", "url", "dated_on", "publisher")) and (
            self.add_prefix("file") not in self.files
        )

    @property
    def lost_file(self) -> bool:
        """Whether a file was chosen in a row that was refused: a browser does not send it again."""
        return bool(self.errors) and self.add_prefix("file") in self.files

    def proof(self, by: User) -> Proof:
        """Return the evidence of this row, which is valid, with its file kept."""
        given = self.cleaned_data
        document = keep_file(given["file"], by) if given["file"] else None
        named = {name: given[name] for name in ("kind", "title", "url", "dated_on", "publisher")}
        return Proof(**named, document=document)


def evidence_rows(data: Any = None, files: Any = None) -> list[EvidenceForm]:
    """Return the rows of evidence of a form, bound where they were sent; what one form may unfold, they share."""
    left = PixelsLeft()
    return [EvidenceForm(data, files, prefix=f"evidence-{row}", left=left) for row in range(1, ROWS + 1)]


class ResponseForm(forms.Form):
    """What a co-owner says to an update."""

    stance = forms.ChoiceField(label=_("Your organisation"), choices=Stance.choices, widget=forms.RadioSelect)
    body = WhyField(
        label=_("Why"),
        max_length=1000,
        required=False,
        rows=4,
        help_text=_("Everyone can read it, beside the update."),
    )


class RedactForm(forms.Form):
    """Why words that were published are taken away."""

    reason = ProseField(
        label=_("Reason"), max_length=500, rows=3, help_text=_("Kept in the history. Name nobody, and quote nothing.")
    )
