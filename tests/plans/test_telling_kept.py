"""What is kept of followers, reminders and links: how long, in a person's copy, and after they go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cities.plans import personal_letters
from cities.plans.models import Follow, PlanPreference, Reminder, UpdateLink
from cities.plans.services.links import new_link
from cities.plans.tasks import clear_plans
from portal.accounts.erasure import erase_person
from portal.accounts.privacy import exporters
from portal.mail.models import Letter
from tests.factories import ActionFactory, ObjectiveFactory, PlanFactory, UserFactory
from tests.factories.plans import publish

pytestmark = pytest.mark.django_db


def ago(**parts):
    return timezone.now() - timedelta(**parts)


@pytest.fixture
def action():
    action = ActionFactory(objective=ObjectiveFactory(plan=PlanFactory(city__name="Leeds")), title="Retrofit homes")
    publish(action.plan)
    return action


@pytest.fixture
def person(action):
    """Somebody of whom there is one of each."""
    person = UserFactory(email="ada@example.org")
    Follow.objects.create(action=action, user=person, confirmed_at=timezone.now())
    Follow.objects.create(plan=action.plan, email="ADA@example.org", confirmed_at=timezone.now())
    Reminder.objects.create(person=person, week="2026-W48", actions=[action.pk])
    new_link(action.pk, person.pk, timezone.now())[0].save()
    PlanPreference.objects.create(person=person, reminders=False)
    return person


def test_copy_tells_all_and_no_secret(person):
    copy = personal_letters.copy_of(person)
    assert copy["wants_reminders"] is False
    assert [row["what"] for row in copy["follows"]] == ["Leeds, action 1: Retrofit homes", "Action plan of Leeds"]
    assert [row["week"] for row in copy["reminders"]] == ["2026-W48"]
    assert [row["action__title"] for row in copy["links"]] == ["Retrofit homes"]
    assert UpdateLink.objects.get().token_digest not in str(copy)
    assert "plan_letters" in {exporter.name for exporter in exporters()}


def test_erasure_leaves_nothing(person, action):
    stays = Follow.objects.create(plan=action.plan, email="other@example.org")
    erase_person(person)
    assert list(Follow.objects.all()) == [stays]
    assert not any(model.objects.exists() for model in (Reminder, UpdateLink, PlanPreference))


def test_reminders_and_links_go_after_90_days(action):
    person = UserFactory()
    for days, week in ((91, "2026-W30"), (89, "2026-W31")):
        Reminder.objects.create(person=person, week=week, made_at=ago(days=days))
        link, _token = new_link(action.pk, person.pk, ago(days=days + 14))
        link.save()
    for _ in range(2):
        clear_plans()
    assert Reminder.objects.get().week == "2026-W31"
    assert UpdateLink.objects.get().expires_at > ago(days=90)


def test_unconfirmed_addresses_go_after_a_week(action):
    old = Follow.objects.create(plan=action.plan, email="old@example.org")
    young = Follow.objects.create(plan=action.plan, email="young@example.org")
    kept = Follow.objects.create(plan=action.plan, email="kept@example.org", confirmed_at=ago(days=8))
    Follow.objects.filter(pk__in=[old.pk, kept.pk]).update(since=ago(days=8))
    Follow.objects.filter(pk=young.pk).update(since=ago(days=6))
    clear_plans()
    assert set(Follow.objects.all()) == {young, kept}


def test_ledger_forgets_letters_on_plans_after_90_days():
    for kind, days in (("plans.reminder", 91), ("plans.bulletin", 89), ("places.end", 91)):
        Letter.objects.create(
            key=f"{kind}",
            kind=kind,
            recipient="a@example.org",
            message_id=kind,
            state="sent",
            settled_at=ago(days=days),
        )
    clear_plans()
    assert set(Letter.objects.values_list("kind", flat=True)) == {"plans.bulletin", "places.end"}
