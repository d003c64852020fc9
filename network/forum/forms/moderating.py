"""What people fill in to report a post, and moderators to decide."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cities.places.advice_forms import DayField
from cities.places.forms import area
from network.forum.choices import FlagReason, Kind, SanctionKind, Verdict
from network.forum.models import Board, Sanction, Thread
from network.forum.reading.sight import Reach
from network.forum.services.hiding import LONGEST_REASON
from network.forum.services.posting import MOST_TITLE
from portal.accounts.models import User

MOST_POSTS = 500
"""Posts that are split off at once."""
HIDE = "hide"
DECISIONS = (
    (Verdict.DISMISSED.value, _("Nothing to do: the post stays as it is")),
    (Verdict.UPHELD.value, _("The report is right, and nothing more is to be done about the post")),
    (HIDE, _("The report is right: hide the post")),
)
LAID = (
    (SanctionKind.WARNING.value, _("A warning: a letter, and nothing else changes")),
    (SanctionKind.SILENCE.value, _("A silence: they read, and may not write")),
    (SanctionKind.SUSPENSION.value, _("A suspension: in the forum they read what the public reads")),
)
WIDER = _("More people read that board than this one. Tick the box if those who wrote here would agree.")


class NeededField(forms.CharField):
    """A text that is needed with one of several choices; `needed_when` says so beside its label."""

    def __init__(self, *, needed_when: Any, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.needed_when = needed_when


class FlagForm(forms.Form):
    """A report of a post."""

    reason = forms.ChoiceField(label=_("What is wrong with it?"), choices=FlagReason.choices, widget=forms.RadioSelect)
    note = NeededField(
        label=_("Say more"),
        needed_when=_("needed for “Something else”"),
        max_length=1000,
        widget=area(4),
        help_text=_("Those who moderate read it, with your name. The author is not told who reported the post."),
    )


class SettleForm(forms.Form):
    """How the reports of a post are settled. `seen` are those that stood on the page."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)
    decision = forms.ChoiceField(label=_("What do you decide?"), choices=DECISIONS, widget=forms.RadioSelect)
    reason = NeededField(
        label=_("Why it is hidden"),
        needed_when=_("needed if you hide it"),
        max_length=LONGEST_REASON,
        help_text=_("Its author reads this, in a letter too, and who moderates the board."),
    )

    def clean_seen(self) -> list[int]:
        return [int(key) for key in re.findall(r"\d{1,18}", self.cleaned_data["seen"])]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("decision") == HIDE and not given.get("reason"):
            self.add_error("reason", _("Say why. The author reads it."))
        return given

    @property
    def verdict(self) -> str:
        decision = self.cleaned_data["decision"]
        return Verdict.UPHELD if decision == HIDE else decision

    @property
    def hides(self) -> str:
        """Why the post is hidden, or nothing where it stays."""
        return self.cleaned_data["reason"] if self.cleaned_data["decision"] == HIDE else ""


class ReasonForm(forms.Form):
    """An act with a reason for the log, if there is one."""

    reason = forms.CharField(label=_("Why"), required=False, max_length=LONGEST_REASON, help_text=_("For the log."))

    def __init__(self, *args: Any, thread: Thread | None = None, by: User | None = None, **kwargs: Any) -> None:
        self.thread, self.by = thread, by
        super().__init__(*args, **kwargs)
        if "board" in self.fields:
            boards = Board.objects.moderated_by(by).open()
            others = boards.exclude(pk=thread.board_id) if thread else boards
            cast(forms.ModelChoiceField, self.fields["board"]).queryset = others

    @property
    def has_choice(self) -> bool:
        """Whether there is a board to choose, where the form asks for one."""
        boards: Any = self.fields.get("board")
        return boards is None or boards.queryset.exists()

    @property
    def given(self) -> dict[str, Any]:
        """What the act takes, by name."""
        return {name: value for name, value in self.cleaned_data.items() if name != "sure"}

    def check_wider(self, target: Board) -> None:
        """Ask once more where more people would read what was written."""
        assert self.thread is not None  # noqa: S101  forms that ask have a thread
        if not self.cleaned_data.get("sure") and Reach.of(target).is_wider_than(Reach.of(self.thread.board)):
            self.add_error("sure", WIDER)


class HideForm(ReasonForm):
    """Hiding a post, which needs a reason."""

    reason = forms.CharField(
        label=_("Why"), max_length=LONGEST_REASON, help_text=_("Its author reads it, in a letter too.")
    )


class HideThreadForm(ReasonForm):
    """Hiding a thread, which needs a reason."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_REASON,
        help_text=_("For the log: those who wrote in the thread are not told."),
    )


class FindForm(forms.Form):
    """A search for somebody who writes in the forum."""

    q = forms.CharField(label=_("Name or email address"), required=False, max_length=200)


class BoardChoice(forms.ModelChoiceField):
    """A board, with who reads it."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title} ({str(obj.get_audience_display()).lower()})"


def sure_field() -> forms.BooleanField:
    return forms.BooleanField(label=_("It is right that more people read it there"), required=False)


