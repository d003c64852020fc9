"""What this room knows of a person goes into their copy and goes with their account; what they read no more is gone."""

from __future__ import annotations

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from cities.places.services.memberships import end
from network.digests import personal
from network.digests.models import Digest, DigestItem, Notice, Preference, Subscription
from network.forum.choices import Audience
from network.forum.services.boards import BoardSet, audience_key, change_board
from network.forum.services.moving import move
from network.forum.services.splitting import merge
from portal.accounts.erasure import erase_person
from portal.accounts.privacy import exporters
from tests.factories import CityFactory
from tests.factories.accounts import UserFactory
from tests.factories.digests import DigestFactory
from tests.factories.forum import BoardFactory, ThreadFactory, city_board, member_of

pytestmark = pytest.mark.django_db


def told(person, thread, **more):
    return Notice.objects.create(
        person=person, kind="mention", source="post", object_id=thread.posts.first().pk, thread=thread, **more
    )


@pytest.fixture
def known():
    """A person of whom something is in every table of the room."""
    person = member_of()
    digest = DigestFactory(person=person, subject="3 asks you could answer")
    DigestItem.objects.create(person=person, kind="event", object_id=7, digest=digest)
    told(person, ThreadFactory(title="Not for the copy"))
    Subscription.objects.create(person=person, endpoint="https://push.example/1", p256dh="a secret", auth="another")
    return person


def test_copy_holds_what_is_known_and_nothing_by_others(known):
    assert "digests" in [one.name for one in exporters()]
    copy = personal.copy_of(known)
    assert copy["preference"]["cadence"] == "weekly"
    assert [one["subject"] for one in copy["digests"]] == ["3 asks you could answer"]
    assert [one["object_id"] for one in copy["told_of"]] == [7]
    assert [one["kind"] for one in copy["notices"]] == ["mention"]
    assert [one["endpoint"] for one in copy["browsers"]] == ["https://push.example/1"]
    text = json.dumps(copy, cls=DjangoJSONEncoder)
    assert "Not for the copy" not in text
    assert "secret" not in text


def test_erasure_leaves_nothing_of_one_and_all_of_others(known):
    other = member_of()
    told(other, ThreadFactory(), actor=known)
    erase_person(known)
    for model in (Preference, Digest, DigestItem, Subscription, Notice):
        assert not model.objects.filter(person=known).exists(), model
    assert Notice.objects.get().person == other


def test_end_of_a_membership_leaves_no_notice_of_what_was_for_members():
    city = CityFactory()
    person = member_of(city)
    told(person, ThreadFactory(board=city_board(city)))
    told(person, ThreadFactory())
    public = told(person, ThreadFactory(board=BoardFactory(audience=Audience.PUBLIC)))
    end(person.memberships.get(), by=person)
    assert list(Notice.objects.filter(person=person)) == [public]


def moderator_in(city):
    person = member_of(city, role="coordinator")
    person.groups.add(*UserFactory(groups=["Moderators"]).groups.all())
    return person


def test_thread_that_moves_leaves_no_notice_with_who_reads_it_no_more():
    city = CityFactory()
    mover, stays, loses = moderator_in(city), member_of(city), member_of()
    thread = ThreadFactory(author=mover)
    kept = told(stays, thread)
    told(loses, thread)
    move(thread, city_board(city), by=mover)
    assert list(Notice.objects.filter(person__in=[stays, loses])) == [kept]


def test_thread_that_grows_into_another_leaves_no_notice_with_who_reads_that_not():
    city = CityFactory()
    mover, stays, loses = moderator_in(city), member_of(city), member_of()
    into = ThreadFactory(author=mover, board=city_board(city))
    thread = ThreadFactory(author=mover)
    told(stays, thread)
    told(loses, thread)
    merge(thread, into, by=mover)
    assert [one.person for one in Notice.objects.filter(person__in=[stays, loses])] == [stays]


def test_board_that_narrows_leaves_no_notice_with_who_reads_it_no_more():
    city = CityFactory()
    stays, loses = member_of(city), member_of()
    thread = ThreadFactory()
    told(stays, thread)
    told(loses, thread)
    board, by = thread.board, moderator_in(city)
    wanted = BoardSet(title=board.title, slug=board.slug, audience=Audience.CITIES, cities=[city.pk])
    change_board(board, wanted, by=by, seen=audience_key(board))
    assert [one.person for one in Notice.objects.filter(person__in=[stays, loses])] == [stays]
