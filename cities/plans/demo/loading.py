"""Make the demonstration plans, each once: a city that has or had a plan keeps what it has.

The plan, its objectives and what is reworded go through the acts of this room, and each update passes the checks
of its act. The rest is written as rows: there are many, and they are of days in the past, which no act would give
them. Updates are drafts that are then published, an organisation accepts by its own member, and PostgreSQL's
constraints and triggers hold for all of it. The edit history begins on the day of loading.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cached_property
from itertools import zip_longest

from django.db import transaction
from django.utils import timezone

from cities.places.demo.cast import MARK
from cities.places.models import AdviceRequest, City, Membership, Partner
from cities.plans.demo import bristol, glasgow, leeds, liverpool, newcastle
from cities.plans.demo.script import Item, Script, Tale, day
from cities.plans.history import changing
from cities.plans.models import (
    Action,
    ActionAdvice,
    ActionPartner,
    ActionPlan,
    Basis,
    Edition,
    Endorsement,
    Evidence,
    Milestone,
    Response,
    Update,
)
from cities.plans.services import editions, parts, plans, updates
from cities.plans.services.actions import change_action
from handbooks.models import EntryPage, PrecedentPage, StarterRecord
from portal.accounts.demo import DemoPerson
from portal.accounts.models import User

SCRIPTS = (bristol.PLAN, glasgow.PLAN, leeds.PLAN, liverpool.PLAN, newcastle.PLAN)
NOON = time(12, 0)


def moment(offset: int) -> datetime:
    """Return noon of the day that is so many days from today."""
    return timezone.make_aware(datetime.combine(day(offset), NOON))


@transaction.atomic
def load() -> None:
    """Give each demonstration city that has no plan its own. Without the starter content there is none."""
    pages = starter_pages({key for script in SCRIPTS for item in script.items for key in item.rests_on})
    for script in SCRIPTS:
        city = City.objects.filter(slug=script.city, plans=None).first()
        by = coordinator_of(city, script) if city else None
        if city and by and (stage := Stage(script, city, pages, by)).is_set:
            stage.play()


def coordinator_of(city: City, script: Script) -> User | None:
    """Return the account that coordinates the city, as long as it does."""
    email = DemoPerson(script.coordinator, "").email
    row = Membership.objects.coordinators().of(city).filter(user__email=email).select_related("user").first()
    return row.user if row else None


def starter_pages(wanted: Collection[str]) -> dict[str, EntryPage | PrecedentPage]:
    """Return the published pages of the starter content by the key they were loaded under."""
    found = dict(StarterRecord.objects.filter(key__in=wanted).values_list("key", "object_id"))
    entries = EntryPage.objects.visible_to(None).in_bulk(list(found.values()))
    precedents = PrecedentPage.objects.visible_to(None).filter(is_held=False).in_bulk(list(found.values()))
    pages: dict[int, EntryPage | PrecedentPage] = {**entries, **precedents}
    return {key: pages[pk] for key, pk in found.items() if pk in pages}


@dataclass
class Stage:
    """One city while its plan is made. `made` are its actions so far, with what each of them tells."""

    script: Script
    city: City
    pages: Mapping[str, EntryPage | PrecedentPage]
    by: User
    made: list[tuple[Item, Action]] = field(default_factory=list)

    @cached_property
    def members(self) -> dict[str, Membership]:
        """The demonstration accounts of the city by the name of the organisation that they are there for."""
        rows = Membership.objects.active().of(self.city).filter(user__is_demonstration=True)
        known = rows.select_related("user", "partner__organisation")
        return {row.partner.organisation.name: row for row in known if row.partner}

    @cached_property
    def partners(self) -> dict[str, Partner]:
        rows = Partner.objects.current().filter(city=self.city).select_related("organisation")
        return {row.organisation.name: row for row in rows}

    @property
    def items(self) -> list[Item]:
        """The actions whose grounds are there: one that rests on pages has at least its first."""
        return [item for item in self.script.items if not item.rests_on or item.rests_on[0] in self.pages]

    @property
    def is_set(self) -> bool:
        return any(item.rests_on for item in self.items)

    def play(self) -> None:
        """Make the plan in the order in which it would have come about."""
        script = self.script
        self.plan = plans.begin_plan(
            self.city,
            title=script.full_title,
            vision=script.full_vision,
            starts_on=day(script.first - 90),
            ends_on=day(script.first + 1000),
            review_interval=90,
            by=self.by,
        )
        self.objectives = [
            plans.add_objective(self.plan, title=title, theme=theme, by=self.by) for title, theme in script.objectives
        ]
        self.make(edition=1)
        self.publish(1, script.first)
        self.make(edition=2)
        self.reword()
        self.finish_steps(script.first, script.second)
        self.backdate()
        self.tell()
        last = self.publish(2, script.second)
        self.endorse(last)
        self.finish_steps(script.second, 0)
        self.ask_for_advice()

    def make(self, *, edition: int) -> None:
        """Add the actions that first stand in an edition, with what they stand on."""
        items = [item for item in self.items if item.edition == edition]
        first = len(self.made) + 1
        rows = [self.action(item, number) for number, item in enumerate(items, first)]
        with changing(self.by, act="add"):
            actions = Action.objects.bulk_create(rows)
            made = list(zip(items, actions, strict=True))
            ActionPartner.objects.bulk_create(row for item, action in made for row in self.named(item, action))
            Basis.objects.bulk_create(row for item, action in made for row in self.bases(item, action))
            Milestone.objects.bulk_create(row for item, action in made for row in self.steps(item, action))
        self.made += made
        ActionPlan.objects.filter(pk=self.plan.pk).update(last_number=len(self.made))

    def action(self, item: Item, number: int) -> Action:
        named = item.owner or next((asked.body for asked in item.asked if asked.says_yes), "")
        return Action(
            plan=self.plan,
            objective=self.objectives[item.objective],
            number=number,
            position=number,
            title=item.title,
            summary=item.summary,
            outcome=item.outcome,
            owner=self.members.get(f"{named} {MARK}"),
            starts_on=day(item.starts),
            due_on=day(item.due),
            visibility=item.visibility,
            created_by=self.by,
        )

    def named(self, item: Item, action: Action) -> Iterator[ActionPartner]:
        """Yield the partners of an action. One answers by its own member; where it has none it is asked."""
        for asked in item.asked:
            if partner := self.partners.get(asked.name):
                row = ActionPartner(action=action, partner=partner, part=asked.part, asked_by=self.by)
                member = self.members.get(asked.name)
                if member and (asked.says_yes or asked.reason):
                    row.answered_by, row.reason = member.user, asked.reason
                    answered = moment(self.script.first - 40)
                    row.accepted_at, row.declined_at = (answered, None) if asked.says_yes else (None, answered)
                yield row

    def bases(self, item: Item, action: Action) -> Iterator[Basis]:
        for page in (self.pages[key] for key in item.rests_on if key in self.pages):
            kind = "entry" if isinstance(page, EntryPage) else "precedent"
            yield Basis(action=action, **{kind: page})
        if item.none_needed:
            yield Basis(action=action, none_needed=True, note=item.none_needed)

    def steps(self, item: Item, action: Action) -> Iterator[Milestone]:
        """Yield the steps of an action, as they stood when the first edition came out."""
        for step in item.steps:
            done = step.done if step.done is not None and step.done <= self.script.first else None
            done_on = day(done) if done is not None else None
            yield Milestone(action=action, title=step.title, due_on=day(step.due), done_on=done_on)

    def publish(self, number: int, when: int) -> Edition:
        payload, note = editions.next_payload(self.plan), self.script.notes[number - 1]
        return editions.freeze(self.plan, payload, number=number, note=note, by=self.by, at=moment(when))

    def reword(self) -> None:
        """Change the text of some actions between the editions."""
        for item, action in self.made:
            if item.reworded:
                dated = {name: day(value) if isinstance(value, int) else value for name, value in item.reworded.items()}
                change_action(action, seen=action.version, by=self.by, **dated)

    def finish_steps(self, after: int, until: int) -> None:
        """Say that the steps were done which were done in a span of days."""
        rows = {(row.action_id, row.title): row for row in Milestone.objects.filter(action__plan=self.plan)}
        done = []
        for item, action in self.made:
            for step in item.steps:
                if step.done is not None and after < step.done <= until:
                    row = rows[action.pk, step.title]
                    row.done_on = day(step.done)
                    done.append(row)
        with changing(self.by, act="edit"):
            Milestone.objects.bulk_update(done, ["done_on"])

    def backdate(self) -> None:
        """Give what was made just now the days on which it would have been."""
        begun = moment(self.script.first - 60)
        ActionPlan.objects.filter(pk=self.plan.pk).update(created_at=begun)
        for item, action in self.made:
            action.created_at = begun if item.edition == 1 else moment(self.script.second - 20)
        Action.objects.bulk_update([action for _item, action in self.made], ["created_at"])
        ActionPartner.objects.filter(action__plan=self.plan).update(asked_at=begun)

    def tell(self) -> None:
        """Publish the updates, the first of each action and then the next, so that each is a draft before."""
        latest: dict[int, Update] = {}
        for tales in zip_longest(*(item.tales for item, _action in self.made)):
            told = [(tale, action) for tale, (_item, action) in zip(tales, self.made, strict=True) if tale]
            drafts = [self.draft(tale, action, latest.get(action.pk)) for tale, action in told]
            Update.objects.bulk_create(drafts)
            Evidence.objects.bulk_create(proofs(told, drafts))
            for draft in drafts:
                updates.check_told(draft)
                updates.check_stage(draft, draft.action)
                latest[draft.action_id] = draft
                draft.published_at = moment((draft.reported_on - timezone.localdate()).days) + timedelta(hours=2)
                draft.counts_from = draft.corrects.counts_from if draft.corrects else draft.published_at
            Update.objects.bulk_update(drafts, ["published_at", "counts_from"])
            Response.objects.bulk_create(self.answers(told, drafts))

    def draft(self, tale: Tale, action: Action, last: Update | None) -> Update:
        writer = self.members.get(f"{tale.by} {MARK}") if tale.by else None
        writer = writer or next((row for row in self.members.values() if row.user_id == self.by.pk), None)
        return Update(
            action=action,
            by=writer.user if writer else self.by,
            partner=writer.partner if writer else None,
            stage=tale.stage,
            outlook=tale.outlook,
            body=tale.body,
            next_step=tale.next_step,
            next_on=day(tale.next_on) if tale.next_on is not None else None,
            reported_on=day(tale.when),
            corrects=last if tale.corrects else None,
        )

    def answers(self, told: list[tuple[Tale, Action]], published: list[Update]) -> Iterator[Response]:
        """Yield what co-owners that have accepted say to updates."""
        accepted = set(ActionPartner.objects.accepted().filter(action__plan=self.plan).values_list("action", "partner"))
        for (tale, action), update in zip(told, published, strict=True):
            for answer in tale.answers:
                member = self.members.get(answer.name)
                if member and (action.pk, member.partner_id) in accepted:
                    yield Response(
                        update=update,
                        partner=member.partner,
                        stance=answer.stance,
                        body=answer.why,
                        by=member.user,
                        at=moment(answer.when),
                    )

    def endorse(self, edition: Edition) -> None:
        names = (f"{body} {MARK}" for body in self.script.endorsed_by)
        members = [self.members[name] for name in names if name in self.members]
        at = edition.published_at + timedelta(days=6)
        Endorsement.objects.bulk_create(
            Endorsement(edition=edition, partner=member.partner, by=member.user, at=at) for member in members
        )

    def ask_for_advice(self) -> None:
        """Tie requests for advice to their actions: what the city asked before, and what an action asks."""
        for item, action in self.made:
            asked = AdviceRequest.objects.filter(city=self.city, topic=item.advice, action_link=None).first()
            if item.advice and asked:
                ActionAdvice.objects.create(action=action, request=asked)
            if item.wonders and self.city.is_focus:
                question = "What should we read, and whom should we ask, before we decide?"
                parts.ask_for_advice(action, topic=item.wonders, question=question, wanted_by=None, by=self.by)


def proofs(told: list[tuple[Tale, Action]], drafts: list[Update]) -> Iterator[Evidence]:
    """Yield the evidence of drafts."""
    for (tale, _action), draft in zip(told, drafts, strict=True):
        for shown in tale.shown:
            yield Evidence(update=draft, **vars(shown.proof))
