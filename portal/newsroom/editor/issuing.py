"""Issuing an edition of the narrative: what is different since the last, and the act that freezes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rules import has_perm
from wagtail.admin import messages
from wagtail.admin.widgets import AdminAutoHeightTextInput, Button
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page

from cities.plans.freezing import checksum
from handbooks.editor.views import ActView
from portal.editor.snippets import ListView
from portal.newsroom.models import NarrativeEdition, NarrativePage, PrinciplePage
from portal.newsroom.reading.narrative_comparing import NarrativeComparison, compare
from portal.newsroom.reading.narrative_text import NarrativeText, narrative_text
from portal.newsroom.services.narrative import issue_edition, narrative_pages, next_payload, reads_the_same


class IssueForm(forms.Form):
    """What is new in the edition. `as_read` is the checksum of the text that the page showed."""

    note = forms.CharField(
        label=gettext_lazy("What is new in it"),
        max_length=1000,
        widget=AdminAutoHeightTextInput,
        help_text=gettext_lazy("Readers see it in the list of editions. At most 1,000 characters."),
    )
    as_read = forms.CharField(max_length=64, widget=forms.HiddenInput)


class IssueView(ActView):
    """Freeze the published narrative, so that partners can quote a dated text."""

    form_class = IssueForm
    permission = "newsroom.publish"
    page_title = gettext_lazy("Issue an edition of the narrative")
    header_icon = "history"
    button = gettext_lazy("Issue it")
    template_name = "newsroom/editor/issue.html"
    subject: Any = None

    @cached_property
    def last(self) -> NarrativeEdition | None:
        return NarrativeEdition.objects.first()

    @cached_property
    def payload(self) -> dict[str, Any]:
        return next_payload()

    @property
    def text(self) -> NarrativeText:
        return narrative_text(self.payload)

    @property
    def comparison(self) -> NarrativeComparison | None:
        return compare(narrative_text(self.last.payload), self.text) if self.last else None

    def get_page_subtitle(self) -> str:
        return ""

    def get_initial(self) -> dict[str, Any]:
        return {"as_read": checksum(self.payload)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            last=self.last,
            text=self.text,
            comparison=self.comparison,
            number=self.last.number + 1 if self.last else 1,
            is_same=self.last is not None and reads_the_same(self.last, self.payload),
        )

    def form_valid(self, form: forms.Form) -> HttpResponse:
        given = form.cleaned_data
        try:
            edition = issue_edition(note=given["note"], by=self.person, as_read=given["as_read"])
        except ValidationError as error:
            # What is shown now is what the next press of the button answers for.
            form.data = {**form.data.dict(), "as_read": checksum(self.payload)}  # type: ignore[attr-defined]
            form.add_error(None, error)
            return self.form_invalid(form)
        read = messages.button(edition.get_absolute_url(), _("Read it"))
        messages.success(self.request, _("Edition %(number)s is issued.") % {"number": edition.number}, buttons=[read])
        return redirect(self.get_success_url())

    def get_success_url(self) -> str:
        return reverse("wagtailadmin_explore", args=[narrative_pages().get().pk])


class EditionsView(ListView):
    """The editions, with the way to the next for those who may issue it."""

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        buttons = super().header_buttons
        if has_perm("newsroom.publish", self.request.user):
            issue = HeaderButton(_("Issue an edition"), url=reverse("narrative_issue"), icon_name="history")
            buttons = [*buttons, issue]
        return buttons


def issue_buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Offer to issue an edition beside the narrative and each of its principles."""
    if isinstance(page, NarrativePage | PrinciplePage) and has_perm("newsroom.publish", user):
        yield Button(_("Issue an edition"), reverse("narrative_issue"), icon_name="history", priority=5)
