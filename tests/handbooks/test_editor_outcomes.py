"""What the editor says after an act: what happened, what happens next, and nothing that contradicts it."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from handbooks.editor.outcomes import lost_approval
from handbooks.models import EntryPage
from handbooks.workflow import ensure_workflow
from portal.accounts.groups import ensure_groups
from tests.factories import EntryPageFactory, ThemePageFactory
from tests.handbooks.editing import (
    PUBLISH,
    SAVE,
    SUBMIT,
    add_url,
    edit_url,
    entry_fields,
    errors_of,
    form_of,
    person,
    rows,
    send,
    signed_in,
)

pytestmark = pytest.mark.django_db
STEP = "action-workflow-action"


@pytest.fixture(autouse=True)
def skeleton(tree: Any) -> None:
    ensure_groups()
    ensure_workflow()


def words(response: Any) -> list[str]:
    """Return what the editor said in answer to a request, on the page that it leads to."""
    if response.status_code == 302:
        response = response.client.get(response.url)
    said = get_messages(response.wsgi_request)
    return [" ".join(strip_tags(str(message)).split()) for message in said]


def only_words(response: Any) -> str:
    [said] = words(response)
    return said


def change(user: Any, page: Any, button: str, **changes: Any) -> Any:
    client = signed_in(user)
    return send(client, edit_url(page), form_of(client, edit_url(page), **changes), button)


def step(user: Any, page: Any, name: str, **changes: Any) -> Any:
    """Take a step of the review from the form of the page."""
    return change(user, page, STEP, **{"workflow-action-name": name, **changes})


def new(button: str, user: Any, **changes: Any) -> Any:
    client, url = signed_in(user), add_url(ThemePageFactory(), EntryPage)
    return send(client, url, form_of(client, url, **entry_fields(**changes)), button)


def submitted() -> EntryPage:
    """Return an entry that waits for the writer's check."""
    entry = EntryPageFactory(live=False, title="Buy empty homes")
    change(person("Writers"), entry, SUBMIT)
    return stored(entry)


def checked() -> EntryPage:
    """Return an entry that waits for a reviewer."""
    entry = submitted()
    step(person("Writers"), entry, "approve")
    return stored(entry)


def stored(entry: EntryPage) -> EntryPage:
    return EntryPage.objects.get(pk=entry.pk)


@pytest.mark.parametrize("is_new", [True, False])
def test_submitting_says_who_is_next(is_new):
    writer = person("Writers")
    response = new(SUBMIT, writer) if is_new else change(writer, EntryPageFactory(live=False), SUBMIT)

    assert "is submitted. It waits for “Writer&#x27;s check” by Reviewers or Writers." in only_words(response)


@pytest.mark.parametrize("is_new", [True, False])
def test_publishing_says_that_readers_see_it(is_new):
    reviewer = person("Reviewers")
    response = new(PUBLISH, reviewer) if is_new else change(reviewer, EntryPageFactory(live=False), PUBLISH)

    assert "is published: readers see it now." in only_words(response)


@pytest.mark.parametrize(
    ("live", "until"),
    [(False, "Until then readers do not see it."), (True, "Until then readers see what they see now.")],
)
def test_scheduling_says_when_and_what_readers_see_until_then(live, until):
    entry, later = EntryPageFactory(live=live), timezone.now() + timedelta(days=2)
    fields = {"go_live_at": later.strftime("%Y-%m-%d %H:%M"), "change_is_minor": "on"}
    said = only_words(change(person("Reviewers"), entry, PUBLISH, **fields))

    assert f"is published by itself on {later.day} {later:%B %Y}" in said
    assert until in said


def test_approving_says_who_is_next_and_then_that_it_is_published():
    entry = submitted()
    first = only_words(step(person("Writers"), entry, "approve"))
    assert "Approved. “Buy empty homes” goes on: It waits for “Reviewer&#x27;s approval” by" in first

    last = only_words(step(person("Reviewers"), stored(entry), "approve"))
    assert last.startswith("Approved. “LG 1.1 Buy empty homes” is published: readers see it now.")
    assert stored(entry).live


