"""The demonstration of digests: who wants which, and a few that were really sent, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cities.places.demo.cast import MARK, PLAYERS
from network.digests import demo
from network.digests.choices import Cadence, DigestState
from network.digests.demo import WISHES
from network.digests.models import Digest, DigestItem, Notice, Preference
from network.digests.services.preferring import choose
from portal.accounts.demo import PEOPLE
from portal.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("starter")]  # the demonstration is loaded once


@pytest.fixture
def sent(demonstration, mailoutbox):
    """What leaves once the people are sure to be there."""
    demo.send({person.email: person for person in User.objects.filter(is_demonstration=True)})
    return mailoutbox


def test_everyone_chose_something_that_is_known(demonstration):
    titles = {player.title for player in PLAYERS} | {one.title for one in PEOPLE}
    assert {wish.title for wish in WISHES} <= titles
    people = User.objects.filter(is_demonstration=True)
    assert Preference.objects.filter(person__in=people).count() == people.count()
    assert set(Preference.objects.values_list("cadence", flat=True)) == set(Cadence.values)
    assert Preference.objects.filter(paused_until__gt=timezone.localdate()).count() == 1


def test_some_digests_were_sent_before_today(sent):
    digests = Digest.objects.order_by("pk")
    assert [digest.state for digest in digests] == [DigestState.SENT] * sum(wish.got for wish in WISHES)
    assert all(digest.due_at < timezone.now() < digest.due_at + timedelta(days=8) for digest in digests)
    assert all(digest.run.at == digest.due_at for digest in digests)
    assert [mail.to for mail in sent] == [[digest.person.email] for digest in digests]
    assert all(mail.to[0].endswith("@demo.example") and MARK in mail.body for mail in sent)


def test_nothing_is_told_twice(sent):
    told = [(digest.person_id, row["kind"], row["key"]) for digest in Digest.objects.all() for row in digest.shown]
    assert len(told) == len(set(told)) > 12
    assert DigestItem.objects.exists()


def test_loading_again_sends_nothing_and_changes_no_choice(
    sent, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.VAR_DIR, settings.MAILBOX_ENABLED = tmp_path, True
    person = User.objects.get(email=WISHES[0].email)
    choose(person.pk, cadence=Cadence.OFF)
    before = len(sent)
    with django_capture_on_commit_callbacks(execute=True):
        demo.load()
    assert len(sent) == before
    assert Preference.objects.get(person=person).cadence == Cadence.OFF


def test_people_have_notices_of_what_was_done(demonstration):
    assert Notice.objects.values("person").distinct().count() > 8
