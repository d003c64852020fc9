"""Wagtail's views of a page, where ours do more: drafts are kept, and each act says what happens next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsCompare
from wagtail.admin.views.pages.unpublish import Unpublish
from wagtail.admin.views.pages.workflow import WorkflowAction
from wagtail.models import Page, TaskState

from handbooks.editor import outcomes
from handbooks.models import ReviewTask

UNSAVED = {
    "publish": gettext_lazy("Nothing is saved yet. It can't be published: see the marked fields."),
    "submit": gettext_lazy("Nothing is saved yet. It can't be submitted: see the marked fields."),
}
SAVED = {
    "publish": gettext_lazy("Saved as a draft. It can't be published yet: see the marked fields."),
    "submit": gettext_lazy("Saved as a draft. It can't be submitted yet: see the marked fields."),
    "restart_workflow": gettext_lazy("Saved as a draft. It can't be submitted yet: see the marked fields."),
    "perform_workflow_action": gettext_lazy("Saved as a draft. It can't be approved yet: see the marked fields."),
}


def newest(page: Page) -> Page:
    """Return `page` as it is stored now."""
    return Page.objects.get(pk=page.pk).specific


def changes_page(form: Any) -> bool:
    """Whether a form changes more than the comments beside its fields."""
    others = (formset for name, formset in form.formsets.items() if name != "comments")
    return bool(set(form.changed_data) - {"comment_notifications"}) or any(each.has_changed() for each in others)


class SaysWhatNext:
    """Publishing and submitting say what follows."""

    request: HttpRequest
    page: Page

    def publish_action(self) -> HttpResponse:
        response = super().publish_action()  # type: ignore[misc]  # of Wagtail's view
        page = newest(self.page)
        buttons = [self.get_view_live_message_button()] if page.live and page.url else []  # type: ignore[attr-defined]
        self.say(outcomes.published(page), buttons)
        return response

    def submit_action(self) -> HttpResponse:
        response = super().submit_action()  # type: ignore[misc]  # of Wagtail's view
        self.say(outcomes.submitted(newest(self.page)), [self.get_view_draft_message_button()])  # type: ignore[attr-defined]
        return response

    def say(self, words: str, buttons: list[Any]) -> None:
        outcomes.say(self.request, words, [*buttons, self.get_edit_message_button()])  # type: ignore[attr-defined]


class CreatePage(SaysWhatNext, CreateView):
    """The form of a new page."""

    def form_invalid(self, form: Any) -> HttpResponse:
        if self.action_name == "save" or self.expects_json_response:
            return super().form_invalid(form)
        messages.validation_error(self.request, UNSAVED[self.action_name], form)
        self.has_unsaved_changes = True
        return self.render_to_response(self.get_context_data())


class EditPage(SaysWhatNext, EditView):
    """The form of a page. What can't be published or submitted yet is kept as a draft."""

    form: Any
    is_step_taken = False
    is_kept = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if words := outcomes.sent_back(self.page, request.user):
            messages.warning(request, words)
        return super().get(request, *args, **kwargs)

    def workflow_action_is_valid(self) -> bool:
        """Whether the step can be taken: somebody else may have taken it meanwhile."""
        self.workflow_action = self.request.POST.get("workflow-action-name", "")
        return self.page.workflow_in_progress and super().workflow_action_is_valid()

    def perform_workflow_action(self) -> HttpResponse:
        if self.approves_own_edit:
            return self.save_action()
        self.is_step_taken = True
        return super().perform_workflow_action()

    @property
    def approves_own_edit(self) -> bool:
        """Whether what is approved was changed in the same form."""
        is_review = isinstance(self.page.current_workflow_task, ReviewTask)
        return is_review and self.workflow_action == outcomes.APPROVE and changes_page(self.form)

    def add_save_confirmation_message(self) -> None:
        if self.is_kept:
            return  # `form_invalid` says more
        if self.is_step_taken:
            self.say(outcomes.step_taken(newest(self.page), self.workflow_action), [])
        elif self.asks_for_approval:
            messages.warning(self.request, outcomes.not_approved(newest(self.page), self.request.user))
        else:
            super().add_save_confirmation_message()
            if words := outcomes.lost_approval(newest(self.page), self.request.user):
                messages.warning(self.request, words)

    @property
    def asks_for_approval(self) -> bool:
        sent = self.request.POST
        return bool(sent.get("action-workflow-action")) and sent.get("workflow-action-name") == outcomes.APPROVE

    def form_invalid(self, form: Any) -> HttpResponse:
        words = SAVED.get(self.action_name)
        if words is None or self.expects_json_response or self.locked_for_user or not self.keep_draft():
            return super().form_invalid(form)
        messages.validation_error(self.request, words, self.form)
        return self.render_to_response(self.get_context_data())

    def keep_draft(self) -> bool:
        """Save what was sent as a draft, as autosave would, and show the form with what it lacks.

        Return whether the draft is as the form shows it. Rows that are new get their ids, as after
        autosave: sent again without them they would be added twice.
        """
        if not self.form.has_changed():
            return True
        draft = self.bound(self.request.POST)
        draft.defer_required_fields()
        if not draft.is_valid():
            return False
        self.form, self.has_content_changes, self.is_kept = draft, True, True
        if self.save_action().status_code != 302:
            return False
        sent = self.request.POST.copy()
        for name, value in draft.get_field_updates_for_resave():
            sent[name] = value
        self.real_page_record = newest(self.page)
        self.latest_revision = self.real_page_record.get_latest_revision()
        self.page = self.get_object()
        self.form = self.bound(sent)
        self.form.is_valid()
        return True

    def bound(self, sent: Any) -> Any:
        """Return the form with what was sent, on a fresh copy of the newest draft."""
        return self.form_class(
            sent,
            self.request.FILES,
            instance=self.get_object(),
            subscription=self.subscription,
            parent_page=self.parent,
            for_user=self.request.user,
        )


class TakeStep(WorkflowAction):
    """A step of the review, taken from the dashboard or from a menu."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        if TaskState.objects.get(pk=self.task_state.pk).status != TaskState.STATUS_IN_PROGRESS:
            outcomes.say(request, outcomes.step_taken(newest(self.object), self.action_name), [])
        return response


class UnpublishPage(Unpublish):
    """Leads to the withdrawal at once, and not after a question of Wagtail's own."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.run_hook("before_unpublish_page", request, self.object) or super().get(request, *args, **kwargs)


class ComparePage(RevisionsCompare):
    """Two versions of a page, each with its day and whose it is."""

    template_name = "handbooks/editor/compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        older, newer = self.version(self.revision_id_a), self.version(self.revision_id_b)
        words = _("From the version of %(older)s to the version of %(newer)s.") % {"older": older, "newer": newer}
        return super().get_context_data(**kwargs, versions=words)

    def version(self, named: str) -> str:
        """Say when a version was saved and by whom; for “live”, the one that readers see."""
        revisions = self.object.revisions.select_related("user").order_by("created_at", "pk")
        if named in ("earliest", "latest"):
            revision = revisions.first() if named == "earliest" else revisions.last()
        else:
            revision = revisions.filter(pk=self.object.live_revision_id if named == "live" else named).first()
        if revision is None:
            return _("today, as readers see it") if named == "live" else ""
        day = date_format(localtime(revision.created_at), "j F Y, H:i")
        return _("%(day)s by %(person)s") % {"day": day, "person": revision.user} if revision.user else day
