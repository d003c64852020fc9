"""Letters to those who come: a place, a change, a cancellation, a reminder, each once and to nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from icalendar import Calendar

from network.events import tasks
from network.events.models import Attendance, Event
from network.events.services import telling
from network.events.services.attending import join, leave
from network.events.services.planning import cancel_event, change_event
from network.forum.choices import SanctionKind
from network.forum.models import Sanction, Thread
from portal.accounts.models import User
from portal.mail.models import Letter
from tests.events.test_attending import particulars
from tests.factories import CityFactory
from tests.factories.events import event_on
from tests.factories.forum import city_board, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(mailoutbox, django_capture_on_commit_callbacks):
    """Do acts to their end, and return who got which letter since."""

    def since(*acts) -> list[tuple[str, str]]:
        before = len(mailoutbox)
        with django_capture_on_commit_callbacks(execute=True):
            for act in acts:
                act()
        return sorted((mail.to[0], mail.subject) for mail in mailoutbox[before:])

    return since


@pytest.fixture
def host():
    return member_of(CityFactory(name="Leeds", slug="leeds"))


@pytest.fixture
def event(host):
    return event_on(by=host, title="Warm homes", place="Room 4", capacity=1)


def calendar_in(mail):
    """Return the method and the one event of the calendar in a letter."""
    (part,) = [one for one in mail.alternatives if one.mimetype.startswith("text/calendar")]
    calendar = Calendar.from_ical(part.content)
    assert part.mimetype == f"text/calendar; method={calendar['METHOD']}"
    (entry,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), entry


def fresh(event: Event) -> Event:
    return Event.objects.get(pk=event.pk)


def test_who_gets_a_place_is_invited_with_a_calendar(sent, event, mailoutbox):
    person = member_of()
    assert sent(lambda: join(event, by=person)) == [(person.email, "You have a place: Warm homes")]
    method, entry = calendar_in(mailoutbox[0])
    assert (method, entry["SEQUENCE"], entry["STATUS"]) == ("REQUEST", 0, "CONFIRMED")
    assert entry["ATTENDEE"] == f"mailto:{person.email}"
    assert entry["ORGANIZER"].startswith("mailto:")
    assert entry["LOCATION"] == "Room 4"
    assert "Where: Room 4" in mailoutbox[0].body


def test_who_waits_gets_a_letter_once_they_move_up(sent, event):
    first, second = member_of(), member_of()
    join(event, by=first)
    assert sent(lambda: join(event, by=second)) == []
    assert (second.email, "You have a place: Warm homes") in sent(lambda: leave(event, by=first))


def test_change_has_the_same_name_and_a_higher_number(sent, event, host, mailoutbox):
    person, waiter = member_of(), member_of()
    sent(lambda: join(event, by=person), lambda: join(event, by=waiter))
    _method, before = calendar_in(mailoutbox[0])
    told = sent(lambda: change_event(event, particulars(event, place="Room 9"), by=host))
    assert told == [(person.email, "Changed: Warm homes")]
    method, after = calendar_in(mailoutbox[-1])
    assert (method, after["UID"], after["SEQUENCE"]) == ("REQUEST", before["UID"], 1)
    assert after["LOCATION"] == "Room 9"


def test_change_says_what_was_before(sent, host, mailoutbox):
    starts_at = datetime(2031, 3, 12, 10, tzinfo=UTC)
    event = event_on(by=host, title="Warm homes", place="Room 4", starts_at=starts_at)
    sent(lambda: join(event, by=member_of(user__time_zone="Europe/London")))
    later = starts_at + timedelta(minutes=30)
    moved = particulars(event, starts_at=later, place="Room 9", link="https://meet.example.org/room")
    sent(lambda: change_event(event, moved, by=host))
    lines = [line for line in mailoutbox[-1].body.splitlines() if line]
    first = lines.index("When: Wednesday 12 March 2031, 10:30 to 12:00, London time (GMT)")
    assert lines[first + 1 : first + 6] == [
        "Before: Wednesday 12 March 2031, 10:00 to 12:00, London time (GMT)",
        "Where: Room 9",
        "Before: Room 4",
        "Link to join: https://meet.example.org/room",
        "Before: none was given",
    ]
    sent(lambda: change_event(event, particulars(fresh(event), place=""), by=host))
    body = mailoutbox[-1].body
    assert "Where: none is given any more" in body
    assert "Before: Room 9" in body
    assert body.count("Before:") == 1


def test_nothing_is_said_of_before_to_who_was_told_something_else(sent, host, event, mailoutbox):
    sent(lambda: join(event, by=member_of()))
    change_event(event, particulars(event, place="Room 9"), by=host)  # and what it would have sent is lost
    sent(lambda: change_event(fresh(event), particulars(fresh(event), place="Room 10"), by=host))
    assert "Where: Room 10" in mailoutbox[-1].body
    assert "Before:" not in mailoutbox[-1].body


def test_change_of_what_nobody_has_to_know_sends_nothing(sent, event, host):
    sent(lambda: join(event, by=member_of()))
    assert sent(lambda: change_event(event, particulars(event, capacity=5), by=host)) == []


def test_cancellation_goes_to_those_who_come_and_to_those_who_wait(sent, event, host, mailoutbox):
    person, waiter, gone = member_of(), member_of(), member_of()
    sent(lambda: join(event, by=person), lambda: join(event, by=waiter), lambda: join(event, by=gone))
    sent(lambda: leave(event, by=gone))
    told = sent(lambda: cancel_event(event, "The speaker is ill.", by=host))
    assert told == sorted((one.email, "Cancelled: Warm homes") for one in (person, waiter))
    mail = next(mail for mail in mailoutbox[-2:] if mail.to == [person.email])
    method, entry = calendar_in(mail)
    assert (method, entry["SEQUENCE"], entry["STATUS"]) == ("CANCEL", 1, "CANCELLED")
    assert "The speaker is ill." in mail.body


def test_cancellation_names_the_event_says_why_it_came_and_leads_to_all_letters(sent, event, host, mailoutbox):
    person, waiter = member_of(), member_of()
    sent(lambda: join(event, by=person), lambda: join(event, by=waiter))
    sent(lambda: cancel_event(event, "The speaker is ill.", by=host))
    mails = {mail.to[0]: mail for mail in mailoutbox[-2:]}
    for one, because in ((person, "you said that you come"), (waiter, "you wait for a place at this event")):
        html = mails[one.email].alternatives[0].content
        for part in (mails[one.email].body, html):
            assert "“Warm homes” does not take place." in part
            assert f"You get this letter because {because}" in part
            assert f"{settings.SITE_URL}/accounts/preferences/" in part


def test_each_letter_is_sent_once_however_often_it_is_tried(sent, event):
    person = member_of()
    sent(lambda: join(event, by=person))
    Attendance.objects.update(told_sequence=-1)
    assert sent(tasks.tell_all, tasks.tell_all) == []
    assert Letter.objects.filter(key=f"events.told:{event.pk}:{person.pk}:0").count() == 1


def test_run_that_was_lost_is_made_up_for(mailoutbox, sent, event):
    person = member_of()
    join(event, by=person)  # and what it would have sent on commit is lost
    assert sent(tasks.tell_all) == [(person.email, "You have a place: Warm homes")]


def test_run_for_one_event_tells_and_ends_well(sent, event):
    person = member_of()
    join(event, by=person)
    assert sent(lambda: tasks.tell_of(event.pk)) == [(person.email, "You have a place: Warm homes")]


def test_nobody_is_told_who_does_not_read_it_any_more(sent, host):
    city = host.memberships.get().city
    event = event_on(city_board(city), by=host, title="Ours")
    stays, leaves, suspended = member_of(city), member_of(city), member_of(city)
    for person in (stays, leaves, suspended):
        join(event, by=person)
    leaves.memberships.all().delete()
    Sanction.objects.create(
        person=suspended,
        kind=SanctionKind.SUSPENSION,
        reason="x",
        by=host,
        until=timezone.now() + timedelta(days=1),
    )
    assert sent(tasks.tell_all) == [(stays.email, "You have a place: Ours")]


def test_nobody_is_told_of_a_hidden_event(sent, event):
    join(event, by=member_of())
    Thread.objects.filter(pk=event.pk).update(hidden_at=timezone.now())
    assert sent(tasks.tell_all) == []


def test_time_is_told_in_the_zone_of_the_reader_too(sent, event, mailoutbox):
    person = member_of(user__time_zone="Asia/Tokyo")
    sent(lambda: join(event, by=person))
    assert "Tokyo time" in mailoutbox[0].body
    assert "London time" in mailoutbox[0].body


def due(event: Event, *people: User) -> None:
    """Let an event begin in some hours, for people who said long ago that they come."""
    starts_at = timezone.now() + timedelta(hours=20)
    for person in people:
        join(event, by=person)
    Event.objects.filter(pk=event.pk).update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    long_ago = timezone.now() - timedelta(days=5)
    Attendance.objects.filter(event=event, person__in=people).update(asked_at=long_ago, told_sequence=0)


def test_reminder_comes_once_a_day_before(sent, event):
    person, waiter = member_of(), member_of()
    assert sent(tasks.send_reminders) == []
    due(event, person, waiter)
    assert sent(tasks.send_reminders) == [(person.email, "Soon: Warm homes")]
    assert sent(tasks.send_reminders, tasks.send_reminders) == []


def test_nobody_is_reminded_of_what_is_cancelled_or_begun(sent, event, host):
    person = member_of()
    due(event, person)
    later = timezone.now() + timedelta(hours=21)
    assert sent(lambda: tasks.send_reminders(later.isoformat())) == []
    cancel_event(fresh(event), "No.", by=host)
    assert [subject for _to, subject in sent(tasks.send_reminders)] == []


def test_who_joined_within_the_day_has_just_been_told(sent, event):
    due(event)
    sent(lambda: join(fresh(event), by=member_of()))
    assert sent(tasks.send_reminders) == []


def test_moved_event_is_reminded_of_anew(sent, event, host):
    person = member_of()
    due(event, person)
    sent(tasks.send_reminders)
    moved = fresh(event)
    later = moved.starts_at + timedelta(days=3)
    sent(lambda: change_event(moved, particulars(moved, starts_at=later, ends_at=later + timedelta(hours=1)), by=host))
    assert sent(tasks.send_reminders) == []
    told = sent(lambda: tasks.send_reminders((later - timedelta(hours=3)).isoformat()))
    assert told == [(person.email, "Soon: Warm homes")]


@pytest.mark.parametrize("act", [telling.tell, lambda event: telling.remind(event, timezone.now())])
def test_queries_do_not_grow_with_those_who_come(act):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for people in (2, 12):
        other = event_on(title="Other")
        due(other, *(member_of() for _ in range(people)))
        Attendance.objects.filter(event=other).update(told_sequence=-1)
        with CaptureQueriesContext(connection) as found:
            assert act(other.pk) == people
        counts.append(len(found))
    assert counts[0] == counts[1] <= 20


def test_ledger_forgets_old_letters_and_nobody_is_told_again(sent, event):
    person = member_of()
    sent(lambda: join(event, by=person))
    Letter.objects.update(settled_at=timezone.now() - timedelta(days=91))
    assert sent(tasks.clear_letters, tasks.tell_all) == []
    assert not Letter.objects.exists()


def test_beat_knows_the_tasks_of_events(settings):
    from portal.celery import app

    beats = {beat["task"] for beat in settings.CELERY_BEAT_SCHEDULE.values() if ".events." in beat["task"]}
    assert beats == {f"network.events.tasks.{name}" for name in ("tell_all", "send_reminders", "clear_letters")}
    assert beats <= set(app.tasks)
