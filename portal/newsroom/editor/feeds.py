"""Looking at an outlet's feed at once: whoever records one learns now whether it can be read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from handbooks.editor.views import ActView
from portal.editor.snippets import AddView, EditView
from portal.newsroom.models import OutletFeed
from portal.newsroom.services.following import look_now

LOOK = gettext_lazy("Look at it now")


def look_url(feed: OutletFeed) -> str:
    return reverse("newsroom_feed_look", args=[feed.pk])


def state_of(feed: OutletFeed, person: Any = None) -> dict[str, Any]:
    """Return what the form of a feed says of it: when it was asked last, and what came of that."""
    if feed.asked_at is None:
        said = _("It was not looked at since its address or its words were set.")
    elif feed.problem:
        said = _("Asked on %(day)s. %(problem)s.") % {"day": at(feed), "problem": feed.problem.rstrip(".")}
    else:
        said = _("Asked on %(day)s, and read.") % {"day": at(feed)}
    return {"said": said, "look_url": look_url(feed)}


def at(feed: OutletFeed) -> str:
    return date_format(localtime(feed.asked_at), "j F Y, H:i")


class LeadsToLook:
    """What is said after saving leads to a look at the feed."""

    object: OutletFeed

    def get_success_buttons(self) -> list[Any]:
        look = messages.button(look_url(self.object), LOOK)
        return [look, *super().get_success_buttons()]  # type: ignore[misc]  # of Wagtail's view


class AddFeedView(LeadsToLook, AddView):
    """The form of a new feed."""


class EditFeedView(LeadsToLook, EditView):
    """The form of a feed."""


class LookView(ActView):
    """Ask a feed now, and say what was found."""

    form_class = forms.Form
    permission = "newsroom.keep_coverage"
    page_title = gettext_lazy("Look at a feed")
    header_icon = "link-external"
    button = LOOK

    @cached_property
    def subject(self) -> OutletFeed:
        return get_object_or_404(OutletFeed.objects.select_related("outlet"), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.subject.outlet)

    @property
    def explanation(self) -> str:
        said = state_of(self.subject)["said"]
        return _("%(url)s. %(said)s What has your words becomes a suggestion.") % {
            "url": self.subject.url,
            "said": said,
        }

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            count = look_now(self.subject, by=self.person)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        self.say(count)
        return super().form_valid(form)

    def say(self, count: int) -> None:
        feed = self.subject
        if feed.failing_since:
            said = _("The feed could not be read. %(problem)s.") % {"problem": feed.problem.rstrip(".")}
            messages.error(self.request, said)
            return
        brought = ngettext("It brought %(count)s suggestion.", "It brought %(count)s suggestions.", count)
        nothing = _("Nothing new in it has the words that you look for.")
        said = _("The feed was read. %(found)s %(problem)s") % {
            "found": brought % {"count": count} if count else nothing,
            "problem": feed.problem,
        }
        read = messages.button(reverse("newsroom_suggestions"), _("Suggested coverage"))
        messages.success(self.request, said.strip(), buttons=[read] if count else [])

    def get_success_url(self) -> str:
        return reverse("wagtailsnippets_newsroom_outletfeed:edit", args=[self.subject.pk])
