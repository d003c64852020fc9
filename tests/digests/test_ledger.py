"""Claim, begin, settle, put back, sweep: a digest is in one pair of hands, and ends once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from network.digests.choices import DigestState, ItemKind, Reason
from network.digests.models import DigestItem
from network.digests.services.claiming import claim
from network.digests.services.settling import IN_HANDS, TRIES, begin, put_back, release, settle, sweep
from network.forum.models import Reader
from tests.factories.digests import DigestFactory
from tests.factories.forum import PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db


def told(thread, number):
    return {"kind": "thread", "key": thread.pk, "number": number}


@pytest.fixture
def taken():
    DigestFactory()
    (digest,) = claim()
    return digest


def test_what_is_due_is_taken_up_once_the_oldest_first():
    now = timezone.now()
    later, first = DigestFactory(try_at=now - timedelta(hours=1)), DigestFactory(try_at=now - timedelta(hours=2))
    DigestFactory(try_at=now + timedelta(hours=1))
    assert claim(most=1) == [first]
    assert claim() == [later]
    assert claim() == []
    later.refresh_from_db()
    assert (later.state, later.attempts) == (DigestState.CLAIMED, 1)


def test_sent_digest_has_told_what_it_shows(taken):
    thread = ThreadFactory()
    PostFactory.create_batch(4, thread=thread)
    assert begin(taken, subject="Two asks", shown=[told(thread, 4), {"kind": "change", "key": 7, "number": 0}])
    assert settle(taken, DigestState.SENT)
    assert Reader.objects.get(person=taken.person, thread=thread).digested == 4
    assert DigestItem.objects.get().object_id == 7


def test_what_was_told_never_goes_back(taken):
    thread = ThreadFactory()
    PostFactory.create_batch(4, thread=thread)
    Reader.objects.create(person=taken.person, thread=thread, digested=5)
    begin(taken, subject="Late", shown=[told(thread, 3)])
    settle(taken, DigestState.SENT)
    assert Reader.objects.get(person=taken.person).digested == 5


def test_digest_ends_once(taken):
    begin(taken, subject="", shown=[])
    assert settle(taken, DigestState.SENT)
    assert not settle(taken, DigestState.FAILED, reason=Reason.REFUSED)
    taken.refresh_from_db()
    assert taken.state == DigestState.SENT


def test_digest_that_was_taken_up_anew_is_no_more_in_the_first_hands(taken):
    assert sweep(timezone.now() + IN_HANDS + timedelta(seconds=1)) == (1, 0)
    (again,) = claim()
    assert not begin(taken, subject="", shown=[])
    assert not settle(taken, DigestState.EMPTY)
    assert begin(again, subject="", shown=[])


def test_what_was_being_sent_is_in_doubt_and_counts_as_told(taken):
    begin(taken, subject="x", shown=[{"kind": "outcome", "key": 3, "number": 0}])
    assert sweep() == (0, 0)
    assert sweep(timezone.now() + IN_HANDS + timedelta(seconds=1)) == (0, 1)
    taken.refresh_from_db()
    assert (taken.state, taken.reason) == (DigestState.UNKNOWN, Reason.ENDED)
    assert DigestItem.objects.filter(person=taken.person, kind=ItemKind.OUTCOME).exists()
    assert claim(timezone.now() + timedelta(days=9)) == []


def test_failed_connection_is_tried_again_later_and_given_up_in_the_end(taken):
    digest, at = taken, timezone.now()
    for tries in range(TRIES - 1):
        assert digest.tries == tries
        assert put_back(digest, reason=Reason.UNREACHABLE, detail="refused")
        assert claim(timezone.now() + timedelta(minutes=1)) == []
        (digest,) = claim(at + timedelta(hours=9))
    assert put_back(digest, reason=Reason.UNREACHABLE)
    digest.refresh_from_db()
    assert (digest.state, digest.reason) == (DigestState.FAILED, Reason.UNREACHABLE)
    assert not DigestItem.objects.exists()


def test_hands_that_let_go_have_a_number_that_nobody_else_gets(taken):
    assert release([taken]) == 1
    (other,) = claim()
    assert (release([taken]), put_back(taken, reason=Reason.BUILD), begin(taken, subject="", shown=[])) == (0, 0, 0)
    assert begin(other, subject="", shown=[])


def test_processes_that_ended_before_they_tried_use_up_no_try(taken):
    for _ in range(9):
        sweep(timezone.now() + IN_HANDS + timedelta(seconds=1))
        (taken,) = claim()
    assert put_back(taken, reason=Reason.REFUSED)
    taken.refresh_from_db()
    assert (taken.state, taken.tries) == (DigestState.DUE, 1)


def test_tries_are_two_ten_thirty_and_sixty_minutes_apart_and_five_in_all():
    digest, at, minutes = DigestFactory(), timezone.now(), []
    while claim(at):
        digest.refresh_from_db()
        put_back(digest, reason=Reason.UNREACHABLE, at=at)
        digest.refresh_from_db()
        if digest.state == DigestState.DUE:
            minutes.append((digest.try_at - at) / timedelta(minutes=1))
            assert claim(digest.try_at - timedelta(seconds=1)) == []
            at = digest.try_at
    assert minutes == [2, 10, 30, 60]
    assert digest.state == DigestState.FAILED
