"""Sending again: only what did not arrive or may not have, only by an administrator, once for two clicks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from network.digests.choices import Cadence, DigestState, Reason
from network.digests.models import Digest
from network.digests.services.resending import TWO_CLICKS, resend
from network.digests.services.sending import send_due
from network.digests.services.settling import IN_HANDS, sweep
from network.forum.models import Reader
from portal.accounts.groups import ensure_groups
from portal.accounts.roles import Role
from portal.mail.models import Suppression
from portal.mail.services import message_id
from tests.digests.due import became, due_digest, follow, public_thread, reach
from tests.factories.accounts import UserFactory
from tests.factories.digests import DigestFactory
from tests.factories.forum import PostFactory
from tests.mail.smtp import DROP, serving
from tests.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.LETTER_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def administrator(db):
    ensure_groups()
    return UserFactory(groups=[Role.ADMINISTRATORS])


@pytest.fixture
def in_doubt(settings):
    """A digest that the server may have taken."""
    backend, digest = settings.LETTER_BACKEND, due_digest(public_thread(title="Roofs for all"))
    with serving(END=DROP) as server:
        reach(settings, server.port)
        send_due()
    settings.LETTER_BACKEND = backend
    assert became(digest)[0] == DigestState.UNKNOWN
    return digest


def later(digest: Digest) -> None:
    """Let the first click be a while ago."""
    Digest.objects.filter(pk=digest.pk).update(resent_at=timezone.now() - TWO_CLICKS - timedelta(seconds=1))


def test_what_is_in_doubt_leaves_again_as_it_was(in_doubt, administrator):
    subject = in_doubt.subject
    assert resend(in_doubt, by=administrator)
    assert (became(in_doubt)[0], in_doubt.resent_by) == (DigestState.DUE, administrator)
    assert send_due().counts == {DigestState.SENT: 1}
    assert became(in_doubt) == (DigestState.SENT, "")
    assert mail.outbox[0].extra_headers["Message-ID"] == message_id(in_doubt.key)
    assert (mail.outbox[0].subject, "Roofs for all" in mail.outbox[0].body) == (subject, True)
    assert in_doubt.resent_at


def test_two_clicks_send_once(in_doubt, administrator):
    same = Digest.objects.get(pk=in_doubt.pk)
    assert resend(in_doubt, by=administrator)
    assert not resend(same, by=administrator)
    send_due()
    assert not resend(Digest.objects.get(pk=in_doubt.pk), by=administrator)
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_send_once(in_doubt, administrator):
    found = []
    again = [Digest.objects.get(pk=in_doubt.pk) for _ in range(2)]
    acts = [lambda digest=digest: found.append(resend(digest, by=administrator)) for digest in again]
    assert at_once(*acts) == []
    assert sorted(found) == [False, True]
    send_due()
    assert len(mail.outbox) == 1  # the bell, which the tests ring at once, sent it


def test_second_click_right_after_the_first_came_to_nothing_is_a_slip(in_doubt, administrator):
    resend(in_doubt, by=administrator)
    Digest.objects.update(state=DigestState.UNKNOWN, reason=Reason.DROPPED, settled_at=timezone.now())
    assert not resend(Digest.objects.get(), by=administrator)
    later(in_doubt)
    assert resend(Digest.objects.get(), by=administrator)


@pytest.mark.parametrize("role", [None, Role.WRITERS, Role.MODERATORS])
def test_nobody_else_may(role, in_doubt, administrator):
    person = UserFactory(groups=[role] if role else [])
    with pytest.raises(PermissionDenied):
        resend(in_doubt, by=person)
    assert became(in_doubt)[0] == DigestState.UNKNOWN


@pytest.mark.parametrize("state", [DigestState.DUE, DigestState.SENT, DigestState.EMPTY])
def test_what_arrived_or_waits_is_not_sent_again(state, administrator):
    digest = due_digest()
    Digest.objects.update(state=state, settled_at=None if state == DigestState.DUE else timezone.now())
    digest.refresh_from_db()
    assert not resend(digest, by=administrator)
    assert became(digest)[0] == state


def test_what_its_person_may_not_read_any_more_is_left_out_and_nothing_left_is_said(in_doubt, administrator):
    thread = public_thread()
    in_doubt.shown = [*in_doubt.shown, {**in_doubt.shown[0], "key": thread.pk}]
    in_doubt.save()
    type(thread).objects.filter(pk=in_doubt.shown[0]["key"]).update(hidden_at=timezone.now())
    resend(in_doubt, by=administrator)
    send_due()
    assert thread.title in mail.outbox[0].body
    assert "Roofs for all" not in mail.outbox[0].body
    type(thread).objects.update(hidden_at=timezone.now())
    Digest.objects.update(state=DigestState.UNKNOWN, reason=Reason.ENDED)
    later(in_doubt)
    with pytest.raises(ValidationError, match="Nothing is left"):
        resend(Digest.objects.get(), by=administrator)


def test_failed_one_does_not_repeat_what_a_later_one_told(settings, administrator):
    backend, thread = settings.LETTER_BACKEND, public_thread()
    digest = due_digest(thread)
    with serving(END="554 spam") as server:
        reach(settings, server.port)
        send_due()
    settings.LETTER_BACKEND = backend
    assert became(digest) == (DigestState.FAILED, Reason.REFUSED)
    other = public_thread()
    digest.shown = [*digest.shown, {**digest.shown[0], "key": other.pk}]
    digest.save()
    follow(digest.person, other, digested=1)
    assert resend(digest, by=administrator)
    DigestFactory(person=digest.person, period=timezone.localdate() + timedelta(days=1), due_at=timezone.now())
    send_due()
    send_due(timezone.now() + timedelta(minutes=3))
    assert sum(thread.title in message.body for message in mail.outbox) == 1
    assert other.title not in "".join(str(message.body) for message in mail.outbox)


def closed(digest):
    digest.person.is_active = False
    digest.person.save()


def off(digest):
    digest.person.digest_preference.cadence = Cadence.OFF
    digest.person.digest_preference.save()


def bounced(digest):
    Suppression.objects.create(address=digest.person.email, cause="bounced")


@pytest.mark.parametrize("change", [closed, off, bounced])
def test_who_gets_none_any_more_gets_none_again(change, in_doubt, administrator):
    change(in_doubt)
    with pytest.raises(ValidationError, match="It cannot be sent"):
        resend(in_doubt, by=administrator)


def test_one_that_is_sent_again_after_days_is_not_too_late(in_doubt, administrator):
    Digest.objects.update(due_at=timezone.now() - timedelta(days=4))
    in_doubt.refresh_from_db()
    resend(in_doubt, by=administrator)
    assert send_due().counts == {DigestState.SENT: 1}


def test_one_that_is_sent_again_keeps_what_it_shows_until_it_arrives(settings, in_doubt, administrator):
    backend = settings.LETTER_BACKEND
    resend(in_doubt, by=administrator)
    with serving(RCPT="451 later") as server:
        reach(settings, server.port)
        assert send_due().counts == {"back": 1}
    settings.LETTER_BACKEND = backend
    assert send_due(timezone.now() + timedelta(minutes=11)).counts == {DigestState.SENT: 1}
    assert "Roofs for all" in mail.outbox[0].body


def test_one_that_failed_after_its_last_try_has_all_of_them_when_it_is_sent_again(settings, in_doubt, administrator):
    Digest.objects.update(state=DigestState.FAILED, tries=5)
    in_doubt.refresh_from_db()
    resend(in_doubt, by=administrator)
    with serving(RCPT="451 later") as server:
        reach(settings, server.port)
        assert send_due().counts == {"back": 1}
    in_doubt.refresh_from_db()
    assert (in_doubt.state, in_doubt.tries) == (DigestState.DUE, 1)


def test_process_that_ends_while_sending_again_leaves_it_in_doubt_again(in_doubt, administrator):
    resend(in_doubt, by=administrator)
    Digest.objects.update(state=DigestState.SENDING, claimed_at=timezone.now(), attempts=2)
    sweep(timezone.now() + IN_HANDS + timedelta(seconds=1))
    assert became(in_doubt) == (DigestState.UNKNOWN, Reason.ENDED)


def test_sending_again_tells_nothing_new(in_doubt, administrator):
    thread = Reader.objects.get(person=in_doubt.person, digested__gt=0).thread
    PostFactory(thread=thread)
    resend(in_doubt, by=administrator)
    send_due()
    assert Reader.objects.get(person=in_doubt.person, thread=thread).digested == 1
