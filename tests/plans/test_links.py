"""Links in reminders: one update of one action from one person, without a password."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from cities.places.services import memberships
from cities.plans.choices import Outlook, Stage
from cities.plans.models import Action, Update, UpdateLink
from cities.plans.services import links, updates
from cities.plans.services.links import Standing, new_link
from cities.plans.services.updates import Told
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    MembershipFactory,
    ObjectiveFactory,
    PlanFactory,
    UpdateFactory,
    UserFactory,
)
from tests.factories.plans import coordinator_of, publish
from tests.together import at_once

pytestmark = pytest.mark.django_db
SAID = {"body": "The tender is out.", "how": "under_way:on_track"}
WORD = {"stage": Stage.UNDER_WAY, "body": "It has begun."}


@pytest.fixture
def action():
    plan = PlanFactory()
    coordinator_of(plan.city, user__email="coordinator@example.org")
    owner = MembershipFactory(city=plan.city, user__display_name="Olu Owner")
    return ActionFactory(objective=ObjectiveFactory(plan=plan), title="Retrofit homes", owner=owner)


@pytest.fixture
def person(action):
    return action.owner.user


@pytest.fixture
def url(action, person):
    """The address of an open link."""
    return open_link(action, person)


def open_link(action, person, at=None):
    link, token = new_link(action.pk, person.pk, at or timezone.now())
    link.save()
    return reverse("update_link", args=[token])


def text(response):
    return response.content.decode()


def day(on):
    return date_format(on, "j F Y")


def test_link_opens_two_required_fields_without_signing_in(client, url):
    page = client.get(url)
    assert page.status_code == 200
    assert "Update of “Retrofit homes”" in text(page)
    assert "You write as Olu Owner" in text(page)
    fields = page.context["form"].fields
    assert [name for name in fields if fields[name].required] == ["body", "how"]
    assert [name for name in fields if not fields[name].required] == ["next_step", "next_on"]


def test_page_says_how_the_action_stands_and_what_was_told(client, url, action):
    assert "There is none yet" in text(client.get(url))
    due, step = timezone.localdate() + timedelta(days=40), timezone.localdate() + timedelta(days=9)
    Action.objects.update(due_on=due)
    UpdateFactory(
        action=action,
        by=action.owner.user,
        outlook=Outlook.OFF_TRACK,
        body="The tender failed.",
        next_step="Tender again",
        next_on=step,
    )
    page = text(client.get(url))
    for said in (day(due), "Under way, off track", "The tender failed.", "Tender again", day(step)):
        assert said in page
    assert "Somebody told of it since the letter" not in page


def test_action_is_linked_as_whoever_opened_the_page_may_read_it(client, url, action):
    address = action.get_absolute_url()
    assert f'href="{reverse("account_login")}?next={address}"' in text(client.get(url))
    publish(action.plan)
    assert f'href="{address}"' in text(client.get(url))


def test_next_step_is_published_with_the_update(client, url):
    day = timezone.localdate() + timedelta(days=9)
    client.post(url, {**SAID, "next_step": "Choose a builder", "next_on": day.isoformat()})
    assert Update.objects.values_list("next_step", "next_on").get() == ("Choose a builder", day)


@pytest.mark.parametrize(
    ("step", "days", "message"),
    [("", 9, "Say what the next step is."), ("Choose", 0, "must be after the day"), ("x" * 301, 9, "300 characters")],
)
def test_next_step_that_cannot_be_is_said_beside_its_field(client, url, step, days, message):
    day = timezone.localdate() + timedelta(days=days)
    page = client.post(url, {**SAID, "next_step": step, "next_on": day.isoformat()})
    assert page.status_code == 422
    assert message in text(page)
    assert not Update.objects.exists()


def test_answer_of_somebody_else_is_said_and_the_link_still_takes_one(client, url, action, person):
    lead = ActionPartnerFactory(action=action, accepted=True).partner
    updates.report(action, Told(**WORD), by=MembershipFactory(city=action.plan.city, partner=lead).user)
    page = text(client.get(url))
    assert "Somebody told of it since the letter" in page
    assert f"There is an update by a member of {lead.organisation.name}" in page
    assert client.post(url, SAID).status_code == 200
    assert Update.objects.filter(by=person).exists()


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_writes_nothing(client, url, method, django_assert_max_num_queries):
    before = UpdateLink.objects.values().get()
    with django_assert_max_num_queries(12) as queries:
        assert getattr(client, method)(url).status_code == 200
    assert not [query for query in queries.captured_queries if not query["sql"].startswith("SELECT")]
    assert UpdateLink.objects.values().get() == before
    assert not client.cookies


def test_headers_keep_the_token_to_the_page(client, url):
    page = client.get(url)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert {"no-store", "private"} <= set(page.headers["Cache-Control"].split(", "))


def test_token_is_in_no_log_and_not_in_the_database(client, url, caplog):
    token = url.split("/")[-2]
    with caplog.at_level(logging.DEBUG):
        client.get(url)
        client.post(url, SAID)
    assert "/plans/update/<token>/" in caplog.text
    assert token not in caplog.text
    assert token not in str(list(UpdateLink.objects.values()))


def test_post_publishes_as_the_person_once(client, url, action, person):
    page = client.post(url, SAID)
    assert page.status_code == 200
    assert "Your update is published" in text(page)
    assert "Who reads it: the network of this city now, and everyone from the next edition on." in text(page)
    update = Update.objects.get()
    assert (update.by, update.action, update.is_by_link, update.is_published) == (person, action, True, True)
    assert (update.stage, update.outlook, update.body) == (Stage.UNDER_WAY, Outlook.ON_TRACK, "The tender is out.")
    again = client.post(url, SAID)
    assert again.status_code == 410
    assert "Each link takes one" in text(again)
    assert "Retrofit homes" not in text(again)
    assert Update.objects.count() == 1


def test_published_update_is_linked_for_whoever_may_read_it(client, url, action, person):
    assert "/updates/" not in text(client.post(url, SAID))
    publish(action.plan)
    assert "/updates/" in text(client.post(open_link(action, person), SAID))


def test_other_links_to_the_action_end_with_the_update(client, url, action, person):
    second, other = (
        open_link(action, person),
        open_link(ActionFactory(objective=action.objective, owner=action.owner), person),
    )
    client.post(url, SAID)
    assert client.get(second).status_code == 410
    assert client.get(other).status_code == 200


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"body": ""}, "Say what happened."),
        ({"how": ""}, "Choose how it stands."),
        ({"how": "agreed:"}, "This is not one of the choices."),
        ({"how": "done:"}, "This is not one of the choices."),
        ({"how": "under_way:sideways"}, "This is not one of the choices."),
        ({"body": "x" * 4001}, "at most 4,000 characters"),
        ({"body": "a\0b"}, "Null characters"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_kept(client, url, fields, message):
    page = client.post(url, {**SAID, **fields})
    assert page.status_code == 422
    assert message in text(page)
    assert not Update.objects.exists()
    assert UpdateLink.objects.get().used_at is None


def test_what_needs_evidence_is_of_the_full_form(client, url, action):
    page = client.get(url)
    assert {choice for choice, _label in page.context["form"].fields["how"].choices} == {
        "proposed:",
        "under_way:on_track",
        "under_way:at_risk",
        "under_way:off_track",
        "paused:",
        "dropped:",
    }
    assert reverse("update_add", args=[action.plan.city.slug, action.pk]) in text(page)


def test_writer_chooses_how_the_action_stands(client, url, action):
    UpdateFactory(action=action, stage=Stage.UNDER_WAY, outlook=Outlook.OFF_TRACK)
    page = client.get(url)
    form = page.context["form"]
    assert form["how"].initial is None
    assert " checked" not in text(page)
    assert "proposed:" not in dict(form.fields["how"].choices)


def test_draft_of_the_full_form_is_not_written_over(client, url, action, person):
    draft = updates.save_draft(action, Told(stage=Stage.UNDER_WAY, body="Begun."), by=person)
    assert "You have begun an update" in text(client.get(url))
    page = client.post(url, SAID)
    assert page.status_code == 422
    assert "Finish it in the full form" in text(page)
    draft.refresh_from_db()
    assert (draft.body, draft.is_published) == ("Begun.", False)


def expire(link):
    link.expires_at = timezone.now()
    link.save()


def revoke(link):
    link.revoked_at = timezone.now()
    link.save()


def leave(link):
    membership = link.action.owner
    memberships.end(membership, by=membership.user)


def lose_the_action(link):
    Action.objects.update(owner=None)


def archive(link):
    type(link.action.plan).objects.update(archived_at=timezone.now())


def close_the_account(link):
    type(link.person).objects.filter(pk=link.person_id).update(is_active=False)


@pytest.mark.parametrize("change", [expire, revoke, leave, lose_the_action, archive, close_the_account])
@pytest.mark.parametrize("method", ["get", "post"])
def test_link_that_has_ended_says_so_and_tells_nothing(client, url, change, method):
    change(UpdateLink.objects.get())
    page = getattr(client, method)(url, SAID)
    assert page.status_code == 410
    assert "This link has ended" in text(page)
    assert "Retrofit" not in text(page)
    assert "Olu" not in text(page)
    assert not Update.objects.exists()


def test_membership_that_ends_takes_its_links_with_it(action, url):
    leave(UpdateLink.objects.get())
    assert UpdateLink.objects.get().revoked_at is not None


def test_right_that_ends_while_the_form_is_open_ends_the_link(action, url):
    link = links.find(url.split("/")[-2])
    lose_the_action(link)
    with pytest.raises(links.LinkEnded) as ended:
        links.use(link, Told(stage=Stage.UNDER_WAY, body="Too late."))
    assert ended.value.standing == Standing.LOST
    assert UpdateLink.objects.get().revoked_at is not None


@pytest.mark.parametrize("token", ["x", "a" * 43, "%F0%9F%92%A9", "..%2f..", "a" * 2000])
@pytest.mark.parametrize("method", ["get", "post"])
def test_token_of_nobody_is_not_found(client, token, method):
    page = getattr(client, method)(f"/plans/update/{token}/", SAID)
    assert page.status_code == 404


def test_removed_action_leaves_no_link(client, url):
    Action.objects.all().delete()
    assert client.get(url).status_code == 404


def test_link_of_somebody_else_is_not_for_who_is_signed_in(client, url, action):
    client.force_login(UserFactory())
    for page in (client.get(url), client.post(url, SAID)):
        assert page.status_code == 404
        assert "Retrofit" not in text(page)
    client.force_login(action.owner.user)
    assert client.post(url, SAID).status_code == 200


def test_holder_ends_a_link(client, url):
    page = client.post(url, {"act": "end"})
    assert page.status_code == 200
    assert client.get(url).status_code == 410
    assert not Update.objects.exists()


def test_many_forms_from_one_address_are_turned_away(client, url):
    statuses = [client.post(url, {"body": ""}).status_code for _ in range(61)]
    assert statuses == [422] * 60 + [429]


@pytest.mark.django_db(transaction=True)
def test_two_posts_at_once_publish_one_update(client, action, person, url):
    link = links.find(url.split("/")[-2])
    told = Told(stage=Stage.UNDER_WAY, body="At once.")
    faults = at_once(lambda: links.use(links.find(url.split("/")[-2]), told), lambda: links.use(link, told))
    assert [type(fault) for fault in faults] == [links.LinkEnded]
    assert Update.objects.count() == 1


def test_lead_and_coordinator_may_use_theirs(client, action):
    lead = ActionPartnerFactory(action=action, accepted=True).partner
    member = MembershipFactory(city=action.plan.city, partner=lead).user
    coordinator = coordinator_of(action.plan.city).user
    for person in (member, coordinator):
        assert client.post(open_link(action, person), SAID).status_code == 200


def test_coordinators_list_and_end_links(client, url, action):
    page_url = reverse("plan_links", args=[action.plan.city.slug])
    client.force_login(coordinator_of(action.plan.city).user)
    page = client.get(page_url)
    assert "Olu Owner" in text(page)
    assert "no-store" in page.headers["Cache-Control"]
    link = UpdateLink.objects.get()
    assert client.post(page_url, {"link": link.pk}).status_code == 302
    assert UpdateLink.objects.get().revoked_at is not None
    assert "No link is open" in text(client.get(page_url))
    for wrong in (link.pk, "", "x", "9" * 30):
        assert client.post(page_url, {"link": wrong}).status_code == 404


def test_coordinators_of_other_cities_end_nothing(client, url, action):
    stranger = coordinator_of(PlanFactory().city).user
    client.force_login(stranger)
    page_url = reverse("plan_links", args=[action.plan.city.slug])
    assert client.get(page_url).status_code == 404
    publish(action.plan)
    assert client.get(page_url).status_code == 403
    with pytest.raises(PermissionDenied):
        links.revoke(UpdateLink.objects.get(), by=stranger)
    assert UpdateLink.objects.get().revoked_at is None


def test_link_expires_after_two_weeks(action, person, client):
    old = open_link(action, person, timezone.now() - timedelta(days=14))
    young = open_link(action, person, timezone.now() - timedelta(days=13, hours=23))
    assert (client.get(old).status_code, client.get(young).status_code) == (410, 200)
