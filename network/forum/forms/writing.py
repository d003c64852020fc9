"""The forms of writing: a thread, a reply, and the change of either. What they refuse stands beside its field."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from rules import has_perm

from cities.places.advice_forms import DayField
from cities.plans.forms.fields import ProseField, SeenField
from network.forum.choices import Kind
from network.forum.models import Board, Thread
from network.forum.services.posting import MOST_TITLE
from network.forum.services.sidecars import LISTED
from portal.accounts.models import User
from portal.text.hidden import one_line
from portal.words.themes import Theme

KINDS = {
    Kind.DISCUSSION: _("Discussion: to think aloud with others"),
    Kind.QUESTION: _("Question: it has an answer, which you can accept"),
    Kind.ASK: _("Ask: you need help from another city"),
    Kind.OFFER: _("Offer: you have something to give"),
    Kind.NOTICE: _("Notice: something that people should know"),
}
CHANGEABLE = (Kind.DISCUSSION, Kind.QUESTION)
"""Kinds that become each other: none of them has anything of its own beside the thread."""


class WritingArea(forms.Textarea):
    """Where a post is written. A script shows what it will look like, and helps with names; none is needed."""

    def __init__(self, rows: int = 12) -> None:
        preview = {
            "data-hx-post": reverse_lazy("preview"),
            "data-hx-trigger": "input changed delay:600ms",
            "data-hx-target": "#preview-text",
            "data-hx-params": "body,thread,board,post,csrfmiddlewaretoken",
        }
        super().__init__({"rows": rows, "data-writing": reverse_lazy("mention_suggest"), "class": "writing", **preview})


class BodyField(ProseField):
    """The text of a post, in Markdown. The act says when it is empty or too long."""

    def __init__(self, **kwargs: Any) -> None:
        help_text = _(
            "An empty line begins a paragraph. **bold**, - for a list, > for a quote, [words](address) for a link."
        )
        defaults = {"label": _("Text"), "help_text": help_text, "widget": WritingArea()}
        super().__init__(**{**defaults, **kwargs})


class TitleField(forms.CharField):
    """A title in one line of plain words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("Title"), "max_length": MOST_TITLE, **kwargs})

    def clean(self, value: Any) -> str:
        title = one_line(super().clean(value))
        if not title:
            raise ValidationError(self.error_messages["required"], code="required")
        return title


class SubmissionField(forms.UUIDField):
    """What tells a form that is sent twice from two posts; one that cannot be read is a new one."""

    def __init__(self) -> None:
        super().__init__(label="", widget=forms.HiddenInput, required=False)

    def clean(self, value: Any) -> uuid.UUID:
        try:
            return super().clean(value) or uuid.uuid4()
        except ValidationError:
            return uuid.uuid4()


class ThemesField(forms.MultipleChoiceField):
    """The themes of a thread."""

    def __init__(self, **kwargs: Any) -> None:
        defaults = {"label": _("Themes"), "choices": Theme.choices, "required": False}
        super().__init__(**{**defaults, "widget": forms.CheckboxSelectMultiple, **kwargs})


class PostForm(forms.Form):
    """A reply. `board` is the one whose audience was printed when the form was drawn."""

    body = BodyField()
    board = SeenField()
    submission = SubmissionField()


class ThreadForm(PostForm):
    """A new thread on a board."""

    title = TitleField(help_text=_("What you want to know or say, in one line."))
    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect)
    themes = ThemesField()
    needed_by = DayField(label=_("Needed by"), required=False, help_text=_("The day you need it by, if there is one."))
    expires_on = DayField(label=_("Open until"), required=False, help_text=_("90 days from now if empty."))

    field_order = ["title", "kind", "needed_by", "expires_on", "themes", "body"]

    def __init__(self, *args: Any, board: Board, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_keeper = has_perm("forum.post_notice", user, board)
        field: Any = self.fields["kind"]
        field.choices = [(kind, words) for kind, words in KINDS.items() if kind != Kind.NOTICE or is_keeper]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") not in LISTED:
            given["needed_by"] = given["expires_on"] = None
            for name in ("needed_by", "expires_on"):
                self.errors.pop(name, None)
        return given


class ThreadEditForm(forms.Form):
    """What a thread is called and what it is about. `seen` is what was said of it when the form was drawn."""

    title = TitleField()
    kind = forms.ChoiceField(
        label=_("Kind"), widget=forms.RadioSelect, choices=[(kind, KINDS[kind]) for kind in CHANGEABLE]
    )
    themes = ThemesField()
    seen = forms.CharField(label="", widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, *args: Any, thread: Thread, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if thread.kind not in CHANGEABLE:
            del self.fields["kind"]


class PostEditForm(forms.Form):
    """The text of a post, changed. `seen` is the text that was there when the form was drawn."""

    body = BodyField()
    reason = forms.CharField(
        label=_("Why"), max_length=200, required=False, help_text=_("Others read it beside the change.")
    )
    seen = forms.CharField(label="", widget=forms.HiddenInput, required=False, strip=False)
