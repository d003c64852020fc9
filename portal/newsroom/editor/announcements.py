"""Announcements at /editor/newsroom/announcements/: what became of each, and what an editor may do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from rules import has_perm
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button
from wagtail.models import Page

from portal.accounts.models import User
from portal.newsroom.announcing.channels import Channel, channels
from portal.newsroom.choices import AnnouncementState
from portal.newsroom.models import Announcement, ArticlePage
from portal.newsroom.services.announcing import announce, close, may_be_announced, resend

ON_A_PAGE = 50


class AnnouncementsView(WagtailAdminTemplateMixin, TemplateView):
    """A page for whoever reads what became of announcements."""

    header_icon = "mail"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_perm("newsroom.read_announcements", request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def person(self) -> User:
        return cast(User, self.request.user)

    @property
    def may_act(self) -> bool:
        return has_perm("newsroom.announce", self.person)


class ListView(AnnouncementsView):
    """All announcements, the newest first, or those in one state."""

    template_name = "newsroom/editor/announcements.html"
    page_title = gettext_lazy("Announcements")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = self.request.GET.get("state", "")
        state = given if given in AnnouncementState.values else ""
        rows = Announcement.objects.select_related("article", "acted_by")
        rows = rows.filter(state=state) if state else rows
        return {
            **super().get_context_data(**kwargs),
            "channels": list(channels().values()),
            "state": state,
            "states": AnnouncementState.choices,
            "page_obj": Paginator(rows, ON_A_PAGE).get_page(self.request.GET.get("p")),
        }


class OneView(AnnouncementsView):
    """One announcement: send it again, or write down what an editor found out."""

    template_name = "newsroom/editor/announcement.html"
    page_title = gettext_lazy("Announcement")

    @cached_property
    def announcement(self) -> Announcement:
        rows = Announcement.objects.select_related("article", "acted_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.announcement
        return {
            **super().get_context_data(**kwargs),
            "row": row,
            "page_subtitle": row.article.title,
            "may_act": self.may_act and row.needs_a_hand,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what was asked for; a second click finds it done."""
        act = request.POST.get("act")
        if act not in ("resend", "arrived", "leave"):
            return self.render_to_response(self.get_context_data(), status=422)
        if act == "resend":
            done = resend(self.announcement, by=self.person)
            said = _("It is sent again now. This page says what comes of it.")
        else:
            done, said = close(self.announcement, arrived=act == "arrived", by=self.person), _("That is written down.")
        if done:
            messages.success(request, said)
        else:
            messages.warning(request, _("Somebody did so meanwhile, or it is settled: nothing was done."))
        return redirect("newsroom_announcement", self.announcement.pk)


@dataclass(frozen=True)
class Line:
    """A channel with what became of an article there, and whether this person may announce it there now."""

    channel: Channel
    row: Announcement | None
    has_button: bool


class ArticleView(AnnouncementsView):
    """On which channels an article was announced, and a button for those where it was not."""

    template_name = "newsroom/editor/announce.html"
    page_title = gettext_lazy("Announce")

    @cached_property
    def article(self) -> ArticlePage:
        return get_object_or_404(ArticlePage, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = {row.channel: row for row in self.article.announcements.all()}
        rows = [(channel, known.pop(key, None)) for key, channel in channels().items()]
        is_read = ArticlePage.objects.visible_to().filter(pk=self.article.pk).exists()
        may = self.may_act and is_read
        lines = [Line(channel, row, has_button=may and may_be_announced(row)) for channel, row in rows]
        return {
            **super().get_context_data(**kwargs),
            "article": self.article,
            "page_subtitle": self.article.title,
            "is_read": is_read,
            "lines": lines,
            "former": list(known.values()),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Announce it on one channel, once."""
        try:
            done = announce(self.article, request.POST.get("channel", ""), by=self.person)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return self.render_to_response(self.get_context_data(), status=422)
        if done:
            messages.success(request, _("It is announced now. This page says what comes of it."))
        else:
            messages.warning(request, _("It was, or is to be, announced there already: nothing was done."))
        return redirect("newsroom_announce", self.article.pk)


def announce_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Lead from an article to its announcements."""
    if isinstance(page, ArticlePage) and page.live and has_perm("newsroom.read_announcements", user):
        yield Button(_("Announcements"), reverse("newsroom_announce", args=[page.pk]), icon_name="mail", priority=6)
