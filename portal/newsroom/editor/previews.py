"""The secret links of an article at /editor/: who has one, what they answered, a new one, and the end of one."""

from __future__ import annotations

from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from handbooks.editor.views import ActView
from portal.accounts.forms import LineField
from portal.newsroom.models import ArticlePage, PreviewAnswer, PreviewLink
from portal.newsroom.services import previews
from portal.newsroom.services.previews import DAYS, MOST_DAYS, Standing

MOST_LINKS = 50


class NewLinkForm(forms.Form):
    """For whom a link is, and for how long."""

    name = LineField(
        label=gettext_lazy("For whom"),
        max_length=120,
        help_text=gettext_lazy("The draft says this name, so that whoever reads it knows that it is theirs."),
    )
    days = forms.IntegerField(label=gettext_lazy("For how many days"), min_value=1, max_value=MOST_DAYS, initial=DAYS)
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput, initial=token_urlsafe)

    def clean_name(self) -> str:
        if not self.cleaned_data["name"]:
            raise forms.ValidationError(_("Say for whom it is."))
        return self.cleaned_data["name"]


@dataclass(frozen=True)
class AnswerRow:
    """An answer, whether it is about the draft as it is now, and where to see what has changed since."""

    given: PreviewAnswer
    is_of_newest: bool
    compare_url: str


@dataclass(frozen=True)
class LinkRow:
    """A link as the list says it."""

    link: PreviewLink
    state: str
    made: str
    is_open: bool
    answers: list[AnswerRow]


def link_rows(article: ArticlePage) -> list[LinkRow]:
    """Return the links of an article, the newest first, each with its answers."""
    links = article.preview_links.select_related("made_by").prefetch_related("answers__revision")[:MOST_LINKS]
    return [
        LinkRow(
            link=link,
            state=state_of(link),
            made=made_words(link),
            is_open=previews.standing_of(link) == Standing.OPEN,
            answers=[answer_row(given, article) for given in link.answers.all()],
        )
        for link in links
    ]


def answer_row(given: PreviewAnswer, article: ArticlePage) -> AnswerRow:
    is_of_newest = previews.is_of_newest(given, article)
    compare = "wagtailadmin_pages:revisions_compare"
    url = (
        ""
        if is_of_newest or not given.revision_id
        else reverse(compare, args=[article.pk, given.revision_id, "latest"])
    )
    return AnswerRow(given, is_of_newest, url)


def state_of(link: PreviewLink) -> str:
    standing = previews.standing_of(link)
    day = date_format(localtime(link.ended_at or link.expires_at), "j F Y, H:i")
    words = {
        Standing.OPEN: _("open until %(day)s"),
        Standing.ENDED: _("ended on %(day)s"),
        Standing.EXPIRED: _("expired on %(day)s"),
    }
    return words[standing] % {"day": day}


def made_words(link: PreviewLink) -> str:
    """Say when a link was made, and by whom: two for one name are told apart by that."""
    said = {"day": date_format(localtime(link.made_at), "j F Y, H:i"), "person": link.made_by}
    return _("made on %(day)s by %(person)s") % said if link.made_by else _("made on %(day)s") % said


class PreviewsView(ActView):
    """The links of one article. A new one is shown in the answer to the form, and again where that is loaded anew."""

    form_class = NewLinkForm
    permission = "newsroom.preview"
    page_title = gettext_lazy("Secret links")
    header_icon = "key"
    button = gettext_lazy("Make the link")
    template_name = "newsroom/editor/previews.html"
    explanation = gettext_lazy(
        "For a source who must approve what you write: they read the newest draft without an account, and answer. "
        "Give each their own."
    )

    @cached_property
    def subject(self) -> ArticlePage:
        return get_object_or_404(ArticlePage, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.subject.get_admin_display_title()

    def form_valid(self, form: forms.Form) -> HttpResponse:
        made = previews.make_link(self.subject, by=self.person, **form.cleaned_data)
        url = settings.SITE_URL + reverse("news_preview", args=[made.token])
        fresh = self.form_class(initial=self.get_initial())
        response = self.render_to_response(self.get_context_data(form=fresh, made=made, made_url=url))
        response["Cache-Control"] = "private, no-store"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(links=link_rows(self.subject), **kwargs)

    def get_success_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.subject.pk])


class EndView(ActView):
    """Ask whether a link is to be ended, and end it."""

    form_class = forms.Form
    permission = "newsroom.preview"
    page_title = gettext_lazy("End a secret link")
    header_icon = "key"
    button = gettext_lazy("End it")

    @cached_property
    def link(self) -> PreviewLink:
        return get_object_or_404(PreviewLink.objects.select_related("article", "made_by"), pk=self.kwargs["pk"])

    @property
    def subject(self) -> ArticlePage:
        return self.link.article

    def get_page_subtitle(self) -> str:
        return self.subject.get_admin_display_title()

    @property
    def explanation(self) -> str:
        said = {"name": self.link.name, "made": made_words(self.link)}
        return _("The link for %(name)s, %(made)s, then shows nothing any more, and cannot be opened again.") % said

    def form_valid(self, form: forms.Form) -> HttpResponse:
        previews.end_link(self.link, by=self.person)
        messages.success(self.request, _("The link for %(name)s is ended.") % {"name": self.link.name})
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("newsroom_previews", args=[self.subject.pk])
