"""What the ledger of digests keeps, and for how long: nothing is told twice because its item went."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from network.digests.building.people import RECENT
from network.digests.building.sections.plans_due import AGAIN
from network.digests.choices import DigestState
from network.digests.models import Digest, DigestItem, Run
from network.digests.services import clearing
from network.digests.services.clearing import ITEMS_FOR, KEPT_FOR, WORDS_FOR, clear_digests
from network.digests.services.drawing import drawn_again
from network.digests.tasks import clear_digests as task
from tests.factories.digests import DigestFactory
from tests.factories.events import event_on

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def settled(age: timedelta, **fields) -> Digest:
    given = {"state": DigestState.SENT, "settled_at": NOW - age, "shown": [{"kind": "change", "key": 7}], **fields}
    return DigestFactory(**{"subject": "Two asks", "detail": "250 ok", **given})


def told(digest: Digest, kind: str = "change", key: int = 7) -> DigestItem:
    return DigestItem.objects.create(person=digest.person, kind=kind, object_id=key, digest=digest)


def test_words_go_after_ninety_days_and_the_row_after_a_year() -> None:
    young, old = settled(WORDS_FOR - HOUR), settled(WORDS_FOR + HOUR)
    kept, gone = settled(KEPT_FOR - HOUR), settled(KEPT_FOR + HOUR)
    assert clear_digests(NOW) == {"emptied": 3, "items": 0, "digests": 1, "runs": 0}
    young.refresh_from_db()
    old.refresh_from_db()
    assert (young.shown, young.subject, young.detail) == ([{"kind": "change", "key": 7}], "Two asks", "250 ok")
    assert (old.shown, old.subject, old.detail, old.state) == ([], "", "", DigestState.SENT)
    assert set(Digest.objects.all()) == {young, old, kept}
    assert gone not in Digest.objects.all()
    assert clear_digests(NOW) == {"emptied": 0, "items": 0, "digests": 0, "runs": 0}, "a second time there is nothing"


def test_what_waits_is_left_alone_however_old() -> None:
    waiting = DigestFactory(shown=[{"kind": "change", "key": 7}], subject="Again")
    clear_digests(NOW)
    waiting.refresh_from_db()
    assert (waiting.subject, len(waiting.shown)) == ("Again", 1)


def test_runs_go_once_they_are_old_and_empty() -> None:
    old = Run.objects.create(at=NOW - KEPT_FOR - HOUR)
    with_digest = Run.objects.create(at=NOW - KEPT_FOR - HOUR)
    young = Run.objects.create(at=NOW - KEPT_FOR + HOUR)
    settled(KEPT_FOR + HOUR, run=old)
    told(settled(KEPT_FOR - HOUR, run=with_digest))
    assert clear_digests(NOW)["runs"] == 1
    assert set(Run.objects.all()) == {with_digest, young}


@pytest.mark.parametrize("kind", ["outcome", "update", "edition", "change", "due"])
def test_item_stays_longer_than_its_thing_is_told_of(kind: str) -> None:
    assert RECENT + timedelta(days=30) < ITEMS_FOR
    assert AGAIN + timedelta(days=30) < ITEMS_FOR
    young, _old = told(settled(ITEMS_FOR - HOUR), kind), told(settled(ITEMS_FOR + HOUR), kind)
    assert clear_digests(NOW)["items"] == 1
    assert DigestItem.objects.get() == young


def test_event_that_is_to_come_is_not_told_of_again_however_long_ago_it_was() -> None:
    far = event_on(starts_at=NOW + timedelta(days=40), ends_at=NOW + timedelta(days=40, hours=2))
    over = event_on(starts_at=NOW - timedelta(days=2), ends_at=NOW - timedelta(days=2) + HOUR)
    digest = settled(KEPT_FOR + HOUR)
    stays, _gone = told(digest, "event", far.pk), told(digest, "event", over.pk)
    clear_digests(NOW)
    assert DigestItem.objects.get() == stays
    assert Digest.objects.get() == digest, "what keeps an item stays with it"
    clear_digests(NOW + timedelta(days=41))
    assert not DigestItem.objects.exists()
    assert not Digest.objects.exists()


def test_what_can_be_sent_again_is_cleared_before_its_items() -> None:
    assert WORDS_FOR < ITEMS_FOR
    failed = settled(WORDS_FOR + HOUR, state=DigestState.FAILED, reason="unreachable")
    clear_digests(NOW)
    failed.refresh_from_db()
    assert drawn_again(failed) is None


def test_much_is_cleared_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clearing, "BATCH", 2)
    for number in range(5):
        told(settled(KEPT_FOR + HOUR), key=number)
    assert clear_digests(NOW) == {"emptied": 5, "items": 5, "digests": 5, "runs": 0}


def test_task_of_the_night_is_in_the_schedule(settings) -> None:
    task()
    assert settings.CELERY_BEAT_SCHEDULE["clear-digests"]["task"] == task.name
