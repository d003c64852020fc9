"""Letters of the forum and of events that waited: they leave only to who still reads what they tell of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cities.places.choices import CityRole, MembershipState
from network.forum.models import Bookmark, Listing, Thread
from portal.accounts.models import User
from portal.mail.models import Letter
from portal.mail.still import outdated
from tests.factories import CityFactory
from tests.factories.events import event_on
from tests.factories.forum import ThreadFactory, city_board, member_of

pytestmark = pytest.mark.django_db


def leave(person: User) -> User:
    person.memberships.update(state=MembershipState.ENDED, ended_at=timezone.now())
    return User.objects.get(pk=person.pk)


def is_outdated(key: str, subject: str, person: User) -> bool:
    letter = Letter(key=key, kind=key.partition(":")[0], subject=subject, person=User.objects.get(pk=person.pk))
    return outdated([letter]) == {key}


def test_reminder_of_a_kept_post() -> None:
    city = CityFactory()
    person = member_of(city)
    thread = ThreadFactory(board=city_board(city), title="Who owns the heat?")
    kept = Bookmark.objects.create(person=person, post=thread.posts.get(), remind_on=timezone.localdate())
    letter = f"forum.bookmark:{kept.pk}:2026-11-26", "Back to “Who owns the heat?”", person
    assert not is_outdated(*letter)
    Thread.objects.filter(pk=thread.pk).update(title="Another name")
    assert is_outdated(*letter)
    Thread.objects.filter(pk=thread.pk).update(title="Who owns the heat?")
    leave(person)
    assert is_outdated(*letter)
    kept.delete()
    assert is_outdated(*letter)


def test_event_of_a_board_that_is_read_no_more_or_that_changed_since() -> None:
    city = CityFactory()
    person = member_of(city)
    event = event_on(city_board(city), by=member_of(city))
    letter = f"events.told:{event.pk}:{person.pk}:{event.sequence}", "Changed: A visit", person
    assert not is_outdated(*letter)
    assert is_outdated(f"events.told:{event.pk}:{person.pk}:{event.sequence + 1}", "Changed: A visit", person)
    leave(person)
    assert is_outdated(*letter)


def test_asks_go_to_who_still_moderates_the_board() -> None:
    city = CityFactory()
    person = member_of(city, role=CityRole.COORDINATOR)
    day = timezone.localdate() + timedelta(days=9)
    thread = ThreadFactory(board=city_board(city), kind="ask")
    ask = Listing.objects.create(thread=thread, needed_by=day, expires_on=day)
    letter = f"forum.unanswered:{person.pk}:{ask.pk}", "Asks that nobody has answered", person
    assert not is_outdated(*letter)
    leave(person)
    assert is_outdated(*letter)


def test_letter_of_a_kind_that_nobody_asks_about_leaves() -> None:
    assert not is_outdated("plans.answerable:1:2", "Words", member_of())
