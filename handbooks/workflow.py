"""“Handbook review”: another writer checks the text, then a reviewer approves and publishes it.

At neither step does anybody approve what they edited last themselves: `ReviewTask` refuses it.
"""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import GroupApprovalTask, Page, Task, TaskState, Workflow, WorkflowPage, WorkflowTask

from handbooks.models import HandbooksPage, ReviewTask
from portal.accounts.roles import Role

WORKFLOW = "Handbook review"
WRITERS_CHECK = "Writer's check"
REVIEW = "Reviewer's approval"
WAGTAILS_OWN = "Moderators approval"


@transaction.atomic
def ensure_workflow() -> Workflow:
    """Make the workflow and its two steps where they are missing, and lay it over the handbooks."""
    workflow = lay_workflow(WORKFLOW, over=HandbooksPage)
    replace_old_check()
    retire_wagtails_own()
    return workflow


def lay_workflow(name: str, *, over: type[Page]) -> Workflow:
    """Make the workflow called `name` of the two steps where it is missing, and lay it over the pages of one type."""
    workflow = Workflow.objects.filter(name=name).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=name)
        for order, step in enumerate([writers_check(), review()]):
            WorkflowTask.objects.create(workflow=workflow, task=step, sort_order=order)
    for page in over.objects.all():
        WorkflowPage.objects.get_or_create(page_id=page.pk, defaults={"workflow": workflow})
    return workflow


def retire_wagtails_own() -> None:
    """Put away the workflow of Wagtail's first migration: it asks Moderators, who do not review pages here."""
    for old in Workflow.objects.active().filter(name=WAGTAILS_OWN):
        old.deactivate()


def replace_old_check() -> None:
    """Put ours in the place of a first step that let people check their own text, for what is under way too."""
    for old in GroupApprovalTask.objects.filter(name=WRITERS_CHECK, active=True):
        WorkflowTask.objects.filter(task=old).update(task=writers_check())
        TaskState.objects.filter(task=old).update(task=writers_check())
        old.active = False
        old.save(update_fields=["active"])


def writers_check() -> Task:
    """The first step: a writer or reviewer who did not make the last edit reads the text through."""
    return check_by(Role.WRITERS, Role.REVIEWERS, name=WRITERS_CHECK)


def review() -> Task:
    """The second step: a reviewer who did not make the last edit."""
    return check_by(Role.REVIEWERS, Role.ADMINISTRATORS, name=REVIEW)


def check_by(*groups: str, name: str) -> Task:
    """Return the step called `name`, made for these groups where it is missing."""
    step, created = ReviewTask.objects.get_or_create(name=name)
    if created:
        step.groups.set(Group.objects.filter(name__in=groups))
    return step
