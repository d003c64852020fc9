"""Who may do what at /editor/, and the two steps between a writer's draft and readers."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import GroupApprovalTask, GroupPagePermission, TaskState, Workflow, WorkflowTask

from handbooks.editor.connections import AlreadyLinked, link_precedent
from handbooks.models import EntryPage, PrecedentPage, ReviewTask, WatchTopic
from handbooks.workflow import ensure_workflow
from portal.accounts.groups import ensure_groups
from tests.factories import (
    CityFactory,
    EntryPageFactory,
    PrecedentPageFactory,
    ProvisionFactory,
    ThemePageFactory,
    UserFactory,
)
from tests.handbooks.editing import (
    PUBLISH,
    SAVE,
    SUBMIT,
    add_url,
    edit_url,
    entry_fields,
    form_of,
    person,
    rows,
    send,
    signed_in,
)

pytestmark = pytest.mark.django_db

ROLES = ["Writers", "Reviewers", "Moderators", "Administrators"]


@pytest.fixture(autouse=True)
def skeleton(tree: Any) -> None:
    ensure_groups()
    ensure_workflow()


def test_groups_and_workflow_are_made_once():
    before = (
        Group.objects.count(),
        GroupPagePermission.objects.count(),
        Workflow.objects.count(),
        ReviewTask.objects.count(),
    )
    ensure_groups()
    ensure_workflow()
    assert before == (
        Group.objects.count(), GroupPagePermission.objects.count(), Workflow.objects.count(), ReviewTask.objects.count()
    )  # fmt: skip
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)
    assert set(Workflow.objects.active().values_list("name", flat=True)) == {"Handbook review", "News review"}


@pytest.mark.parametrize(
    ("role", "edits", "publishes", "unpublishes", "deletes"),
    [
        ("Writers", True, False, False, False),
        ("Reviewers", True, True, True, True),
        ("Moderators", False, False, False, False),
        ("Administrators", True, True, True, True),
    ],
)
def test_role_on_a_published_entry(role, edits, publishes, unpublishes, deletes):
    may = EntryPageFactory().permissions_for_user(person(role))

    assert (may.can_edit(), may.can_publish(), may.can_unpublish(), may.can_delete()) == (
        edits, publishes, unpublishes, deletes
    )  # fmt: skip


PLACES = {
    "reviews": ["Writers", "Reviewers", "Administrators"],
    "problems": ROLES,
    "broken_links": ["Writers", "Reviewers", "Administrators"],
}


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("role", ROLES)
def test_role_at_a_report(role, name):
    response = signed_in(person(role)).get(reverse(f"handbooks_reports:{name}"))
    assert (response.status_code == 200) == (role in PLACES[name])


@pytest.mark.parametrize("role", ROLES)
def test_editor_home_opens_for_every_role(role):
    assert signed_in(person(role)).get("/editor/").status_code == 200


def test_reader_is_kept_out_of_the_editor():
    assert signed_in(UserFactory()).get("/editor/").status_code in (302, 403)
    assert signed_in(UserFactory()).get(reverse("handbooks_reports:problems")).status_code in (302, 403)


@pytest.mark.parametrize("name", ["glossaryterm", "task", "equivalentgroup", "provision", "scheme", "watchtopic"])
def test_writer_adds_words_and_law(name):
    url = reverse(f"wagtailsnippets_handbooks_{name}:add")
    assert signed_in(person("Writers")).get(url).status_code == 200
    assert signed_in(person("Moderators")).get(url).status_code == 302


def test_city_is_edited_by_a_reviewer_and_only_read_by_a_writer():
    url = reverse("wagtailsnippets_places_city:edit", args=[CityFactory().pk])
    assert signed_in(person("Reviewers")).get(url).status_code == 200
    assert signed_in(person("Writers")).get(url).status_code == 302


@pytest.mark.parametrize("name", ["wagtailusers_groups:index", "wagtailsites:index", "wagtailredirects:index"])
def test_only_administrators_look_after_the_site(name):
    assert signed_in(person("Administrators")).get(reverse(name)).status_code == 200
    assert signed_in(person("Reviewers")).get(reverse(name)).status_code == 302


def test_writer_who_posts_publish_saves_a_draft():
    entry, writer = EntryPageFactory(), signed_in(person("Writers"))
    send(writer, edit_url(entry), form_of(writer, edit_url(entry), summary="It lets a council do less."), PUBLISH)

    entry.refresh_from_db()
    assert entry.summary != "It lets a council do less."
    assert entry.has_unpublished_changes


def submitted(writer: Any) -> EntryPage:
    """Return an entry that `writer` has changed and submitted."""
    entry = EntryPageFactory()
    client = signed_in(writer)
    changes = {"summary": "It lets a council do more.", "change_note": "The Act started."}
    assert send(client, edit_url(entry), form_of(client, edit_url(entry), **changes), SUBMIT).status_code == 302
    return EntryPage.objects.get(pk=entry.pk)


def approve(user: Any, entry: EntryPage) -> Any:
    state = entry.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[entry.pk, "approve", state.pk])
    return signed_in(user).post(url, {"comment": ""})


def test_two_steps_lead_to_publication():
    writer, reviewer = person("Writers"), person("Reviewers")
    entry = submitted(writer)
    assert entry.current_workflow_task.name == "Writer's check"

    approve(person("Writers"), entry)
    entry = EntryPage.objects.get(pk=entry.pk)
    assert entry.current_workflow_task.name == "Reviewer's approval"
    assert entry.summary != "It lets a council do more."

    approve(reviewer, entry)
    entry = EntryPage.objects.get(pk=entry.pk)
    assert entry.summary == "It lets a council do more."
    assert entry.change_notes.filter(text="The Act started.").count() == 1
    assert entry.last_reviewed is None, "only an editor who read the whole page says that it was reviewed"


@pytest.mark.parametrize("step", ["Writer's check", "Reviewer's approval"])
def test_nobody_approves_their_own_edit(step):
    both = person("Writers", "Reviewers")
    entry = submitted(both)
    if step == "Reviewer's approval":
        approve(person("Writers"), entry)
        entry = EntryPage.objects.get(pk=entry.pk)
    response = approve(both, entry)

    assert response.status_code == 302
    entry = EntryPage.objects.get(pk=entry.pk)
    assert (entry.current_workflow_task.name, entry.current_workflow_task_state.status) == (
        step,
        TaskState.STATUS_IN_PROGRESS,
    )
    with pytest.raises(PermissionDenied):
        entry.current_workflow_task.on_action(entry.current_workflow_task_state, both, "approve")
    assert "approve" not in [name for name, *_rest in entry.current_workflow_task.get_actions(entry, both)]


def test_one_reviewer_may_take_both_steps_with_what_a_writer_wrote():
    entry, reviewer = submitted(person("Writers")), person("Reviewers")
    approve(reviewer, entry)
    approve(reviewer, EntryPage.objects.get(pk=entry.pk))

    assert EntryPage.objects.get(pk=entry.pk).summary == "It lets a council do more."


def test_check_that_let_people_pass_their_own_text_is_replaced_where_it_is_under_way():
    old = GroupApprovalTask.objects.create(name="Writer's check")
    old.groups.set(Group.objects.filter(name="Writers"))
    WorkflowTask.objects.filter(task__name="Writer's check").update(task=old)
    writer = person("Writers")
    entry = submitted(writer)
    ensure_workflow()

    approve(writer, entry)
    assert EntryPage.objects.get(pk=entry.pk).current_workflow_task.name == "Writer's check"
    approve(person("Writers"), entry)
    assert EntryPage.objects.get(pk=entry.pk).current_workflow_task.name == "Reviewer's approval"


def test_writer_cannot_approve_the_second_step():
    entry = submitted(person("Writers"))
    approve(person("Writers"), entry)
    entry = EntryPage.objects.get(pk=entry.pk)
    approve(person("Writers"), entry)

    assert EntryPage.objects.get(pk=entry.pk).current_workflow_task.name == "Reviewer's approval"


def test_incomplete_page_is_not_approved():
    entry = submitted(person("Writers"))
    approve(person("Writers"), entry)
    draft = EntryPage.objects.get(pk=entry.pk).get_latest_revision_as_object()
    draft.steps = []
    draft.save_revision(user=person("Writers"), clean=False)
    entry = EntryPage.objects.get(pk=entry.pk)
    names = [name for name, *_rest in entry.current_workflow_task.get_actions(entry, person("Reviewers"))]

    assert names == ["reject"]


def test_submission_writes_to_those_who_can_act(django_capture_on_commit_callbacks):
    other = person("Writers")
    with django_capture_on_commit_callbacks(execute=True):
        submitted(person("Writers"))

    assert other.email in [address for letter in mail.outbox for address in letter.to]


def test_linked_precedent_is_published_when_nothing_else_waits():
    precedent, entry = PrecedentPageFactory(), EntryPageFactory()

    assert link_precedent(precedent, entry, relation="used", by=person("Reviewers")) is True
    assert PrecedentPage.objects.get().entry_links.get().entry == entry
    assert precedent.change_notes.count() == 1, "a link alone is no news"
    with pytest.raises(AlreadyLinked):
        link_precedent(PrecedentPage.objects.get(), entry, relation="related", by=person("Reviewers"))


@pytest.mark.parametrize("role", ["Writers", "Reviewers"])
def test_linked_precedent_waits_in_a_draft(role):
    precedent, entry = PrecedentPageFactory(), EntryPageFactory()
    precedent.title = "Another title"
    precedent.save_revision()
    precedent.refresh_from_db()

    assert link_precedent(precedent, entry, relation="used", by=person(role)) is False
    stored = PrecedentPage.objects.get()
    assert not stored.entry_links.exists()
    assert stored.get_latest_revision_as_object().entry_links.get().entry == entry


def test_precedent_is_linked_from_the_entry():
    precedent, entry = PrecedentPageFactory(), EntryPageFactory()
    client = signed_in(person("Reviewers"))
    url = reverse("handbooks_editor:link_precedent", args=[entry.pk])

    assert url in client.get(edit_url(entry)).content.decode()
    assert client.get(url).status_code == 200
    assert client.post(url, {"precedent": precedent.pk, "relation": "related"}).status_code == 302
    assert edit_url(precedent) in client.get(edit_url(entry)).content.decode()
    assert "already" in client.post(url, {"precedent": precedent.pk, "relation": "related"}).content.decode()


def test_moderator_links_nothing():
    with pytest.raises(PermissionDenied):
        link_precedent(PrecedentPageFactory(), EntryPageFactory(), relation="used", by=person("Moderators"))


def test_draft_preview_comparison_and_history():
    entry, client = EntryPageFactory(), signed_in(person("Writers"))
    changes = {"nations": ["wales"], "summary": "Other.", "steps-0-text": "Another first step."}
    send(client, edit_url(entry), form_of(client, edit_url(entry), **changes), SAVE)
    first, second = entry.revisions.order_by("created_at", "pk").values_list("pk", flat=True)
    compare = client.get(reverse("wagtailadmin_pages:revisions_compare", args=[entry.pk, first, second]))

    html = compare.content.decode()
    assert '<span class="deletion">England</span>' in html
    assert '<span class="addition">Wales</span>' in html
    assert "Another" in html
    assert client.get(reverse("wagtailadmin_pages:history", args=[entry.pk])).status_code == 200
    assert "Other." in client.get(reverse("wagtailadmin_pages:view_draft", args=[entry.pk])).content.decode()


def test_preview_of_unsaved_rows():
    entry, other = EntryPageFactory(), EntryPageFactory(audience="civil_society", title="Bid for the building")
    client = signed_in(person("Writers"))
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[entry.pk])
    row = {"other": str(other.pk), "council_to_community": "x", "community_to_council": "Unsaved words."}
    data = form_of(client, edit_url(entry), title="An unsaved title", **rows("counterparts_set", [row]))
    posted = client.post(url, dict(data.lists()))
    assert posted.json() == {"is_valid": True, "is_available": True}
    html = client.get(url + "?mode=").content.decode()
    assert "An unsaved title" in html
    assert "Bid for the building" in html


def test_preview_of_a_new_entry():
    theme, client = ThemePageFactory(), signed_in(person("Writers"))
    data = form_of(client, add_url(theme, EntryPage), **entry_fields())
    url = reverse("wagtailadmin_pages:preview_on_add", args=["handbooks", "entrypage", theme.pk])
    assert client.post(url, dict(data.lists())).json()["is_valid"] is True
    assert "Buy empty homes" in client.get(url + "?mode=").content.decode()


def test_extent_stays_unrecorded_until_somebody_records_it():
    provision, client = ProvisionFactory(), signed_in(person("Writers"))
    url = reverse("wagtailsnippets_handbooks_provision:edit", args=[provision.pk])
    fields = {"url": provision.url, "citation": "Another", "statute": "Localism Act 2011", "section": ""}
    assert client.post(url, fields).status_code == 302
    provision.refresh_from_db()
    assert (provision.citation, provision.extent) == ("Another", None)

    client.post(url, {**fields, "extent": ["wales", "england"]})
    provision.refresh_from_db()
    assert provision.extent == ["england", "wales"]


def test_watch_topic_keeps_its_statutes_one_to_a_line():
    client = signed_in(person("Writers"))
    url = reverse("wagtailsnippets_handbooks_watchtopic:add")
    fields = {"slug": "leases", "title": "Leases", "why": "It moves.", "action": "Look.", "due": ""}
    bad = client.post(url, {**fields, "statutes": "Some Act not-an-address"})
    assert bad.context["form"].errors["statutes"]

    line = "Leasehold Reform Act 1967 https://www.legislation.gov.uk/id/ukpga/1967/88"
    assert client.post(url, {**fields, "statutes": line}).status_code == 302
    topic = WatchTopic.objects.get()
    assert topic.statutes == [
        {"citation": "Leasehold Reform Act 1967", "url": "https://www.legislation.gov.uk/id/ukpga/1967/88"}
    ]
    edit = reverse("wagtailsnippets_handbooks_watchtopic:edit", args=[topic.pk])
    assert line in client.get(edit).content.decode()


def test_slug_of_a_term_is_taken_once():
    client = signed_in(person("Writers"))
    url = reverse("wagtailsnippets_handbooks_glossaryterm:add")
    fields = {"term": "Lease", "slug": "lease", "definition": "A right to land.", "handbooks": ["civil_society"]}
    assert client.post(url, fields).status_code == 302
    assert client.post(url, fields).context["form"].errors["slug"]


def test_equivalents_stand_in_one_handbook():
    client = signed_in(person("Writers"))
    url = reverse("wagtailsnippets_handbooks_equivalentgroup:add")
    right = EntryPageFactory(audience="civil_society")
    fields = {"name": "Empty homes", "slug": "empty-homes", "audience": "local_government", "sentence": "They differ."}
    response = client.post(url, {**fields, **rows("members", [{"entry": str(right.pk)}])})
    assert "other handbook" in response.content.decode()

    power = EntryPageFactory()
    assert client.post(url, {**fields, **rows("members", [{"entry": str(power.pk)}])}).status_code == 302
