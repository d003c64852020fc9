"""A step of the workflow at which an entry is checked or approved, by somebody who did not write it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState

from handbooks.completeness import gaps
from handbooks.revisions import last_change


class ReviewTask(AbstractGroupApprovalTask):
    """Approval by a group, never by the person who last edited what is approved.

    Approving publishes when it is the last step, so it is refused while the page lacks what readers need.
    It sets no day of review: only the whole page read against its sources is a review, and the form asks.
    """

    class Meta:
        verbose_name = _("review by another person")
        verbose_name_plural = _("reviews by another person")

    @classmethod
    def get_description(cls) -> str:
        return str(_("Members of the chosen groups approve, but not what they edited last themselves"))

    def get_actions(self, obj: Page, user: Any) -> list[tuple[str, str, bool]]:
        actions = super().get_actions(obj, user)
        if actions and (is_last_editor(obj, user) or gaps(obj.get_latest_revision_as_object())):
            return [action for action in actions if action[0] != "approve"]
        return actions

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        """Act on the page. Raises PermissionDenied for an approval by its last editor."""
        if action_name == "approve" and is_last_editor(task_state.workflow_state.content_object, user):
            raise PermissionDenied
        return super().on_action(task_state, user, action_name, **kwargs)


def is_last_editor(page: Page, user: Any) -> bool:
    """Return whether `user` made the newest change of `page`. A comment is none."""
    revision = last_change(page)
    return revision is not None and revision.user_id == user.pk
