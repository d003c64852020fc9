"""The page of an action: its story, who carries it, what it rests on, and who may do what from there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from cities.plans.choices import Part, Stage, Stance, Visibility
from cities.plans.models import Action, ActionAdvice
from cities.plans.reading.plan import PlanReading
from cities.plans.reading.printed import printed_plan
from cities.plans.reading.typeset import data_of
from cities.plans.services import parts, redaction, updates
from cities.plans.services.updates import Proof
from portal.media.models import PrivateFile
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    AdviceRequestFactory,
    CityFactory,
    EntryPageFactory,
    MembershipFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OrganisationFactory,
    PartnerFactory,
    PlanFactory,
    PrecedentPageFactory,
    UpdateFactory,
    UserFactory,
)
from tests.factories.plans import coordinator_of, publish, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds", is_focus=True)


@pytest.fixture
def plan(leeds):
    return PlanFactory(city=leeds)


@pytest.fixture
def action(plan):
    return ActionFactory(objective=ObjectiveFactory(plan=plan), title="Warm the homes")


@pytest.fixture
def boss(leeds):
    return coordinator_of(leeds, user__display_name="Bea Boss").user


def address(action, name="action", *more) -> str:
    return reverse(name, args=["leeds", action.pk, *more])


def read(client, url) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def a_file(content=b"%PDF-1.7", kind="application/pdf", name="minute.pdf") -> PrivateFile:
    document = PrivateFile(name=name, content_type=kind, size=len(content))
    document.file.save(name, ContentFile(content), save=False)
    document.save()
    return document


def co_owner(action, name="Trust"):
    """Return a member of an organisation that has accepted to co-own `action`."""
    partner = PartnerFactory(city=action.plan.city, organisation=OrganisationFactory(name=name))
    ActionPartnerFactory(action=action, partner=partner, part=Part.CO_OWNER, accepted=True)
    return MembershipFactory(city=action.plan.city, partner=partner, user__display_name="Mo Member").user


def test_action_in_no_edition_is_not_there_for_the_public(client, plan, action, boss):
    assert client.get(address(action)).status_code == 404
    client.force_login(boss)
    assert "Warm the homes" in read(client, address(action))


@pytest.mark.parametrize(
    ("visibility", "said"),
    [
        (Visibility.PUBLIC, "until the next edition: then everyone reads both"),
        (Visibility.PARTNERS, "Everyone will once an edition holds the action"),
        (Visibility.DRAFT, "A draft: only the coordinators, its owner"),
    ],
)
def test_members_read_who_reads_the_text_and_its_updates(client, plan, action, boss, visibility, said):
    ActionFactory(objective=action.objective)
    publish(plan)
    inner = ActionFactory(objective=action.objective, visibility=visibility)
    client.force_login(boss)
    page = read(client, address(inner))
    assert said in page
    assert "?text=edition" not in page
    page = read(client, address(action))
    assert "the public that of edition 1. Updates are public at once." in page
    assert "Only the network" not in page
    assert "Working text." not in read(client, address(action) + "?text=edition")
    client.logout()
    assert "Updates are public at once" not in read(client, address(action))


def test_action_of_another_city_is_not_found(client, plan, action):
    publish(plan)
    other = CityFactory(name="Hull")
    assert client.get(reverse("action", args=[other.slug, action.pk])).status_code == 404


def test_draft_is_read_by_coordinators_and_who_answers_for_it(client, plan, action, boss, leeds):
    Action.objects.filter(pk=action.pk).update(visibility=Visibility.DRAFT)
    client.force_login(MembershipFactory(city=leeds).user)
    assert client.get(address(action)).status_code == 404
    client.force_login(boss)
    assert client.get(address(action)).status_code == 200


def test_story_shows_each_change_of_stage(client, plan, action, boss):
    publish(plan)
    first = tell(action, boss, body="It has begun.")
    second = tell(action, boss, body="Still going.")
    third = tell(action, boss, stage=Stage.PAUSED, body="No money.")
    page = read(client, address(action))
    places = [page.index(f'id="update-{update.pk}"') for update in (third, second, first)]
    assert places == sorted(places)
    second_part = page[places[1] : places[2]]
    assert "From" not in second_part
    assert "From" in page[places[0] : places[1]]


def test_public_reads_whom_an_update_is_signed_for_and_no_name(client, plan, action, leeds):
    partner = PartnerFactory(city=leeds, organisation=OrganisationFactory(name="Leeds Council"))
    writer = coordinator_of(leeds, partner=partner, user__display_name="Wendy Writer").user
    publish(plan)
    update = tell(action, writer)
    for url in (address(action), address(action, "plan_update", update.pk)):
        page = read(client, url)
        assert "Signed by a member of Leeds Council" in page
        assert "Wendy" not in page
    client.force_login(MembershipFactory(city=leeds).user)
    assert "Signed by Wendy Writer, Leeds Council" in read(client, address(action))


def test_name_of_a_hidden_person_is_shown_to_no_member(client, plan, action, leeds):
    owner = MembershipFactory(city=leeds, user__display_name="Hidden Hannah", user__directory="hidden")
    Action.objects.filter(pk=action.pk).update(owner=owner)
    client.force_login(MembershipFactory(city=leeds).user)
    page = read(client, address(action))
    assert "Hidden Hannah" not in page
    assert "A member of the network" in page


def test_correction_shows_both_texts(client, plan, action, boss):
    publish(plan)
    wrong = tell(action, boss, body="Nine homes.")
    right = tell(action, boss, body="Seven homes.", corrects=wrong)
    page = read(client, address(action))
    assert page.index("Seven homes.") < page.index("Corrected on") < page.index("Nine homes.")
    old = read(client, address(action, "plan_update", wrong.pk))
    assert "This update was corrected" in old
    assert "Seven homes." in old
    assert "This update was corrected" not in read(client, address(action, "plan_update", right.pk))


def test_correction_shows_the_evidence_that_it_inherits(client, plan, action, boss):
    publish(plan)
    first, second = (Proof(kind="link", title=title, url="https://example.org/") for title in ("Minute", "Photo"))
    wrong = tell(action, boss, body="Nine homes.", proofs=[first])
    right = tell(action, boss, body="Seven homes.", proofs=[second], corrects=wrong)
    said = "given with the update that this corrects"
    for url in (address(action), address(action, "plan_update", right.pk)):
        own = read(client, url).partition("Seven homes.")[2].partition("Corrected on")[0]
        assert own.index("Photo") < own.index("Minute") < own.index(said)
    printed = read(client, reverse("plan_print", args=["leeds"]))
    assert printed.index("Photo") < printed.index("Minute") < printed.index(said)
    claim = data_of(printed_plan(plan.city))["objectives"][0]["actions"][0]["claim"]
    assert [row["title"] for row in claim["evidence"]] == ["Photo", "Minute"]
    assert "Link: Photo, https://example.org/\nLink: Minute" in read(client, reverse("plan_csv", args=["leeds"]))


def test_correction_is_dated_by_both_days_everywhere(client, plan, action, boss):
    publish(plan)
    first = datetime(2026, 10, 17, 12, tzinfo=UTC)
    corrected = datetime(2026, 11, 4, 12, tzinfo=UTC)
    wrong = UpdateFactory(action=action, published_at=first, reported_on=first.date())
    right = UpdateFactory(
        action=action, corrects=wrong, published_at=corrected, counts_from=first, reported_on=corrected.date()
    )
    both = "17 October 2026, corrected 4 November 2026"
    assert f"{both}</time>" in read(client, address(action))
    own = read(client, address(action, "plan_update", right.pk))
    assert f"Update of {both}" in own
    assert f"update of {both}. http" in own
    assert "a member of the network, 4 November 2026" in own
    assert f"Latest update, {both}" in read(client, reverse("plan_print", args=["leeds"]))
    data = data_of(printed_plan(plan.city))
    assert data["objectives"][0]["actions"][0]["claim"]["heading"] == f"Latest update, {both}: Under way"
    csv = read(client, reverse("plan_csv", args=["leeds"]))
    assert "2026-11-04,2026-11-04,The first homes" in csv


def test_correcting_is_offered_to_whoever_may(client, plan, action, boss):
    member = co_owner(action)
    publish(plan)
    update = tell(action, boss)
    url = address(action, "update_correct", update.pk)
    for person, sees in ((member, False), (boss, True)):
        client.force_login(person)
        assert (url in read(client, address(action))) is sees
        assert client.get(url).status_code == (200 if sees else 403)


def test_answers_stand_with_what_was_claimed(client, plan, action, boss):
    member = co_owner(action)
    publish(plan)
    update = tell(action, boss)
    updates.respond(update, stance=Stance.DISPUTE, body="Nobody moved in.", by=member)
    page = read(client, address(action))
    assert "Trust: disputes it." in page
    assert "Nobody moved in." in page
    assert "Mo Member" not in page
    assert "Nobody moved in." in read(client, address(action, "plan_update", update.pk))


def test_dispute_of_an_earlier_update_shows_in_the_status(client, plan, action, boss):
    member = co_owner(action)
    publish(plan)
    update = tell(action, boss)
    updates.respond(update, stance=Stance.DISPUTE, body="Nobody moved in.", by=member)
    tell(action, boss, body="More moved in.")
    for url in (address(action), reverse("plan", args=["leeds"]), reverse("plan_print", args=["leeds"])):
        assert "An earlier update is disputed" in read(client, url)
    facts = read(client, address(action)).partition('id="facts"')[2].partition("</section>")[0]
    assert f'href="#update-{update.pk}"' in facts


@pytest.mark.parametrize(
    ("lead", "basis", "said"),
    [
        (None, False, "Not agreed: no lead has accepted; no power is named."),
        ("asked", True, "Not agreed: no lead has accepted."),
        ("accepted", False, "Not agreed: no power is named."),
        ("accepted", True, ""),
    ],
)
@pytest.mark.parametrize("stage", [Stage.UNDER_WAY, Stage.DONE])
def test_action_that_began_without_agreement_says_so_to_everyone(client, plan, action, lead, basis, said, stage):
    if lead:
        ActionPartnerFactory(action=action, accepted=lead == "accepted")
    if basis:
        action.bases.create(none_needed=True, note="The council owns the land.")
    publish(plan)
    pages = [address(action), reverse("plan_print", args=["leeds"])]
    assert not [url for url in pages if "Not agreed" in read(client, url)]
    UpdateFactory(action=action, stage=stage)
    for url in pages:
        assert said in read(client, url)
        assert ("Not agreed" in read(client, url)) == bool(said)
    assert data_of(printed_plan(plan.city))["objectives"][0]["actions"][0]["not_agreed"] == said
    assert ("Not agreed" in read(client, reverse("plan", args=["leeds"]))) == bool(said)


@pytest.mark.parametrize(
    ("stages", "is_said"),
    [
        ([Stage.AGREED, Stage.UNDER_WAY], False),
        ([Stage.PROPOSED], False),
        ([Stage.DROPPED], False),
        ([Stage.UNDER_WAY, Stage.PAUSED, Stage.DONE], True),
    ],
)
def test_what_was_agreed_once_or_has_not_begun_is_not_said_to_lack_agreement(client, plan, action, stages, is_said):
    publish(plan)
    for stage in stages:
        UpdateFactory(action=action, stage=stage)
    assert ("Not agreed" in read(client, address(action))) is is_said


def test_update_has_an_address_and_a_citation(client, plan, action, boss, settings):
    publish(plan)
    update = tell(action, boss)
    url = address(action, "plan_update", update.pk)
    page = read(client, url)
    assert f"Action plan of Leeds ({timezone.localdate().year}), action 1, “Warm the homes”: update of" in page
    assert settings.SITE_URL + url in page
    assert client.get(address(action, "plan_update", update.pk + 1)).status_code == 404


def test_removed_text_is_said_to_be_removed(client, plan, action, boss):
    member = co_owner(action)
    publish(plan)
    update = tell(action, boss, body="Ann Other lives there.")
    answer = updates.respond(update, stance=Stance.DISPUTE, body="Ann Other does not.", by=member)
    administrator = UserFactory(groups=["Administrators"])
    redaction.redact(update, by=administrator, reason="A person asked.")
    redaction.redact(answer, by=administrator, reason="A person asked.")
    page = read(client, address(action))
    assert "The text of this update was removed by an administrator" in page
    assert "The text of this answer was removed" in page
    assert "Ann Other" not in page


def test_panel_shows_who_carries_it_and_when(client, plan, action, leeds):
    owner = MembershipFactory(city=leeds, partner=PartnerFactory(city=leeds), user__display_name="Olu Owner")
    Action.objects.filter(pk=action.pk).update(owner=owner)
    ActionPartnerFactory(action=action)
    co_owner(action)
    publish(plan)
    panel = read(client, address(action)).partition("This action")[2].partition("</section>")[0]
    assert "<b>asked</b>" in panel
    assert "accepted" in panel
    assert f"A member of {owner.partner.organisation.name}" in panel
    assert "Olu Owner" not in panel
    assert f"{action.due_on:%Y-%m-%d}" in panel


def test_basis_and_precedents_are_linked_by_number(client, plan, action):
    entry, precedent = EntryPageFactory(audience="civil_society"), PrecedentPageFactory()
    action.bases.create(entry=entry, note="For the lease.")
    action.bases.create(precedent=precedent)
    publish(plan)
    page = read(client, address(action))
    assert f'data-ink="cs" href="{entry.url}"' in page
    assert "For the lease." in page
    assert f'href="{precedent.url}"' in page
    entry.unpublish()
    page = read(client, address(action))
    assert f'href="{entry.url}"' not in page
    assert "not published now" in page


def test_none_needed_says_why(client, plan, action):
    action.bases.create(none_needed=True, note="The council owns the land.")
    publish(plan)
    page = read(client, address(action))
    assert "No power is needed." in page
    assert "The council owns the land." in page


def test_milestones_say_done_late_or_to_come(client, plan, action):
    today = timezone.localdate()
    MilestoneFactory(action=action, title="First", due_on=today - timedelta(days=9), done_on=today)
    MilestoneFactory(action=action, title="Second", due_on=today - timedelta(days=2))
    MilestoneFactory(action=action, title="Third", due_on=today + timedelta(days=2))
    publish(plan)
    steps = read(client, address(action)).partition('id="milestones"')[2].partition("</section>")[0]
    found = [steps.index(word) for word in ("First", "Done", "Second", "Late", "Third", "To come")]
    assert found == sorted(found)


def test_day_on_which_a_step_was_done_is_live_and_all_else_of_it_is_not(client, plan, action, boss):
    today = timezone.localdate()
    step = MilestoneFactory(action=action, title="First", due_on=today - timedelta(days=9))
    gone = MilestoneFactory(action=action, title="Second", due_on=today, done_on=today)
    publish(plan)
    parts.change_milestone(
        step, seen=step.version, title="Renamed", due_on=today + timedelta(days=9), done_on=today, by=boss
    )
    parts.remove_milestone(gone, by=boss)
    for url in (address(action), reverse("plan_print", args=["leeds"])):
        page = read(client, url)
        assert "First" in page
        assert "Renamed" not in page
        assert "Late" not in page
    (text,) = PlanReading(plan.city, None).text.actions
    assert [(done.title, done.done_on) for done in text.milestones] == [("First", today), ("Second", today)]
    assert text.milestones[0].due_on == today - timedelta(days=9)


def test_advice_for_it_is_shown_to_whom_it_is_open(client, plan, action, leeds):
    waits = AdviceRequestFactory(city=leeds, topic="A secret question")
    ActionAdvice.objects.create(action=action, request=waits)
    publish(plan)
    assert "A secret question" not in read(client, address(action))
    client.force_login(MembershipFactory(city=leeds).user)
    assert "A secret question" in read(client, address(action))


def test_next_and_previous_action(client, plan, action):
    later = ActionFactory(objective=action.objective, title="Then this")
    publish(plan)
    assert f'href="{address(later)}" rel="next"' in read(client, address(action))
    assert f'href="{address(action)}" rel="prev"' in read(client, address(later))


def test_organisation_that_is_asked_is_told_so(client, plan, action, leeds):
    named = ActionPartnerFactory(action=action)
    asked = f"{named.partner.organisation.name} is asked"
    client.force_login(MembershipFactory(city=leeds).user)
    assert asked not in read(client, address(action))
    client.force_login(MembershipFactory(city=leeds, partner=named.partner).user)
    assert asked in read(client, address(action))


def test_draft_is_read_by_the_organisation_that_it_asks(client, plan, action, leeds):
    Action.objects.filter(pk=action.pk).update(visibility=Visibility.DRAFT)
    named = ActionPartnerFactory(action=action)
    client.force_login(MembershipFactory(city=leeds).user)
    assert client.get(address(action)).status_code == 404
    client.force_login(MembershipFactory(city=leeds, partner=named.partner).user)
    assert reverse("part_answer", args=["leeds", named.pk]) in read(client, address(action))


def test_administrators_are_led_to_take_words_away(client, plan, action, boss):
    publish(plan)
    update = tell(action, boss)
    url = reverse("update_redact", args=["leeds", action.pk, update.pk])
    for person, sees in ((boss, False), (UserFactory(groups=["Administrators"]), True)):
        client.force_login(person)
        assert (url in read(client, address(action))) is sees


def test_buttons_are_for_whom_they_work(client, plan, action, boss, leeds):
    publish(plan)
    for person, sees in ((None, False), (MembershipFactory(city=leeds).user, False), (boss, True)):
        if person:
            client.force_login(person)
        assert ("Edit this action" in read(client, address(action))) is sees


def test_evidence_is_served_with_its_update_and_never_before(client, plan, action, boss):
    proof = Proof(kind="document", title="Minute", document=a_file())
    update = tell(action, boss, proofs=[proof])
    url = reverse("evidence_file", args=["leeds", update.evidence.get().pk])
    assert client.get(url).status_code == 404
    publish(plan)
    assert url in read(client, address(action))
    response = client.get(url)
    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


def test_picture_of_evidence_is_shown_in_place(client, plan, action, boss):
    proof = Proof(kind="photo", title="Roof", document=a_file(b"\x89PNG", "image/png", "roof.png"))
    update = tell(action, boss, proofs=[proof])
    publish(plan)
    response = client.get(reverse("evidence_file", args=["leeds", update.evidence.get().pk]))
    assert (response["Content-Type"], response["Content-Disposition"][:6]) == ("image/png", "inline")
    assert "sandbox" in response["Content-Security-Policy"]


# Chromium draws no PDF where the policy says `sandbox`: a blank page would be all that a reader gets.
@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/xhtml+xml", "text/csv", "application/pdf"])
def test_evidence_of_any_other_kind_is_downloaded(client, plan, action, boss, kind):
    proof = Proof(kind="data", title="Data", document=a_file(b"<script>alert(1)</script>", kind, "data.html"))
    update = tell(action, boss, proofs=[proof])
    publish(plan)
    response = client.get(reverse("evidence_file", args=["leeds", update.evidence.get().pk]))
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")


def test_evidence_of_a_draft_and_of_another_city_is_not_found(client, plan, action, boss):
    publish(plan)
    proof = Proof(kind="document", title="Minute", document=a_file())
    draft = updates.save_draft(action, updates.Told(stage=Stage.UNDER_WAY, body="x"), by=boss, proofs=[proof])
    assert client.get(reverse("evidence_file", args=["leeds", draft.evidence.get().pk])).status_code == 404
    update = tell(action, boss)
    CityFactory(name="Hull")
    assert client.get(reverse("evidence_file", args=["hull", update.evidence.get().pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_action_page_takes_at_most_fifteen_queries(client, plan, action, boss, count, django_assert_max_num_queries):
    member = co_owner(action)
    action.bases.create(entry=EntryPageFactory())
    action.bases.create(precedent=PrecedentPageFactory())
    for place in range(count):
        MilestoneFactory(action=action)
        link = Proof(kind="link", title=f"Proof {place}", url="https://example.org/")
        update = tell(action, boss, proofs=[link])
        updates.respond(update, stance=Stance.AGREE, body="", by=member)
    publish(plan)
    with django_assert_max_num_queries(15):
        page = read(client, address(action))
    assert page.count('class="key-up"') == count