class MoveForm(ReasonForm):
    """Where a thread goes."""

    board = BoardChoice(Board.objects.none(), label=_("To the board"), help_text=_("Those that you moderate."))
    sure = sure_field()
    field_order = ["board", "sure", "reason"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("board"):
            self.check_wider(given["board"])
        return given


class SplitForm(ReasonForm):
    """Which posts become a thread of their own."""

    posts = forms.CharField(
        label=_("Posts"), max_length=400, help_text=_("Their numbers, such as 4, 7-9. The first post always stays.")
    )
    title = forms.CharField(label=_("Title of the new thread"), max_length=MOST_TITLE)
    kind = forms.ChoiceField(
        label=_("It is"),
        choices=[(kind.value, kind.label) for kind in (Kind.DISCUSSION, Kind.QUESTION)],
        initial=Kind.DISCUSSION,
        widget=forms.RadioSelect,
    )
    field_order = ["posts", "title", "kind", "reason"]

    def clean_posts(self) -> list[int]:
        return numbers_in(self.cleaned_data["posts"])

    @property
    def given(self) -> dict[str, Any]:
        given = super().given
        return {"numbers": given.pop("posts"), **given}


def numbers_in(text: str) -> list[int]:
    """Return the numbers that somebody wrote, ranges too. Raises ValidationError."""
    found: list[int] = []
    for part in filter(None, re.split(r"[\s,;]+", re.sub(r"\s*[-–]\s*", "-", text.strip().replace("#", "")))):
        ends = re.fullmatch(r"(\d{1,7})(?:-(\d{1,7}))?", part, re.ASCII)
        if ends is None:
            raise ValidationError(_("Give numbers of posts, such as 4, 7-9."), code="invalid")
        first, last = int(ends[1]), int(ends[2] or ends[1])
        if last < first:
            raise ValidationError(_("A range begins with the smaller number, such as 7-9."), code="invalid")
        if len(found) + last - first >= MOST_POSTS:
            message = _("At most %(most)s posts at once.")
            raise ValidationError(message, code="too-many", params={"most": MOST_POSTS})
        found.extend(range(first, last + 1))
    return found


class MergeForm(ReasonForm):
    """Which thread it becomes part of."""

    into = forms.CharField(
        label=_("The thread that stays"), max_length=500, help_text=_("Its address, copied from the browser.")
    )
    sure = sure_field()
    field_order = ["into", "sure", "reason"]

    def clean_into(self) -> Thread:
        written = self.cleaned_data["into"].strip()
        key = re.search(r"/(\d{1,18})-[^/]*/?(?:[?#].*)?$", written) or re.fullmatch(r"(\d{1,18})", written, re.ASCII)
        moderated = Thread.objects.filter(board__in=Board.objects.moderated_by(self.by)).select_related("board")
        found = moderated.filter(pk=int(key[1])).first() if key else None
        if found is None:
            raise ValidationError(_("This is not the address of a thread on a board that you moderate."), code="gone")
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("into"):
            self.check_wider(given["into"].board)
        return given


class RefuseForm(forms.Form):
    """Why a held post is not published."""

    reason = forms.CharField(label=_("Why"), max_length=1000, widget=area(3), help_text=_("The author reads it."))


class UntilField(DayField):
    """The last day of a silence or a suspension."""

    needed_when = _("needed for a silence or a suspension")


class SanctionForm(forms.Form):
    """A warning, a silence or a suspension."""

    kind = forms.ChoiceField(label=_("What follows"), choices=LAID, widget=forms.RadioSelect)
    until = UntilField(label=_("Until the end of"), required=False, help_text=_("At most a year from now."))
    reason = forms.CharField(
        label=_("Why"), max_length=1000, widget=area(4), help_text=_("The person reads it, in a letter.")
    )
    post = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**62)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") not in (None, SanctionKind.WARNING) and not given.get("until") and "until" in given:
            self.add_error("until", _("Say until when."))
        return given

    @property
    def ends(self) -> datetime | None:
        """The end of the day that was chosen."""
        day = self.cleaned_data.get("until")
        if day is None or self.cleaned_data["kind"] == SanctionKind.WARNING:
            return None
        return timezone.make_aware(datetime.combine(day, time.min)) + timedelta(days=1)


class LiftForm(forms.Form):
    """Why something is lifted."""

    sanction = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)
    reason = forms.CharField(
        label=_("Why it is lifted"), required=False, max_length=1000, help_text=_("The person reads it.")
    )


class SanctionChoice(forms.ModelChoiceField):
    """One of somebody's own warnings, silences and suspensions."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_kind_display()}, {date_format(timezone.localtime(obj.at), 'j F Y')}"


class AppealForm(forms.Form):
    """A request to look at a decision again."""

    about = SanctionChoice(
        Sanction.objects.none(),
        label=_("What is it about?"),
        required=False,
        empty_label=_("A hidden or refused post, a closed thread, or something else"),
    )
    message = forms.CharField(
        label=_("What should be looked at again, and why?"),
        max_length=3000,
        widget=area(8),
        help_text=_("Those who moderate the network read it, with your name and your email address."),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["about"])
        field.queryset = Sanction.objects.filter(person=by).select_related("by")
        if not field.queryset.exists():
            del self.fields["about"]

    @property
    def key(self) -> str:
        return str(self.cleaned_data.get("token") or uuid.uuid4())
