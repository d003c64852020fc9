"""“Handbook review”: a writer checks the text, then a reviewer approves and publishes it."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import GroupApprovalTask, Task, Workflow, WorkflowPage, WorkflowTask

from handbooks.models import HandbooksPage, ReviewTask
from portal.accounts.roles import Role

WORKFLOW = "Handbook review"
WRITERS_CHECK = "Writer's check"
REVIEW = "Reviewer's approval"
WAGTAILS_OWN = "Moderators approval"


@transaction.atomic
def ensure_workflow() -> Workflow:
    """Make the workflow and its two steps where they are missing, and lay it over the handbooks."""
    workflow = Workflow.objects.filter(name=WORKFLOW).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=WORKFLOW)
        for order, step in enumerate([writers_check(), review()]):
            WorkflowTask.objects.create(workflow=workflow, task=step, sort_order=order)
    for page in HandbooksPage.objects.all():
        WorkflowPage.objects.get_or_create(page_id=page.pk, defaults={"workflow": workflow})
    retire_wagtails_own()
    return workflow


def retire_wagtails_own() -> None:
    """Put away the workflow of Wagtail's first migration: it asks Moderators, who do not review pages here."""
    for old in Workflow.objects.active().filter(name=WAGTAILS_OWN):
        old.deactivate()


def writers_check() -> Task:
    """The first step: any writer reads the text through, the one who wrote it included."""
    step, created = GroupApprovalTask.objects.get_or_create(name=WRITERS_CHECK)
    if created:
        step.groups.set(Group.objects.filter(name__in=[Role.WRITERS, Role.REVIEWERS]))
    return step


def review() -> Task:
    """The second step: a reviewer who did not make the last edit."""
    step, created = ReviewTask.objects.get_or_create(name=REVIEW)
    if created:
        step.groups.set(Group.objects.filter(name__in=[Role.REVIEWERS, Role.ADMINISTRATORS]))
    return step
