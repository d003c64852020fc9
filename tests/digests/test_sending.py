"""Sending: once for each person and period, to who still wants it and may read it, and none of it lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import DatabaseError
from django.utils import timezone

from cities.places.choices import MembershipState
from network.digests.building import composing
from network.digests.choices import Cadence, DigestState, ItemKind, Reason
from network.digests.models import Digest, Halt
from network.digests.services import batch, settling
from network.digests.services.claiming import claim
from network.digests.services.sending import send_batch, send_due
from network.digests.services.settling import IN_HANDS, sweep
from network.digests.services.tally import Stop
from network.forum.models import Reader, Thread
from portal.mail.models import Suppression
from portal.mail.services import message_id
from tests.digests.due import became, due_digest, follow, public_thread
from tests.factories.digests import DigestFactory, PreferenceFactory
from tests.factories.forum import PostFactory, ThreadFactory, city_board, member_of
from tests.factories.places import CityFactory

pytestmark = pytest.mark.django_db
MAILBOX = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.LETTER_BACKEND = MAILBOX


@pytest.fixture
def connection():
    return mail.get_connection(MAILBOX)


def sent_to() -> list[str]:
    return sorted(message.to[0] for message in mail.outbox)


def test_what_is_due_is_sent_once_however_often_it_is_asked():
    digest = due_digest()
    tally = send_due()
    assert send_due().counts == {}
    assert tally.counts == {DigestState.SENT: 1}
    assert became(digest) == (DigestState.SENT, "")
    assert sent_to() == [digest.person.email]
    assert mail.outbox[0].extra_headers["Message-ID"] == message_id(digest.key)
    assert (digest.subject, digest.told_at is None) == (mail.outbox[0].subject, False)


def test_nothing_new_means_no_mail():
    digest = DigestFactory(person=PreferenceFactory().person, due_at=timezone.now())
    assert send_due().counts == {DigestState.EMPTY: 1}
    assert (became(digest), mail.outbox) == ((DigestState.EMPTY, ""), [])


def test_what_was_told_is_not_told_again_and_what_comes_late_is():
    thread = public_thread()
    digest = due_digest(thread)
    send_due()
    assert Reader.objects.get(person=digest.person).digested == 1
    tomorrow = timezone.now() + timedelta(days=1)
    again = DigestFactory(person=digest.person, period=tomorrow.date(), due_at=timezone.now())
    assert send_due().counts == {DigestState.EMPTY: 1}
    PostFactory(thread=thread)
    Digest.objects.filter(pk=again.pk).update(state=DigestState.DUE, settled_at=None)
    send_due()
    again.refresh_from_db()
    assert [(row["before"], row["number"]) for row in again.shown] == [(1, 2)]


def stopped(digest):
    digest.person.digest_preference.delete()


def turned_off(digest):
    digest.person.digest_preference.cadence = Cadence.OFF
    digest.person.digest_preference.save()


def turned_weekly(digest):
    digest.person.digest_preference.cadence = Cadence.WEEKLY
    digest.person.digest_preference.save()


def paused(digest):
    digest.person.digest_preference.paused_until = timezone.localdate(digest.due_at) + timedelta(days=1)
    digest.person.digest_preference.save()


def closed(digest):
    digest.person.is_active = False
    digest.person.save()


def suppressed(digest):
    Suppression.objects.create(address=digest.person.email.upper(), cause="bounced")


def unconfirmed(digest):
    EmailAddress.objects.filter(user=digest.person).update(verified=False)


def unconfirmed_and_suppressed(digest):
    unconfirmed(digest)
    suppressed(digest)


def no_address(digest):
    digest.person.email = "nobody at all\r\nBcc: all@example.org"
    digest.person.save()


CHANGES = [
    (stopped, Reason.STOPPED),
    (turned_off, Reason.STOPPED),
    (turned_weekly, Reason.STOPPED),
    (paused, Reason.PAUSED),
    (closed, Reason.GONE),
    (suppressed, Reason.UNDELIVERABLE),
    (unconfirmed, Reason.UNCONFIRMED),
    (unconfirmed_and_suppressed, Reason.UNDELIVERABLE),
    (no_address, Reason.UNDELIVERABLE),
]


@pytest.mark.parametrize(("change", "reason"), CHANGES, ids=[change.__name__ for change, _reason in CHANGES])
def test_who_does_not_get_it_any_more_is_skipped_and_was_told_nothing(change, reason):
    digest, other = due_digest(), due_digest()
    change(digest)
    tally = send_due()
    assert became(digest) == (DigestState.SKIPPED, reason)
    assert (tally.skipped, sent_to()) == ({reason: 1}, [other.person.email])
    assert not Reader.objects.filter(person=digest.person, digested__gt=0).exists()


@pytest.mark.parametrize(("change", "reason"), CHANGES, ids=[change.__name__ for change, _reason in CHANGES])
def test_what_changes_between_taking_up_and_sending_is_seen(change, reason, connection, monkeypatch):
    digest = due_digest()
    compose = batch.selected

    def meanwhile(digests):
        found = compose(digests)
        change(digest)
        return found

    monkeypatch.setattr(batch, "selected", meanwhile)
    assert send_batch(claim(), connection).skipped == {reason: 1}
    assert (became(digest), mail.outbox) == ((DigestState.SKIPPED, reason), [])


def test_address_that_was_changed_since_is_the_one_that_is_written_to(connection):
    digest = due_digest()
    taken = claim()
    digest.person.email = "new@example.org"
    digest.person.save()
    send_batch(taken, connection)
    assert sent_to() == ["new@example.org"]


def test_what_is_long_past_is_skipped():
    digest = due_digest(at=timezone.now() - timedelta(days=1))
    assert send_due().skipped == {Reason.LATE: 1}
    assert became(digest) == (DigestState.SKIPPED, Reason.LATE)


@pytest.mark.parametrize(
    ("cadence", "hours", "state"),
    [
        (Cadence.DAILY, 8, DigestState.SENT),
        (Cadence.DAILY, 9, DigestState.SKIPPED),
        (Cadence.WEEKLY, 26, DigestState.SENT),
        (Cadence.WEEKLY, 27, DigestState.SKIPPED),
    ],
)
def test_weekly_one_is_sent_for_longer_after_its_time_than_a_daily_one(cadence, hours, state):
    digest = due_digest(at=timezone.now() - timedelta(hours=hours), cadence=cadence)
    send_due()
    assert became(digest)[0] == state


def test_pause_that_ends_on_the_day_holds_nothing_up():
    digest = due_digest()
    digest.person.digest_preference.paused_until = timezone.localdate(digest.due_at)
    digest.person.digest_preference.save()
    assert send_due().counts == {DigestState.SENT: 1}


def test_thread_that_is_moved_out_of_sight_while_it_is_taken_up_is_left_out(connection):
    thread, stays = public_thread(), public_thread()
    digest = due_digest(thread)
    follow(digest.person, stays)
    hands = batch.Batch(claim(), connection, at=None, until=float("inf"))
    contents = hands.selected()
    Thread.objects.filter(pk=thread.pk).update(board=city_board(CityFactory()))
    hands.send(contents)
    digest.refresh_from_db()
    assert thread.pk not in {row["key"] for row in digest.shown}
    assert (stays.title in mail.outbox[0].body, thread.title in mail.outbox[0].body) == (True, False)
    assert not Reader.objects.filter(thread=thread, digested__gt=0).exists()


def test_access_that_is_lost_while_it_is_taken_up_is_seen(connection):
    person = member_of()
    city = person.memberships.get().city
    thread, public = ThreadFactory(board=city_board(city)), public_thread()
    digest = due_digest(thread, person=person)
    follow(person, public)
    (taken,) = claim()
    hands = batch.Batch([taken], connection, at=None, until=float("inf"))
    contents = hands.selected()
    assert {choice.key for choice in contents[digest.pk].choices} >= {thread.pk, public.pk}
    person.memberships.update(state=MembershipState.ENDED, ended_at=timezone.now())
    hands.send(contents)
    digest.refresh_from_db()
    told = {row["key"] for row in digest.shown if row["kind"] == ItemKind.THREAD}
    assert public.pk in told
    assert thread.pk not in told
    assert thread.title not in mail.outbox[0].body


def test_nothing_left_to_read_means_no_mail(connection):
    thread = public_thread()
    digest = due_digest(thread)
    taken = claim()
    hands = batch.Batch(taken, connection, at=None, until=float("inf"))
    contents = hands.selected()
    thread.hidden_at = timezone.now()
    thread.save()
    hands.send(contents)
    assert (became(digest), mail.outbox) == ((DigestState.EMPTY, ""), [])


def test_what_was_taken_up_by_others_meanwhile_is_left_to_them(connection):
    due_digest()
    first = claim()
    sweep(timezone.now() + IN_HANDS + timedelta(seconds=1))
    second = claim()
    assert send_batch(first, connection).counts == {"lost": 1}
    assert send_batch(second, connection).counts == {DigestState.SENT: 1}
    assert len(mail.outbox) == 1


def test_later_digest_of_a_person_overtakes_an_earlier_one(connection):
    now = timezone.now()
    early = due_digest(at=now - timedelta(hours=5))
    late = DigestFactory(person=early.person, period=date(2020, 1, 1), due_at=now)
    tally = send_batch(claim(), connection)
    assert (became(early), became(late)) == ((DigestState.SKIPPED, Reason.LATE), (DigestState.SENT, ""))
    assert (tally.counts[DigestState.SENT], len(mail.outbox)) == (1, 1)


@pytest.mark.parametrize("state", [DigestState.DUE, DigestState.SENT])
def test_digest_whose_time_has_not_come_overtakes_none(state):
    now = timezone.now()
    early, settled = due_digest(at=now), None if state == DigestState.DUE else now
    DigestFactory(
        person=early.person, period=date(2020, 1, 1), due_at=now + timedelta(days=1), state=state, settled_at=settled
    )
    assert send_due().counts == {DigestState.SENT: 1}
    assert became(early) == (DigestState.SENT, "")


def test_two_digests_of_a_person_never_are_in_the_making_at_once(connection):
    now = timezone.now()
    early = due_digest(at=now - timedelta(hours=5))
    held = claim()
    late = DigestFactory(person=early.person, period=date(2020, 1, 1), due_at=now)
    assert send_batch(claim(), connection).counts == {"released": 1}
    late.refresh_from_db()
    assert (late.state, late.tries, late.try_at > now + timedelta(minutes=1)) == (DigestState.DUE, 0, True)
    assert send_batch(held, connection).skipped == {Reason.LATE: 1}
    assert send_batch(claim(now + timedelta(minutes=9)), connection).counts == {DigestState.SENT: 1}


def failing(key):
    def message_for(digest, contents):
        if digest.pk == key:
            raise ValueError("no such words")
        return original(digest, contents)

    original = batch.message_for
    return message_for


def test_one_that_cannot_be_drawn_is_put_back_alone(monkeypatch, caplog):
    bad, good = due_digest(), due_digest()
    monkeypatch.setattr(batch, "message_for", failing(bad.pk))
    assert send_due().counts == {"back": 1, DigestState.SENT: 1}
    assert became(bad) == (DigestState.DUE, Reason.BUILD)
    assert became(good) == (DigestState.SENT, "")
    assert bad.key in caplog.text
    assert bad.person.email not in caplog.text


def test_one_that_cannot_be_put_together_holds_up_nobody(monkeypatch):
    bad, good = due_digest(), due_digest()
    gather = composing.chosen

    def chosen(people):
        if bad.person_id in people.keys:  # a list of that name
            raise DatabaseError("for one of them")
        return gather(people)

    monkeypatch.setattr(composing, "chosen", chosen)
    assert send_due().counts == {"back": 1, DigestState.SENT: 1}
    assert became(bad) == (DigestState.DUE, Reason.BUILD)
    assert became(good) == (DigestState.SENT, "")


def test_one_that_can_never_be_drawn_has_failed_after_the_last_try(monkeypatch):
    bad = due_digest()
    Digest.objects.update(tries=settling.TRIES - 1)
    monkeypatch.setattr(batch, "message_for", failing(bad.pk))
    assert send_due().counts == {DigestState.FAILED: 1}
    assert became(bad) == (DigestState.FAILED, Reason.BUILD)


def test_time_that_is_over_lets_go_of_the_rest_at_once():
    digest = due_digest()
    tally = send_due(budget=-1)
    assert (tally.counts, tally.stop) == ({"released": 1}, Stop.TIME)
    digest.refresh_from_db()
    assert (digest.state, digest.tries, digest.claimed_at) == (DigestState.DUE, 0, None)
    assert send_due().counts == {DigestState.SENT: 1}


def test_stop_by_an_administrator_holds_back_what_was_taken_up(connection):
    digest = due_digest()
    taken = claim()
    stop = Halt.objects.create(why="A wrong text")
    assert send_batch(taken, connection).stop == Stop.HALTED
    assert send_due().stop == Stop.HALTED
    assert (became(digest), mail.outbox) == ((DigestState.DUE, ""), [])
    stop.ended_at = timezone.now()
    stop.save()
    assert send_due().counts == {DigestState.SENT: 1}


def test_at_most_so_many_and_of_one_cadence_are_sent():
    for _ in range(3):
        due_digest()
    weekly = due_digest(cadence=Cadence.WEEKLY)
    assert send_due(cadence=Cadence.WEEKLY).counts == {DigestState.SENT: 1}
    assert became(weekly) == (DigestState.SENT, "")
    assert send_due(most=2).counts == {DigestState.SENT: 2}


def test_failure_to_write_down_what_became_of_it_leaves_it_in_doubt(monkeypatch):
    digest = due_digest()
    monkeypatch.setattr(batch, "PATIENCE", ())

    def settle(*args, **kwargs):
        raise DatabaseError("the database is away")

    monkeypatch.setattr(batch, "settle", settle)
    send_due()
    monkeypatch.undo()
    assert sweep(timezone.now() + IN_HANDS + timedelta(seconds=1)) == (0, 1)
    assert became(digest) == (DigestState.UNKNOWN, Reason.ENDED)
    assert send_due().counts == {}
    assert Reader.objects.get(person=digest.person).digested == 1


def test_where_asking_takes_longer_than_the_answer_is_good_one_after_another_leaves(monkeypatch):
    monkeypatch.setattr(batch, "FRESH", 0)
    for _ in range(3):
        due_digest()
    assert send_due().counts == {DigestState.SENT: 3}


def test_what_the_end_of_the_time_interrupts_is_let_go_of(connection, monkeypatch):
    digest = due_digest()

    def interrupted(digests):
        raise TimeoutError

    monkeypatch.setattr(batch, "selected", interrupted)
    with pytest.raises(TimeoutError):
        send_batch(claim(), connection, until=0)
    digest.refresh_from_db()
    assert (digest.state, digest.tries) == (DigestState.DUE, 0)


def test_person_who_is_erased_meanwhile_holds_up_nobody(connection):
    gone, stays = due_digest(), due_digest()
    taken = claim()
    gone.person.delete()
    assert send_batch(taken, connection).counts == {"lost": 1, DigestState.SENT: 1}
    assert became(stays)[0] == DigestState.SENT
