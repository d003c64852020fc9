"""What PostgreSQL itself refuses of digests and notices: every constraint, each with a row that it stops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone

from network.digests.choices import Cadence, DigestState, ItemKind, NoticeKind
from network.digests.models import Digest, DigestItem, Halt, Notice, Preference, Subscription
from network.digests.models.preference import EARLIEST, LATEST
from portal.accounts.models import User
from tests.factories import UserFactory
from tests.factories.digests import DigestFactory, PreferenceFactory
from tests.refusals import Rules, change, twice

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class World:
    """A person who chose something, and a digest of theirs that is due."""

    digest: Digest
    preference: Preference

    @property
    def person(self) -> User:
        return self.digest.person

    @property
    def now(self) -> Any:
        return timezone.now()

    def same(self, **more: Any) -> Digest:
        return DigestFactory(person=self.person, **more)

    def ends(self, state: str, **more: Any) -> None:
        change(self.digest, **{"state": state, "settled_at": self.now, **more})

    def item(self, **more: Any) -> DigestItem:
        given = {"person": self.person, "kind": ItemKind.EVENT, "object_id": 1, "digest": self.digest}
        return DigestItem.objects.create(**{**given, **more})

    def halted(self, **more: Any) -> Halt:
        return Halt.objects.create(**{"by": self.person, "why": "A wrong letter.", **more})

    def noticed(self, **more: Any) -> Notice:
        given = {"person": self.person, "kind": NoticeKind.MENTION, "source": "post", "object_id": 1}
        return Notice.objects.create(**{**given, **more})

    def subscribed(self, **more: Any) -> Subscription:
        given = {"person": self.person, "endpoint": "https://push.example.org/1", "p256dh": "key", "auth": "word"}
        return Subscription.objects.create(**{**given, **more})


@pytest.fixture
def world() -> World:
    person = UserFactory()
    return World(DigestFactory(person=person), PreferenceFactory(person=person))


Act = Callable[[World], Any]

REFUSED: dict[str, Act] = {
    # the ledger
    "digest_once_per_period": lambda w: w.same(),
    "digest_cadence_known": lambda w: change(w.digest, cadence="hourly"),
    "digest_cadence_known:off": lambda w: change(w.digest, cadence=Cadence.OFF),
    "digest_state_known": lambda w: change(w.digest, state="lost"),
    "digest_reason_known": lambda w: change(w.digest, reason="mood"),
    "digest_settled_when_it_says_so": lambda w: w.ends(DigestState.SENT, settled_at=None),
    "digest_settled_when_it_says_so:nothing new": lambda w: w.ends(DigestState.EMPTY, settled_at=None),
    "digest_settled_when_it_says_so:due": lambda w: change(w.digest, settled_at=w.now),
    "digest_settled_when_it_says_so:being sent": lambda w: w.ends(DigestState.SENDING, claimed_at=w.now),
    "digest_in_hands_since": lambda w: change(w.digest, state=DigestState.CLAIMED),
    "digest_in_hands_since:being sent": lambda w: change(w.digest, state=DigestState.SENDING),
    "digest_unsent_for_a_reason": lambda w: w.ends(DigestState.SKIPPED),
    "digest_unsent_for_a_reason:failed": lambda w: w.ends(DigestState.FAILED),
    "digest_unsent_for_a_reason:in doubt": lambda w: w.ends(DigestState.UNKNOWN),
    # what was told
    "item_once_per_person": lambda w: twice(w.item),
    "item_once_per_person:in another digest": lambda w: w.item() and w.item(digest=w.same(cadence=Cadence.WEEKLY)),
    "item_kind_known": lambda w: w.item(kind="gossip"),
    "item_kind_known:thread": lambda w: w.item(kind=ItemKind.THREAD),
    # the switch for all
    "halt_one_at_a_time": lambda w: twice(w.halted),
    "halt_for_a_reason": lambda w: w.halted(why=""),
    # what a person chose
    "person unique": lambda w: Preference.objects.create(person=w.person),
    "preference_cadence_known": lambda w: change(w.preference, cadence="hourly"),
    "preference_weekday_of_a_week": lambda w: change(w.preference, weekday=7),
    "preference_hour_of_every_day": lambda w: change(w.preference, hour=EARLIEST - 1),
    "preference_hour_of_every_day:too late": lambda w: change(w.preference, hour=LATEST + 1),
    # notices
    "notice_once_per_cause": lambda w: twice(w.noticed),
    "notice_once_per_cause:of another kind": lambda w: w.noticed() and w.noticed(kind=NoticeKind.REPLY),
    "notice_kind_known": lambda w: w.noticed(kind="gossip"),
    "notice_letter_known": lambda w: w.noticed(letter="perhaps"),
    "endpoint unique": lambda w: w.subscribed() and w.subscribed(person=UserFactory()),
}
RULES = Rules(list(apps.get_app_config("digests").get_models()))


@pytest.mark.parametrize("row", REFUSED)
def test_database_refuses(world, row):
    RULES.check_refused(row, lambda: REFUSED[row](world))


def test_every_constraint_and_trigger_has_a_row():
    assert {row.partition(":")[0] for row in REFUSED} == RULES.names


def test_world_inserts_what_the_database_takes(world):
    """What is refused above is refused for its one fault: without it each of these rows is taken."""
    for insert in (world.item, world.noticed, world.subscribed):
        insert()
    world.halted(ended_at=world.now)
    world.halted()
    world.same(cadence=Cadence.WEEKLY)
    change(world.digest, state=DigestState.CLAIMED, claimed_at=world.now)
    change(world.digest, state=DigestState.SENDING)
    for state in (DigestState.SENT, DigestState.EMPTY):
        world.ends(state)
    for state in (DigestState.SKIPPED, DigestState.FAILED, DigestState.UNKNOWN):
        world.ends(state, reason="late")
    change(world.preference, weekday=6, hour=EARLIEST)
    change(world.preference, hour=LATEST)


def test_what_a_person_chooses_wrongly_is_said_in_words(world):
    world.halted()
    for row, words in (
        (Halt(why="Again."), "All digests are stopped already."),
        (Halt(why="", ended_at=world.now), "Say why, for the other administrators."),
        (Preference(weekday=7), "Choose a day of the week."),
        (Preference(hour=LATEST + 1), "Choose an hour from 4 to 23."),
    ):
        with pytest.raises(ValidationError) as refused:
            row.validate_constraints()
        assert refused.value.messages == [words]
