"""The dashboard at /editor/: what waits for this person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext
from rules import has_perm
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.models import Page

from handbooks.editor.themes import themes_of
from handbooks.links import broken_q
from handbooks.models import LinkCheck, ProblemReport
from handbooks.models.review import is_last_editor
from handbooks.reports import questions

MOST_DRAFTS = 8


class ToReviewPanel(WorkflowObjectsToModeratePanel):
    """What waits for this person's review: not what they submitted or edited last themselves."""

    template_name = "handbooks/editor/to-review.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        user = parent_context["request"].user
        context["states"] = [state for state in context["states"] if not is_own(state, user)]
        return context


def is_own(state: dict[str, Any], user: Any) -> bool:
    """Whether `user` submitted what is reviewed, or edited it last."""
    return user.pk == state["task_state"].workflow_state.requested_by_id or is_last_editor(state["obj"], user)


def review_of_others(panels: list[Any]) -> None:
    """Put our panel of reviews in the place of Wagtail's."""
    panels[:] = [ToReviewPanel() if type(panel) is WorkflowObjectsToModeratePanel else panel for panel in panels]


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits, how much of it, and the list of it."""

    count: int
    words: str
    url: str


class WaitingPanel(Component):
    """A way to write an entry, and what waits: reviews, reports, uncertain facts, broken links, own drafts."""

    name = "waiting"
    template_name = "handbooks/editor/dashboard.html"
    order = 90

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        return {"may_write": themes_of(user).exists(), "waiting": waiting_for(user), "drafts": drafts_of(user)}


def waiting_for(user: Any) -> list[Waiting]:
    """Return what waits for `user`, by what they may read; nothing that is at zero."""
    found: list[Waiting] = []
    if has_perm("handbooks.read_problems", user):
        found.append(problems())
    if has_perm("handbooks.read_reports", user):
        found += [reviews(), uncertain(), broken()]
    return [item for item in found if item.count]


def report(name: str) -> str:
    return reverse(f"handbooks_reports:{name}")


def problems() -> Waiting:
    count = ProblemReport.objects.open().count()
    return Waiting(
        count, ngettext("problem that a reader reported", "problems that readers reported", count), report("problems")
    )


def reviews() -> Waiting:
    count = questions.due_count()
    return Waiting(count, ngettext("review due", "reviews due", count), report("reviews") + "?within=overdue")


def uncertain() -> Waiting:
    count = questions.uncertain_count()
    return Waiting(count, ngettext("uncertain fact", "uncertain facts", count), report("uncertain"))


def broken() -> Waiting:
    count = LinkCheck.objects.filter(broken_q()).count()
    return Waiting(count, ngettext("broken link", "broken links", count), report("broken_links") + "?state=broken")


def drafts_of(user: Any) -> list[tuple[Page, str]]:
    """Return the newest pages whose unpublished changes are by `user`, each with the address of its form."""
    mine = Page.objects.filter(has_unpublished_changes=True, latest_revision__user=user)
    return [
        (page, reverse("wagtailadmin_pages:edit", args=[page.pk]))
        for page in mine.order_by("-latest_revision_created_at")[:MOST_DRAFTS]
    ]
