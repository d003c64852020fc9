"""Digests at /editor/: who may look, what is counted, what is withheld, and what a person may do there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from network.digests.choices import Cadence, DigestState, Reason
from network.digests.models import Digest, DigestItem, Halt, Run
from network.digests.services.claiming import claim
from network.digests.services.halting import halt
from network.digests.services.planning import plan
from network.digests.services.sending import send_due
from network.digests.services.settling import settle_all
from network.forum.choices import Level, Why
from network.forum.models import Reader
from portal.accounts.groups import ensure_groups
from portal.accounts.roles import Role
from portal.mail.models import Suppression
from tests.factories.accounts import UserFactory
from tests.factories.digests import DigestFactory, PreferenceFactory
from tests.factories.forum import BoardFactory, ThreadFactory, city_board, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    ensure_groups()
    return UserFactory(display_name="Adama Administrator", groups=[Role.ADMINISTRATORS])


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


def at(name, *args):
    return reverse(f"digests_editor:{name}", args=args)


def settled(state, reason="", **fields):
    return DigestFactory(state=state, reason=reason, settled_at=timezone.now(), **fields)


def following(person, **fields):
    thread = ThreadFactory(title="Lending to co-ops", **fields)
    Reader.objects.create(person=person, thread=thread, level=Level.WATCHING, why=Why.CHOSE)
    return thread


@pytest.mark.parametrize("group", [None, Role.WRITERS, Role.REVIEWERS, Role.MODERATORS])
def test_nobody_but_administrators_opens_any_of_it(client, group):
    ensure_groups()
    digest = settled(DigestState.UNKNOWN, Reason.ENDED, run=Run.objects.create())
    client.force_login(UserFactory(groups=[group] if group else []))
    person = digest.person_id
    paths = [at("runs"), at("run", digest.run_id), at("person", person), at("preview", person)]
    for path in [*paths, at("preview_frame", person), at("resend", digest.pk)]:
        assert client.get(path).status_code in (302, 403)
    assert client.post(at("resend", digest.pk)).status_code in (302, 403)
    assert client.post(at("runs"), {"act": "stop", "why": "x"}).status_code in (302, 403)
    assert not Halt.objects.exists()


def test_run_is_counted_by_what_became_of_its_digests(desk, django_assert_max_num_queries):
    run = Run.objects.create()
    settled(DigestState.SENT, run=run)
    settled(DigestState.EMPTY, run=run)
    settled(DigestState.SKIPPED, Reason.PAUSED, run=run)
    settled(DigestState.SKIPPED, Reason.UNDELIVERABLE, run=run)
    settled(DigestState.UNKNOWN, Reason.ENDED, run=run)
    DigestFactory(run=run)
    desk.get(at("runs"))
    with django_assert_max_num_queries(30) as few:
        page = desk.get(at("runs")).content.decode()
    for reason in (Reason.PAUSED, Reason.UNDELIVERABLE):
        assert f"{reason.label}: 1" in page
    for _one in range(5):
        settled(DigestState.SENT, run=Run.objects.create())
    with django_assert_max_num_queries(len(few)):
        desk.get(at("runs"))
    of_run = desk.get(at("run", run.pk), {"state": "unknown"}).content.decode()
    assert str(Reason.ENDED.label) in of_run
    assert str(Reason.PAUSED.label) in of_run, "why some were skipped stands above"
    assert desk.get(at("run", run.pk), {"state": "nonsense", "p": "x"}).status_code == 200


def test_planned_are_those_that_were_written_to_be_sent_whatever_became_of_them(desk):
    monday = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    preferences = PreferenceFactory.create_batch(3, since=monday)
    PreferenceFactory(since=monday, paused_until=monday.date() + timedelta(days=1))
    run = plan(monday)
    assert (run.planned, run.skipped, str(run)) == (3, 1, "2026-11-23 07:00: 3")
    settle_all(claim(monday), DigestState.SKIPPED, reason=Reason.STOPPED)
    assert Digest.objects.filter(state=DigestState.SKIPPED).count() == len(preferences) + 1
    page = " ".join(desk.get(at("runs")).content.decode().split())
    assert '<span class="rc-label">Planned:</span> 3 <br> and 1 skipped at once' in page
    assert (f"{Reason.STOPPED.label}: 3" in page, f"{Reason.PAUSED.label}: 1" in page) == (True, True)


def test_person_is_found_by_name_and_address(desk):
    person = UserFactory(display_name="Bea Example", email="bea@example.org")
    PreferenceFactory(person=person, cadence=Cadence.DAILY)
    for words in ("bea ex", "BEA@example"):
        assert at("person", person.pk) in desk.get(at("runs"), {"q": words}).content.decode()
    assert "Nobody" in desk.get(at("runs"), {"q": "nobody <i>"}).content.decode()
    digest = settled(DigestState.FAILED, Reason.REFUSED, person=person, detail="550 no such mailbox")
    page = desk.get(at("person", person.pk)).content.decode()
    assert "550 no such mailbox" in page
    assert at("resend", digest.pk) in page


def test_all_digests_are_stopped_for_a_reason_and_go_on(desk):
    DigestFactory()
    answer = desk.post(at("runs"), {"act": "stop", "why": " "})
    assert answer.status_code == 422
    assert not Halt.objects.exists()
    desk.post(at("runs"), {"act": "stop", "why": "The mail server is moved"})
    desk.post(at("runs"), {"act": "stop", "why": "Twice"})
    assert claim() == []
    page = desk.get(at("runs")).content.decode()
    assert "The mail server is moved" in page
    assert "Adama Administrator" in page
    desk.post(at("runs"), {"act": "go-on"})
    assert len(claim()) == 1


def test_preview_says_what_the_person_would_get_and_leaves_no_trace(desk):
    person = member_of()
    following(person, board=BoardFactory(audience="public"))
    assert "Lending to co-ops" in desk.get(at("preview", person.pk)).content.decode()
    frame = desk.get(at("preview_frame", person.pk))
    assert "Lending to co-ops" in frame.content.decode()
    assert "sandbox" in frame.headers["Content-Security-Policy"]
    assert not Digest.objects.exists()
    assert not DigestItem.objects.exists()
    assert Reader.objects.get(person=person).digested == 0


def test_preview_withholds_what_the_administrator_does_not_read_and_links_that_act(desk):
    person = member_of()
    following(person, board=city_board(person.memberships.get().city))
    for name in ("preview", "preview_frame"):
        page = desk.get(at(name, person.pk)).content.decode()
        assert "Lending to co-ops" not in page
        assert escape("Something that you do not read yourself") in page
    assert "/digests/unsubscribe/…" in page


def test_preview_of_nothing_says_so(desk):
    person = UserFactory()
    assert "they would get no mail" in desk.get(at("preview", person.pk)).content.decode()
    assert desk.get(at("preview_frame", person.pk)).content == b""


def test_digest_in_doubt_is_sent_again_once_asked(desk):
    person = PreferenceFactory(person=member_of()).person
    thread = following(person, board=BoardFactory(audience="public"))
    shown = [{"section": "followed", "kind": "thread", "key": thread.pk, "why": "You follow it.", "number": 1}]
    digest = settled(
        DigestState.UNKNOWN, Reason.ENDED, person=person, shown=shown, due_at=timezone.now() - timedelta(days=1)
    )
    assert "Send it again" in desk.get(at("resend", digest.pk)).content.decode()
    digest.refresh_from_db()
    assert digest.state == DigestState.UNKNOWN
    assert desk.post(at("resend", digest.pk)).status_code == 302
    digest.refresh_from_db()
    assert digest.state != DigestState.UNKNOWN
    assert digest.resent_by.display_name == "Adama Administrator"


def test_person_whose_address_takes_no_letters_is_told_as_such(desk):
    person = member_of()
    following(person, board=BoardFactory(audience="public"))
    Suppression.objects.create(address=person.email.upper(), cause="bounced")
    for name in ("person", "preview"):
        assert "Letters to this address are stopped" in desk.get(at(name, person.pk)).content.decode()


def test_rhythm_of_a_person_is_said_with_its_day(desk):
    person = UserFactory()
    PreferenceFactory(person=person, cadence=Cadence.WEEKLY, weekday=3, hour=9)
    assert "every Thursday at 09:00 (London)" in desk.get(at("person", person.pk)).content.decode()


def test_digest_that_is_sent_again_while_all_are_stopped_waits_as_long_as_that(desk, administrator):
    person = member_of()
    thread = following(person, board=BoardFactory(audience="public"))
    shown = [{"section": "followed", "kind": "thread", "key": thread.pk, "why": "You follow it.", "number": 1}]
    digest = settled(DigestState.UNKNOWN, Reason.ENDED, person=person, cadence=Cadence.WEEKLY, shown=shown)
    halt("The server is moved", by=administrator)
    assert "it will wait" in desk.get(at("resend", digest.pk)).content.decode()
    assert "It waits" in desk.post(at("resend", digest.pk), follow=True).content.decode()
    desk.post(at("runs"), {"act": "go-on"})
    tally = send_due(timezone.now() + timedelta(days=3))
    assert (tally.counts["sent"], len(mail.outbox)) == (1, 1)
    assert "Sent again by Adama Administrator" in desk.get(at("person", person.pk)).content.decode()


@pytest.mark.parametrize("why", ["", "  ", "\u200b", "\u2800 \u200b"])
def test_reason_of_which_nothing_is_seen_stops_nothing(desk, why):
    assert desk.post(at("runs"), {"act": "halt", "why": why}).status_code == 422
    assert not Halt.objects.exists()


def test_what_arrived_is_not_sent_again(desk):
    digest = settled(DigestState.SENT)
    assert "Send it again" not in desk.get(at("resend", digest.pk)).content.decode()
    desk.post(at("resend", digest.pk))
    digest.refresh_from_db()
    assert digest.state == DigestState.SENT
    assert desk.post(at("resend", 999_999)).status_code == 404
