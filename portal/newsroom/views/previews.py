"""The draft of an article as its source reads it, behind a secret link.

The token is the proof: no cookie is read or set for it, and no form of another site knows it, which is what a CSRF
token would prove. The page is sent with “no-referrer”, with which browsers send no origin for Django to check.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal.newsroom.models import ArticlePage, PreviewAnswer, PreviewLink
from portal.newsroom.preview_forms import AnswerForm
from portal.newsroom.services import previews
from portal.newsroom.services.previews import LinkEnded, Standing, TooManyAnswers

MOST_SHOWN = 5


def secret(response: HttpResponse) -> HttpResponse:
    """Keep the page out of every store and of search engines, and its address from the pages that it leads to."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """Show the newest draft, or take an answer to it. Nothing changes on GET: scanners of mail follow every link."""
    link = previews.find(token)
    if link is None:
        return secret(render(request, "newsroom/preview-unknown.html", status=404))
    standing = previews.standing_of(link)
    if standing != Standing.OPEN:
        return ended(request, standing)
    if request.method == "POST":
        return answered(request, link)
    return shown(request, link, AnswerForm(initial={"revision": link.article.latest_revision_id}))


def ended(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Say that a link has ended, and nothing of the article."""
    return secret(render(request, "newsroom/preview-ended.html", {"standing": standing.value}, status=410))


def answered(request: HttpRequest, link: PreviewLink) -> HttpResponse:
    """Keep an answer and show the page again, with it; or the form with what is wrong."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return shown(request, link, form, status=422)
    if not ratelimit.consume(request, action="news_answer"):
        form.add_error(None, _("Many answers came from your network. Wait a minute; your words stay here."))
        return shown(request, link, form, status=429)
    try:
        previews.answer(link, **form.cleaned_data)
    except LinkEnded:
        return ended(request, Standing.ENDED)
    except TooManyAnswers:
        form.add_error(None, _("This link was answered very often. Write to the editor who sent it to you."))
        return shown(request, link, form, status=429)
    return secret(HttpResponseRedirect(request.path))


def shown(request: HttpRequest, link: PreviewLink, form: AnswerForm, status: int = 200) -> HttpResponse:
    """Show the draft as readers would see it, with what stands around it for its source.

    A form that is shown again is one about the text that stands above it now.
    """
    article, answers = draft_of(link.article), answers_of(link)
    has_changed = bool(answers) and not answers[0].is_of_newest
    if form.is_bound:
        read = previews.version(link.article, form.cleaned_data.get("revision"))
        has_changed = not previews.is_newest(read, link.article)
        sent = {name: form.data[name] for name in form.data}
        form.data = {**sent, "revision": str(link.article.latest_revision_id or "")}
    request.is_preview = True  # type: ignore[attr-defined]  # as Wagtail says it of its own previews
    context: dict[str, Any] = {
        **article.get_context(request),
        "link": link,
        "form": form,
        "has_changed": has_changed,
        "is_published_since": bool(article.last_published_at and article.last_published_at > link.made_at),
        "answers": answers,
    }
    return secret(TemplateResponse(request, "newsroom/preview.html", context, status=status).render())


@dataclass(frozen=True)
class Answered:
    """An answer that was given before, and whether it is about the text as it is now."""

    given: PreviewAnswer
    is_of_newest: bool


def answers_of(link: PreviewLink) -> list[Answered]:
    """Return the last answers by a link, the newest first."""
    given = link.answers.select_related("revision")[:MOST_SHOWN]
    return [Answered(each, previews.is_of_newest(each, link.article)) for each in given]


def draft_of(article: ArticlePage) -> ArticlePage:
    """Return the newest draft, which is what readers see where nothing waits."""
    return article.get_latest_revision_as_object()
