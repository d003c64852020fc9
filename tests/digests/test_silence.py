"""Who has not come for long is asked once whether to pause; where nobody answers, digests rest."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from network.digests.choices import Cadence, DigestState, Reason
from network.digests.models import Digest, Preference
from network.digests.services import silence
from network.digests.services.planning import plan
from network.digests.services.seen import ANSWERED_WITHIN, SILENT
from network.digests.services.silence import KIND, ask_the_silent
from network.digests.tasks import ask_the_silent as task
from network.digests.tasks import clear_letters
from network.digests.tokens import make_token
from network.forum.models import Participant
from portal.mail.models import Letter, Suppression
from tests.factories.accounts import UserFactory
from tests.factories.digests import PreferenceFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LONG_AGO = NOW - SILENT - timedelta(days=1)
LATELY = NOW - SILENT + timedelta(minutes=1)


@pytest.fixture
def ask(django_capture_on_commit_callbacks):
    def asked(at: datetime = NOW) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return ask_the_silent(at)

    return asked


def silent(**fields) -> Preference:
    return PreferenceFactory(**{"since": LONG_AGO, "person__last_login": LONG_AGO, **fields})


def test_who_has_not_come_for_long_is_asked_once(ask, mailoutbox):
    preference = silent()
    assert (ask(), ask(), ask(NOW + timedelta(days=200))) == (1, 0, 0)
    (message,) = mailoutbox
    assert message.to == [preference.person.email]
    preference.refresh_from_db()
    assert preference.asked_at == NOW


@pytest.mark.parametrize(("days", "asked"), [(89, 0), (90, 1)])
def test_long_means_ninety_days(ask, days, asked):
    seen = NOW - timedelta(days=days)
    PreferenceFactory(since=seen, person__last_login=seen)
    assert ask() == asked


def test_letter_says_how_to_go_on_pause_and_stop_in_both_parts(ask, mailoutbox):
    silent()
    ask()
    (message,) = mailoutbox
    found = re.findall(r"/digests/unsubscribe/[^/]+/\?choice=(\w+)", message.body)
    assert found == re.findall(r"/digests/unsubscribe/[^/]+/\?choice=(\w+)", message.alternatives[0][0])
    assert found == ["keep", "quarter", "off"]
    assert "24 August 2026" in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("choice", ["keep", "quarter", "off"])
def test_links_of_the_letter_ask_before_they_act(ask, mailoutbox, choice):
    preference = silent()
    ask()
    link = re.search(rf"(/digests/unsubscribe/\S+\?choice={choice})", mailoutbox[0].body)[1]
    before = Preference.objects.values().get()
    page = Client().get(link).content.decode()
    assert Preference.objects.values().get() == before
    assert re.search(rf'value="{choice}"[^>]*checked', page)
    Client().post(link, {"choice": choice})
    assert Preference.objects.get(pk=preference.pk).kept_at


@pytest.mark.parametrize(
    "fields",
    [
        {"person__last_login": LATELY},
        {"since": LATELY},
        {"kept_at": LATELY},
        {"cadence": Cadence.OFF},
        {"paused_until": (NOW + timedelta(days=1)).date()},
        {"person__is_active": False},
        {"person__anonymised_at": NOW},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_nobody_else_is_asked(ask, fields):
    silent(**fields)
    assert ask() == 0


def test_session_that_was_seen_lately_counts(ask):
    preference = silent()
    UserSession.objects.create(
        user=preference.person, ip="127.0.0.1", session_key="x", last_seen_at=LATELY, created_at=LONG_AGO
    )
    assert ask() == 0


def test_post_that_was_sent_lately_counts(ask):
    Participant.objects.update_or_create(person=silent().person, defaults={"posted_at": LATELY})
    assert ask() == 0


def test_who_never_signed_in_and_never_wrote_is_asked(ask):
    silent(person__last_login=None)
    assert ask() == 1


def test_another_silence_is_another_question(ask, mailoutbox):
    preference = silent()
    ask()
    back = NOW + timedelta(days=3)
    preference.person.last_login = back
    preference.person.save(update_fields=["last_login"])
    assert ask(back + SILENT - timedelta(minutes=1)) == 0
    assert ask(back + SILENT) == 1
    assert len(mailoutbox) == 2


def test_letter_that_is_in_the_ledger_is_not_written_again(ask, mailoutbox):
    silent()
    ask()
    Preference.objects.update(asked_at=None)
    assert ask() == 1
    assert len(mailoutbox) == Letter.objects.filter(kind=KIND).count() == 1


def test_address_that_mail_does_not_reach_gets_none_and_is_left_alone(ask, mailoutbox):
    preference = silent()
    Suppression.objects.create(address=preference.person.email, cause="bounced")
    assert (ask(), ask()) == (1, 0)
    assert mailoutbox == []


def planned_at(at: datetime) -> list[tuple[str, str]]:
    Digest.objects.all().delete()
    plan(at)
    return [(row.state, row.reason) for row in Digest.objects.order_by("-due_at")][:1]


RESTING = NOW.replace(hour=7) + ANSWERED_WITHIN + timedelta(days=1)


def test_digests_rest_where_nobody_answers_in_time(ask):
    silent()
    ask()
    assert planned_at(NOW.replace(hour=7) + ANSWERED_WITHIN) == [(DigestState.DUE, "")]
    assert planned_at(RESTING) == [(DigestState.SKIPPED, Reason.SILENT)]


@pytest.mark.parametrize("sign", ["comes", "writes", "goes on", "chooses"])
def test_digests_come_again_once_the_person_is_heard_of(ask, sign, time_machine):
    preference = silent()
    ask()
    assert planned_at(RESTING) == [(DigestState.SKIPPED, Reason.SILENT)]
    time_machine.move_to(RESTING + timedelta(hours=1), tick=False)
    if sign == "comes":
        Client().force_login(preference.person)
    elif sign == "writes":
        Participant.objects.update_or_create(person=preference.person, defaults={"posted_at": RESTING})
    else:
        link = f"/digests/unsubscribe/{token_of(preference)}/"
        Client().post(link, {"choice": "keep" if sign == "goes on" else "daily"})
    assert planned_at(RESTING + timedelta(days=1)) == [(DigestState.DUE, "")]


def token_of(preference: Preference) -> str:
    return make_token(preference.person_id)


def test_number_of_queries_does_not_grow_with_the_people(ask):
    UserFactory()
    counts = []
    for people in (1, 12):
        Preference.objects.all().delete()
        for _ in range(people):
            silent()
        with CaptureQueriesContext(connection) as queries:
            assert ask_the_silent(NOW) == people
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_people_are_asked_in_turns_until_none_is_left(ask, mailoutbox, monkeypatch):
    monkeypatch.setattr(silence, "AT_ONCE", 2)
    people = [silent().person.email for _ in range(5)]
    assert ask() == 5
    assert [message.to[0] for message in mailoutbox] == people


def test_task_is_safe_to_repeat(django_capture_on_commit_callbacks, mailoutbox):
    silent()
    with django_capture_on_commit_callbacks(execute=True):
        task(NOW.isoformat())
        task(NOW.isoformat())
    assert len(mailoutbox) == 1


def test_old_letters_are_cleared_and_nobody_is_asked_again(ask):
    silent()
    ask()
    Letter.objects.update(settled_at=NOW - timedelta(days=400))
    clear_letters()
    assert not Letter.objects.exists()
    assert ask(NOW + timedelta(days=1)) == 0