def test_approving_from_the_dashboard_says_the_same():
    entry = checked()
    url = reverse(
        "wagtailadmin_pages:workflow_action", args=[entry.pk, "approve", entry.current_workflow_task_state.pk]
    )
    response = signed_in(person("Reviewers")).post(url, {"comment": ""})

    assert only_words(response).startswith("Approved. “LG 1.1 Buy empty homes” is published")


def test_sending_back_is_called_so_everywhere_and_its_words_stand_in_the_form(django_capture_on_commit_callbacks):
    entry, reviewer = checked(), person("Reviewers")
    state = entry.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[entry.pk, "reject", state.pk])
    with django_capture_on_commit_callbacks(execute=True):
        said = only_words(signed_in(reviewer).post(url, {"comment": "Whose homes & when?"}))
    assert "is sent back. It waits for changes" in said
    letter = mail.outbox[-1]
    assert letter.subject.endswith("“Buy empty homes” is sent back for changes")
    assert "Whose homes & when?" in letter.body
    assert f"is sent back at “Reviewer's approval” by {reviewer}." in letter.body
    assert "reject" not in letter.subject + letter.body

    form = signed_in(person("Writers")).get(edit_url(entry))
    [why] = [unescape(str(message)).strip() for message in get_messages(form.wsgi_request)]
    assert why == f"Sent back at “Reviewer's approval” by {reviewer}: “Whose homes & when?”"
    assert not list(get_messages(signed_in(reviewer).get(edit_url(entry)).wsgi_request)), "their own words"


def test_own_change_is_saved_and_waits_for_another_reviewer():
    entry, reviewer = checked(), person("Reviewers")
    said = only_words(step(reviewer, entry, "approve", summary="Another summary."))

    assert "Saved as a draft, and not approved: nobody approves what they edited last." in said
    assert "another of the Administrators and Reviewers" in said
    entry = stored(entry)
    assert entry.get_latest_revision_as_object().summary == "Another summary."
    assert not entry.live
    assert entry.current_workflow_task.name == "Reviewer's approval"

    again = only_words(step(reviewer, entry, "approve"))
    assert "nobody approves what they edited last" in again
    assert only_words(step(person("Reviewers"), stored(entry), "approve")).startswith("Approved.")


COMMENT = rows("comments", [{"contentpath": "title", "text": "Is this so?", "position": "", "resolved": ""}]) | rows(
    "comments-0-replies", []
)


def test_comment_is_no_edit_that_takes_an_approval_away_or_gives_one_back():
    writer, reviewer = person("Writers"), person("Reviewers")
    entry = submitted()
    change(writer, entry, SAVE, summary="Another summary.")
    change(reviewer, entry, SAVE, **COMMENT)
    assert not lost_approval(stored(entry), reviewer)
    assert "nobody approves" in only_words(step(writer, stored(entry), "approve"))

    assert only_words(step(reviewer, stored(entry), "approve")).startswith("Approved.")
    other = person("Reviewers")
    _updated, why = words(change(other, stored(entry), SAVE, summary="As it was."))
    assert why.startswith("Nobody approves what they edited last: it waits for another of the")
    assert only_words(step(reviewer, stored(entry), "approve", **COMMENT)).startswith("Approved.")
    assert stored(entry).live


def test_approving_what_waits_no_more_is_no_fault():
    entry = checked()
    step(person("Reviewers"), entry, "approve")
    said = only_words(step(person("Reviewers"), stored(entry), "approve", change_is_minor="on"))

    assert "waits for nobody's approval any more" in said.replace("&#x27;", "'")


NO_LIMITS = {"limits-0-DELETE": "1"}


