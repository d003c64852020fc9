"""Muting a thread from a letter: what it ends and what it does not, for whom the page names it, and taking it back."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from network.digests.choices import Cadence, NoticeKind
from network.digests.models import Notice, Preference
from network.digests.muting import MUTE
from network.digests.switches import purpose_of
from network.forum.choices import Audience, Level, Why
from network.forum.models import Reader
from portal.mail.tokens import make_token
from tests.factories import CityFactory
from tests.factories.digests import PreferenceFactory
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return member_of(CityFactory(name="Leeds"))


@pytest.fixture
def thread(member):
    return ThreadFactory(author=member, title="Lending to co-ops")


def address(person, thread) -> str:
    return f"/letters/{make_token(MUTE, person.pk, thread.pk)}/"


def undo_in(html: str) -> str:
    return re.search(r'name="undo" value="([^"]+)"', html)[1]


def level_of(person, thread) -> tuple[str, str, int]:
    return Reader.objects.values_list("level", "why", "last_read").get(person=person, thread=thread)


def test_muted_thread_tells_of_nothing_but_who_names_the_person_and_that_in_the_portal_alone(client, member, thread):
    client.post(address(member, thread))
    PostFactory(thread=thread)
    assert not Notice.objects.filter(person=member).exists()
    PostFactory(thread=thread, body=f"What do you say, @[Mia](person:{member.pk})?")
    assert Notice.objects.get(person=member).kind == NoticeKind.MENTION


def test_page_says_what_is_muted_and_what_is_not(client, member, thread):
    html = client.get(address(member, thread)).content.decode()
    assert "“Lending to co-ops”" in html
    assert "Who names you in it still makes a notice in the portal, but no letter." in html


def test_page_names_the_thread_only_to_who_may_read_it(client, member):
    elsewhere = ThreadFactory(board=BoardFactory(audience=Audience.CITIES, cities=[CityFactory()]), title="Among us")
    for answer in (client.get(address(member, elsewhere)), client.post(address(member, elsewhere))):
        assert answer.status_code == 200
        assert "Among us" not in answer.content.decode()
        assert 'name="undo"' not in answer.content.decode()


def test_muting_is_taken_back_with_how_it_came_about(client, member, thread):
    before = level_of(member, thread)
    back = undo_in(client.post(address(member, thread)).content.decode())
    assert level_of(member, thread)[:2] == (Level.MUTED, Why.CHOSE)
    other = ThreadFactory(author=member)
    assert client.post(address(member, other), {"undo": back}).status_code == 400
    assert client.post(address(member, thread), {"undo": back}).status_code == 200
    assert level_of(member, thread) == before
    Reader.objects.filter(person=member, thread=thread).update(level=Level.WATCHING, why=Why.CHOSE)
    client.post(address(member, thread), {"undo": back})
    assert level_of(member, thread)[0] == Level.WATCHING


def test_letters_of_a_kind_that_were_turned_off_come_again_by_undo():
    preference = PreferenceFactory(cadence=Cadence.OFF, at_once=[NoticeKind.EVENT, NoticeKind.MENTION])
    client, url = Client(), f"/letters/{make_token(purpose_of(NoticeKind.MENTION), preference.person_id)}/"
    back = undo_in(client.post(url).content.decode())
    assert Preference.objects.get().at_once == [NoticeKind.EVENT]
    client.post(url, {"undo": back})
    assert Preference.objects.get().at_once == [NoticeKind.EVENT, NoticeKind.MENTION]
