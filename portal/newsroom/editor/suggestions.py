"""What the feeds of outlets brought, at /editor/: accepted as it stands, completed in the form, or declined."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from rules import has_perm
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.accounts.models import User
from portal.newsroom.editor.found_articles import is_key
from portal.newsroom.models import OutletFeed, Suggestion
from portal.newsroom.services.suggesting import accept, decline

ON_A_PAGE = 50
NAME = "newsroom_suggestions"


class SuggestionsView(WagtailAdminTemplateMixin, TemplateView):
    """Suggestions that wait, the newest first."""

    template_name = "newsroom/editor/suggestions.html"
    page_title = gettext_lazy("Suggested coverage")
    header_icon = "clipboard-list"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_perm("newsroom.keep_coverage", request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = Suggestion.objects.waiting().select_related("feed__outlet")
        noted = OutletFeed.objects.filter(is_followed=True).exclude(problem="").select_related("outlet")
        failing = [feed for feed in noted if feed.failing_since]
        full = [feed for feed in noted if not feed.failing_since]
        return {
            **super().get_context_data(**kwargs),
            "page_obj": Paginator(waiting, ON_A_PAGE).get_page(self.request.GET.get("p")),
            "noted": [
                ("failing", _("Feeds that cannot be read"), failing),
                ("full", _("Feeds that wait for room"), full),
            ],
            "add_url": reverse("wagtailsnippets_newsroom_coverage:add"),
            "feeds_url": reverse("wagtailsnippets_newsroom_outletfeed:list"),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Settle what was chosen, or the one whose own button was pressed."""
        one = request.POST.get("accept") or request.POST.get("decline") or ""
        keys = [key for key in ([one] if one else request.POST.getlist("chosen")) if is_key(key)][:ON_A_PAGE]
        chosen = list(Suggestion.objects.waiting().filter(pk__in=keys))
        accepts = "accept" in request.POST or request.POST.get("act") == "accept"
        if not chosen:
            messages.warning(request, _("Choose at least one suggestion that still waits."))
        elif accepts:
            self.accept(chosen)
        else:
            count = decline(chosen, by=self.person)
            said = ngettext("%(count)s suggestion was declined.", "%(count)s suggestions were declined.", count)
            messages.success(request, said % {"count": count})
        return redirect(NAME)

    def accept(self, chosen: list[Suggestion]) -> None:
        count = 0
        for suggestion in chosen:
            try:
                accept(suggestion, by=self.person)
                count += 1
            except ValidationError as error:
                messages.warning(self.request, " ".join(error.messages))
        if count:
            said = ngettext("%(count)s suggestion is coverage now.", "%(count)s suggestions are coverage now.", count)
            messages.success(self.request, said % {"count": count})

    @property
    def person(self) -> User:
        return cast(User, self.request.user)


class SuggestionsMenuItem(MenuItem):
    """The suggestions in the menu, for those who keep the coverage."""

    def __init__(self, order: int) -> None:
        super().__init__(
            SuggestionsView.page_title, reverse(NAME), name="suggestions", icon_name="clipboard-list", order=order
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return has_perm("newsroom.keep_coverage", request.user)
