"""What is said after an act on a page: what happened, and what happens next."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from handbooks.completeness import gaps
from handbooks.models import ReviewTask
from handbooks.models.review import is_last_editor

APPROVE = "approve"


def say(request: HttpRequest, words: str, buttons: list[Any]) -> None:
    """Say `words` in place of what Wagtail has just said of the same act."""
    for _said in get_messages(request):
        pass  # reading a message takes it away
    messages.success(request, words, buttons=buttons)


def submitted(page: Page) -> str:
    return _("“%(title)s” is submitted. %(next)s") % {"title": title(page), "next": waits_for(page)}


def published(page: Page) -> str:
    """Say when readers see what was published: now, or on a day to come."""
    scheduled = page.scheduled_revision
    if scheduled is None:
        return _("“%(title)s” is published: readers see it now.") % {"title": title(page)}
    words = {"title": title(page), "day": date_format(localtime(scheduled.approved_go_live_at), "j F Y, H:i")}
    if page.live:
        return _("“%(title)s” is published by itself on %(day)s. Until then readers see what they see now.") % words
    return _("“%(title)s” is published by itself on %(day)s. Until then readers do not see it.") % words


def moved(page: Page, old: str) -> str:
    """Say the number of a moved page; `old` is the one that it had. Empty where no number follows another."""
    new = getattr(page, "number", "")
    if not old or not new or old == new:
        return ""
    return _("“%(title)s” is moved: %(old)s is now %(new)s. The old number leads to it.") % {
        "title": page.title,
        "old": old,
        "new": new,
    }


def step_taken(page: Page, action: str) -> str:
    """Say what follows from a step of the review; `page` is as it is after it."""
    if action == APPROVE and page.workflow_in_progress:
        return _("Approved. “%(title)s” goes on: %(next)s") % {"title": title(page), "next": waits_for(page)}
    if action == APPROVE:
        return _("Approved. %(next)s") % {"next": published(page)}
    return _("“%(title)s” is sent back. It waits for changes, and is then submitted again.") % {"title": title(page)}


def not_approved(page: Page, user: Any) -> str:
    """Say why an approval that was asked for was not given. What was typed is saved by now."""
    task = page.current_workflow_task if page.workflow_in_progress else None
    if task is None:
        return _("Saved as a draft. It waits for nobody's approval any more.")
    if isinstance(task, ReviewTask) and is_last_editor(page, user):
        return _(
            "Saved as a draft, and not approved: nobody approves what they edited last."
            " It waits for another of the %(people)s."
        ) % {"people": people(task, _("and"))}
    missing = " ".join(gaps(page.get_latest_revision_as_object()))
    return _("Saved as a draft, and not approved. %(missing)s") % {"missing": missing or waits_for(page)}


def lost_approval(page: Page, user: Any) -> str:
    """Say to a reviewer who saved a change of their own why they cannot approve it; empty for everybody else."""
    task = page.current_workflow_task if page.workflow_in_progress else None
    if not isinstance(task, ReviewTask) or not task.get_actions(page, user) or not is_last_editor(page, user):
        return ""
    return _("Nobody approves what they edited last: it waits for another of the %(people)s.") % {
        "people": people(task, _("and"))
    }


def sent_back(page: Page, user: Any) -> str:
    """Say to whoever changes a page what was written when it was sent back; empty to the one who wrote that."""
    state = page.current_workflow_state
    step = state.current_task_state if state is not None and state.status == state.STATUS_NEEDS_CHANGES else None
    if step is None or step.finished_by == user:
        return ""
    said = {"step": step.task.name, "person": step.finished_by or _("somebody"), "comment": step.get_comment()}
    if not said["comment"]:
        return _("Sent back at “%(step)s” by %(person)s, without a comment.") % said
    return _("Sent back at “%(step)s” by %(person)s: “%(comment)s”") % said


def waits_for(page: Page) -> str:
    """Say which step of the review comes next, and who can take it; nothing when no step is left."""
    task = page.current_workflow_task
    if task is None:
        return ""
    return _("It waits for “%(step)s” by %(people)s.") % {"step": task.name, "people": people(task, _("or"))}


def people(task: Any, between: str) -> str:
    """Name the groups that can take a step."""
    return get_text_list(list(task.groups.order_by("name").values_list("name", flat=True)), between)


def title(page: Page) -> str:
    return str(page.get_admin_display_title())