@pytest.mark.parametrize(("button", "act"), [(SUBMIT, "submitted"), (PUBLISH, "published")])
def test_incomplete_entry_is_kept_as_a_draft_and_says_so(button, act):
    entry = EntryPageFactory(live=False)
    response = change(person("Reviewers"), entry, button, summary="Another summary.", **NO_LIMITS)

    assert only_words(response).replace("&#x27;", "'") == (
        f"Saved as a draft. It can't be {act} yet: see the marked fields."
    )
    assert set(errors_of(response)) == {"limits"}
    entry = stored(entry)
    assert entry.get_latest_revision_as_object().summary == "Another summary."
    assert not entry.live
    assert not entry.workflow_in_progress


def test_rows_of_a_kept_draft_are_not_added_twice():
    entry, client = EntryPageFactory(live=False, steps=[]), signed_in(person("Writers"))
    added = rows("steps", [{"heading": "", "text": "Ask the owner."}])
    response = send(client, edit_url(entry), form_of(client, edit_url(entry), **added, **NO_LIMITS), SUBMIT)
    [step_form] = response.context["form"].formsets["steps"].forms
    shown = step_form.data.copy()
    del shown[SUBMIT]

    assert shown["steps-0-id"] == str(stored(entry).steps.get().pk)
    assert send(client, edit_url(entry), shown, SAVE).status_code == 302
    assert [row.text for row in stored(entry).steps.all()] == ["Ask the owner."]


def test_incomplete_change_of_a_published_entry_stays_away_from_readers():
    entry = EntryPageFactory()
    response = change(person("Reviewers"), entry, PUBLISH, summary="Another summary.")

    assert set(errors_of(response)) == {"change_note"}
    assert stored(entry).summary != "Another summary."
    assert stored(entry).has_unpublished_changes


def test_draft_that_may_not_be_saved_does_not_say_that_it_was():
    entry = EntryPageFactory(live=False)
    response = change(person("Reviewers"), entry, SUBMIT, slug="feed")

    assert "could not be saved" in only_words(response)
    assert stored(entry).get_latest_revision_as_object().slug == entry.slug


def test_new_entry_that_is_not_complete_says_that_nothing_is_saved():
    response = new(SUBMIT, person("Writers"), summary="")

    said = only_words(response).replace("&#x27;", "'")
    assert said == "Nothing is saved yet. It can't be submitted: see the marked fields."
    assert not EntryPage.objects.exists()


def test_moving_says_the_new_number():
    reviewer, energy = signed_in(person("Reviewers")), ThemePageFactory(theme="energy")
    entry = EntryPageFactory(title="Buy empty homes")
    old = stored(entry).number
    response = reviewer.post(reverse("wagtailadmin_pages:move_confirm", args=[entry.pk, energy.pk]))

    new = stored(entry).number
    assert new != old
    assert f"“Buy empty homes” is moved: {old} is now {new}. The old number leads to it." in only_words(response)


def test_moving_a_draft_says_no_number():
    reviewer, energy = signed_in(person("Reviewers")), ThemePageFactory(theme="energy")
    entry = EntryPageFactory(live=False)
    assert "is now" not in only_words(
        reviewer.post(reverse("wagtailadmin_pages:move_confirm", args=[entry.pk, energy.pk]))
    )


@pytest.mark.parametrize("button", [SAVE, PUBLISH])
def test_day_to_go_live_that_is_over_is_refused_beside_its_field(button):
    entry = EntryPageFactory(live=False)
    response = change(person("Reviewers"), entry, button, go_live_at="03/02/2012 09:30")

    assert "This is over already." in str(errors_of(response)["go_live_at"])
    assert not stored(entry).live


def test_entry_that_went_live_by_its_schedule_is_edited_on():
    entry = EntryPageFactory(go_live_at=timezone.now() - timedelta(days=2))
    assert change(person("Reviewers"), entry, SAVE, summary="Another summary.").status_code == 302
    assert change(person("Reviewers"), entry, PUBLISH, change_is_minor="on").status_code == 302


def test_schedule_that_can_not_be_read_is_refused_beside_its_field():
    entry = EntryPageFactory(live=False)
    response = change(person("Reviewers"), entry, PUBLISH, go_live_at="31/02/2027 09:30")

    assert "no day and hour of the calendar" in str(errors_of(response)["go_live_at"])
    assert not stored(entry).live
