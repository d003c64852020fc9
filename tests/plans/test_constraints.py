"""What PostgreSQL itself refuses: every constraint and trigger of the room, each with a row that it stops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.utils import timezone

from cities.places.models import Membership, Partner
from cities.plans.choices import Part, Stage, Stance
from cities.plans.models import (
    Action,
    ActionAdvice,
    ActionPartner,
    ActionPlan,
    Basis,
    Edition,
    EditionAction,
    Endorsement,
    Evidence,
    Follow,
    ImportBatch,
    Objective,
    PlanPreference,
    PlanVisit,
    Reminder,
    Response,
    Update,
    UpdateLink,
)
from cities.plans.triggers import redacting
from portal.accounts.models import User
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    AdviceRequestFactory,
    EntryPageFactory,
    MembershipFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PartnerFactory,
    PlanFactory,
    PrecedentPageFactory,
    UpdateFactory,
)
from tests.factories.plans import publish
from tests.refusals import Rules, change, twice, twice_with

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 1)
DIGEST = "0" * 64
KEPT_BY_HISTORY = frozenset(("insert_insert", "update_update", "delete_delete"))
"""The triggers that write the history refuse nothing: `tests/plans/test_acts.py` shows what they keep."""


@dataclass(frozen=True)
class World:
    """An action of one city with what hangs on it, and a stranger from another city."""

    plan: ActionPlan
    objective: Objective
    action: Action
    lead: ActionPartner
    co_owner: ActionPartner
    member: Membership
    update: Update
    stranger: Action

    @property
    def by(self) -> User:
        return self.member.user

    @property
    def foreign_partner(self) -> Partner:
        return PartnerFactory(city=self.stranger.plan.city)

    @property
    def edition(self) -> Edition:
        return self.plan.editions.first() or publish(self.plan)

    def update_with(self, **more: Any) -> Update:
        """Insert an update that was published, or a draft."""
        now = timezone.now()
        told = {"stage": Stage.UNDER_WAY, "body": "It is.", "reported_on": DAY, "published_at": now, "counts_from": now}
        return Update.objects.create(**{"action": self.action, "by": self.by, **told, **more})

    def draft(self, **more: Any) -> Update:
        return self.update_with(published_at=None, counts_from=None, **more)

    def evidence(self, **more: Any) -> Evidence:
        given = {"update": self.draft(), "kind": "link", "title": "It", "url": "https://example.org/"}
        return Evidence.objects.create(**{**given, **more})

    def response(self, **more: Any) -> Response:
        given = {"update": self.update, "partner": self.co_owner.partner, "stance": Stance.AGREE, "by": self.by}
        return Response.objects.create(**{**given, **more})

    def edition_with(self, **more: Any) -> Edition:
        given = {"plan": self.plan, "number": 9, "payload": {}, "checksum": DIGEST, "published_by": self.by}
        return Edition.objects.create(**{**given, **more})

    def held(self, **more: Any) -> EditionAction:
        edition = more.pop("edition", None) or self.edition_with()
        given = {"action": self.action, "number": 1, "title": "It", "theme": "housing", "position": 1}
        return EditionAction.objects.create(edition=edition, **{**given, **more})

    def follow(self, **more: Any) -> Follow:
        given = {"user": self.by, "plan": self.plan, "confirmed_at": timezone.now()}
        return Follow.objects.create(**{**given, **more})

    def address(self, **more: Any) -> Follow:
        return self.follow(**{"user": None, "email": "a@example.org", **more})

    def link(self, **more: Any) -> UpdateLink:
        given = {"action": self.action, "person": self.by, "token_digest": DIGEST, "expires_at": timezone.now()}
        return UpdateLink.objects.create(**{**given, **more})

    def imported(self, **more: Any) -> ImportBatch:
        return ImportBatch.objects.create(
            **{"plan": self.plan, "name": "a.csv", "checksum": DIGEST, "by": self.by, **more}
        )

    def named(self, **more: Any) -> ActionPartner:
        given = {"action": self.action, "part": Part.SUPPORTER, "asked_by": self.by}
        partner = more.pop("partner", None) or PartnerFactory(city=self.plan.city)
        return ActionPartner.objects.create(**{**given, "partner": partner, **more})

    def basis(self, **more: Any) -> Basis:
        return Basis.objects.create(**{"action": self.action, **more})

    def endorse(self, **more: Any) -> Endorsement:
        given = {"edition": self.edition, "partner": self.co_owner.partner, "by": self.by}
        return Endorsement.objects.create(**{**given, **more})


@pytest.fixture
def world() -> World:
    plan = PlanFactory()
    objective = ObjectiveFactory(plan=plan)
    action = ActionFactory(objective=objective)
    lead = ActionPartnerFactory(action=action, accepted=True)
    co_owner = ActionPartnerFactory(action=action, part=Part.CO_OWNER, accepted=True)
    member = MembershipFactory(city=plan.city, partner=co_owner.partner)
    return World(plan, objective, action, lead, co_owner, member, UpdateFactory(action=action), ActionFactory())


Act = Callable[[World], Any]

REFUSED: dict[str, Act] = {
    # plans and objectives
    "plan_one_live_per_city": lambda w: PlanFactory(city=w.plan.city),
    "plan_ends_after_start": lambda w: change(w.plan, ends_on=w.plan.starts_on),
    "plan_days_bounded": lambda w: change(w.plan, starts_on=date(1989, 12, 31)),
    "plan_days_bounded:ends": lambda w: change(w.plan, ends_on=date(2200, 1, 1)),
    "plan_interval_bounded": lambda w: change(w.plan, review_interval=6),
    "objective_position_once": lambda w: ObjectiveFactory(plan=w.plan, position=w.objective.position),
    "objective_theme_known": lambda w: change(w.objective, theme="circus"),
    # actions
    "action_number_once_per_plan": lambda w: ActionFactory(objective=w.objective, number=w.action.number),
    "action_position_once": lambda w: ActionFactory(objective=w.objective, position=w.action.position),
    "action_due_after_start": lambda w: change(w.action, starts_on=DAY, due_on=DAY - timedelta(days=1)),
    "action_days_bounded": lambda w: change(w.action, due_on=date(9999, 12, 31)),
    "action_days_bounded:starts": lambda w: change(w.action, starts_on=date(1, 1, 1)),
    "action_visibility_known": lambda w: change(w.action, visibility="secret"),
    "action_of_one_city": lambda w: change(w.action, objective=w.stranger.objective),
    "action_of_one_city:owner": lambda w: change(w.action, owner=MembershipFactory(city=w.stranger.plan.city)),
    "action_stays_public_once_published": lambda w: w.edition and change(w.action, visibility="draft"),
    "milestone_title_once_per_action": lambda w: twice(lambda: MilestoneFactory(action=w.action, title="Roof")),
    "milestone_days_bounded": lambda w: MilestoneFactory(action=w.action, due_on=date(2200, 1, 1)),
    "milestone_days_bounded:done": lambda w: MilestoneFactory(action=w.action, done_on=date(1989, 12, 31)),
    "request unique": lambda w: twice_with(AdviceRequestFactory(city=w.plan.city), lambda request: advise(w, request)),
    "advice_of_one_city": lambda w: advise(w, AdviceRequestFactory(city=w.stranger.plan.city)),
    # partners and bases
    "action_partner_once": lambda w: w.named(partner=w.lead.partner),
    "action_one_lead": lambda w: w.named(part=Part.LEAD),
    "action_part_known": lambda w: w.named(part="friend"),
    "action_partner_one_answer": lambda w: change(w.lead, declined_at=timezone.now()),
    "action_partner_answer_signed": lambda w: change(w.lead, answered_by=None),
    "action_partner_answer_signed:nothing answered": lambda w: w.named(answered_by=w.by),
    "action_partner_of_one_city": lambda w: w.named(partner=w.foreign_partner),
    "basis_of_one_kind": lambda w: w.basis(),
    "basis_of_one_kind:both": lambda w: w.basis(entry=EntryPageFactory(), precedent=PrecedentPageFactory()),
    "basis_none_needed_says_why": lambda w: w.basis(none_needed=True),
    "basis_entry_once": lambda w: twice_with(EntryPageFactory(), lambda page: w.basis(entry=page)),
    "basis_precedent_once": lambda w: twice_with(PrecedentPageFactory(), lambda page: w.basis(precedent=page)),
    "basis_none_needed_once": lambda w: twice(lambda: w.basis(none_needed=True, note="None.")),
    "basis_none_or_some": lambda w: w.basis(entry=EntryPageFactory()) and w.basis(none_needed=True, note="None."),
    "basis_none_or_some:then an entry": lambda w: (
        w.basis(none_needed=True, note="None.") and w.basis(entry=EntryPageFactory())
    ),
    # updates
    "update_stage_known": lambda w: w.update_with(stage="thinking"),
    "update_outlook_known": lambda w: w.update_with(outlook="sunny"),
    "update_no_outlook_at_the_end": lambda w: w.update_with(stage=Stage.DONE, outlook="on_track"),
    "update_says_what_happened": lambda w: w.update_with(body=""),
    "update_next_after_this": lambda w: w.update_with(next_step="Go on", next_on=DAY),
    "update_days_bounded": lambda w: w.update_with(reported_on=date(1, 1, 1)),
    "update_days_bounded:next": lambda w: w.update_with(next_step="Go on", next_on=date(9999, 12, 31)),
    "update_next_step_named": lambda w: w.update_with(next_on=DAY + timedelta(days=1)),
    "update_counts_once_published": lambda w: w.update_with(counts_from=None),
    "update_counts_once_published:later": lambda w: w.update_with(counts_from=timezone.now() + timedelta(days=1)),
    "update_corrects_another": lambda w: corrects_itself(w.update),
    "update_corrected_once": lambda w: twice(lambda: w.update_with(corrects=w.update)),
    "update_one_draft_per_person": lambda w: twice(w.draft),
    "update_frozen_once_published": lambda w: change(w.update, body="Otherwise."),
    "update_frozen_once_published:deleted": lambda w: w.update.delete(),
    "update_of_one_city": lambda w: w.update_with(partner=w.foreign_partner),
    "update_of_one_city:other action": lambda w: w.update_with(corrects=UpdateFactory(action=w.stranger)),
    "update_of_one_city:a draft": lambda w: w.update_with(corrects=w.draft()),
    "evidence_kind_known": lambda w: w.evidence(kind="rumour"),
    "evidence_link_or_file": lambda w: w.evidence(url=""),
    "evidence_link_or_file:removed, with its address": lambda w: w.evidence(title="", redacted_at=timezone.now()),
    "evidence_link_or_file:removed, with its title": lambda w: w.evidence(url="", redacted_at=timezone.now()),
    "evidence_decision_dated": lambda w: w.evidence(kind="decision"),
    "evidence_day_bounded": lambda w: w.evidence(dated_on=date(1, 1, 1)),
    "evidence_before_publication": lambda w: w.evidence(update=w.update),
    "evidence_before_publication:deleted": lambda w: publish_draft(w.evidence()).delete(),
    "response_once_per_partner": lambda w: twice(w.response),
    "response_stance_known": lambda w: w.response(stance="shrug", body="Hm."),
    "response_says_why": lambda w: w.response(stance=Stance.DISPUTE),
    "response_append_only": lambda w: change(w.response(), body="Otherwise."),
    "response_append_only:deleted": lambda w: w.response().delete(),
    "response_of_a_co_owner": lambda w: w.response(partner=w.lead.partner),
    "response_of_a_co_owner:to a draft": lambda w: w.response(update=w.draft()),
    # editions
    "edition_number_once_per_plan": lambda w: twice(w.edition_with),
    "edition_numbered_from_one": lambda w: w.edition_with(number=0),
    "edition_checksum_whole": lambda w: w.edition_with(checksum="abc"),
    "edition_append_only": lambda w: change(w.edition, note="Otherwise."),
    "edition_append_only:deleted": lambda w: w.edition_with().delete(),
    "edition_action_once": lambda w: twice_with(w.edition_with(), lambda edition: w.held(edition=edition)),
    "edition_action_append_only": lambda w: change(w.held(), title="Otherwise"),
    "edition_action_append_only:deleted": lambda w: w.held().delete(),
    "edition_action_of_one_plan": lambda w: w.held(action=w.stranger),
    "endorsement_once_per_partner": lambda w: twice(w.endorse),
    "endorsement_append_only": lambda w: change(w.endorse(), partner=w.lead.partner),
    "endorsement_append_only:deleted": lambda w: w.endorse().delete(),
    "endorsement_of_one_city": lambda w: w.endorse(partner=w.foreign_partner),
    # who is told what
    "follow_by_one": lambda w: w.follow(email="a@example.org"),
    "follow_by_one:nobody": lambda w: w.follow(user=None),
    "follow_of_one": lambda w: w.follow(action=w.action),
    "follow_of_one:nothing": lambda w: w.follow(plan=None),
    "follow_user_confirmed": lambda w: w.follow(confirmed_at=None),
    "follow_plan_once": lambda w: twice(w.follow),
    "follow_action_once": lambda w: twice(lambda: w.follow(plan=None, action=w.action)),
    "follow_plan_once_by_address": lambda w: w.address() and w.address(email="A@example.org"),
    "follow_action_once_by_address": lambda w: twice(lambda: w.address(plan=None, action=w.action)),
    "reminder_once_per_week": lambda w: twice(lambda: Reminder.objects.create(person=w.by, week="2026-W48")),
    "reminder_week_well_formed": lambda w: Reminder.objects.create(person=w.by, week="week 48"),
    "update_link_settled_once": lambda w: w.link(used_at=timezone.now(), revoked_at=timezone.now()),
    "token_digest unique": lambda w: twice(w.link),
    "person unique": lambda w: twice(lambda: PlanPreference.objects.create(person=w.by)),
    "plan_visit_once_per_person": lambda w: twice(
        lambda: PlanVisit.objects.create(user=w.by, plan=w.plan, last_at=timezone.now())
    ),
    "import_state_known": lambda w: w.imported(state="half"),
    "import_applied_at": lambda w: w.imported(state="applied"),
    "import_applied_at:too early": lambda w: w.imported(applied_at=timezone.now()),
}


def advise(world: World, request: Any) -> ActionAdvice:
    return ActionAdvice.objects.create(action=world.action, request=request)


def corrects_itself(published: Update) -> None:
    """Say of an update that it corrects itself, past the triggers that refuse it too."""
    with redacting():
        change(published, corrects=published.pk)


def publish_draft(evidence: Evidence) -> Evidence:
    now = timezone.now()
    Update.objects.filter(pk=evidence.update_id).update(published_at=now, counts_from=now)
    return evidence


def histories() -> list[Any]:
    """Return the models of the history, which django-pghistory makes."""
    return [model for model in apps.get_app_config("plans").get_models() if model.__name__.endswith("Event")]


RULES = Rules(
    [model for model in apps.get_app_config("plans").get_models() if model not in histories()], KEPT_BY_HISTORY
)


@pytest.mark.parametrize("row", REFUSED)
def test_database_refuses(world, row):
    RULES.check_refused(row, lambda: REFUSED[row](world))


def test_every_constraint_and_trigger_has_a_row():
    assert {row.partition(":")[0] for row in REFUSED} == RULES.names


@pytest.mark.parametrize("act", ["change", "delete"])
@pytest.mark.parametrize("model", histories(), ids=lambda model: model.__name__)
def test_history_only_grows(world, model, act):
    world.basis(none_needed=True, note="None.")
    MilestoneFactory(action=world.action)
    rows = model.objects.all()
    assert rows.exists()
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        rows.update(pgh_label="otherwise") if act == "change" else rows.delete()
