"""What plans hold about a person: their copy, and what stays, whole and nameless, once they are erased."""

from __future__ import annotations

import json

import pytest
from django.core.files.base import ContentFile
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils import timezone

from cities.plans import personal
from cities.plans.choices import Part, Stance
from cities.plans.models import Action, Evidence, ImportBatch, PlanVisit, Response, Update
from cities.plans.services import actions, editions, updates
from cities.plans.services.updates import Proof, Told
from portal.accounts.erasure import erase_person
from portal.accounts.models import Residue
from portal.media.models import PrivateFile
from portal.media.uploads import keep_file
from tests.factories import ActionFactory, ActionPartnerFactory, MembershipFactory
from tests.factories.plans import coordinator_of, publish, tell
from tests.plans.editing import browser_of

pytestmark = pytest.mark.django_db
NAME = "Rhiannon Remembered"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "private": private}


@pytest.fixture
def action():
    return ActionFactory()


@pytest.fixture
def person(action):
    """Somebody who co-owns the action, owns it, and has done a little of everything."""
    named = ActionPartnerFactory(action=action, part=Part.CO_OWNER, accepted=True)
    member = MembershipFactory(city=action.plan.city, partner=named.partner, user__display_name=NAME)
    boss = coordinator_of(action.plan.city).user
    actions.change_action(action, seen=1, owner=member.pk, by=boss)
    updates.respond(tell(action, boss), stance=Stance.DISPUTE, body="Nobody moved in.", by=member.user)
    document = keep_file(ContentFile(b"%PDF-1.7", name="minutes.pdf"), member.user)
    tell(action, member.user, body="Two moved in.", proofs=[Proof(kind="document", title="List", document=document)])
    editions.endorse(publish(action.plan), by=member.user)
    secret = keep_file(ContentFile(b"%PDF-1.7", name="half.pdf"), member.user)
    half = Told(stage="under_way", body="Half a sentence")
    updates.save_draft(action, half, by=member.user, proofs=[Proof(kind="document", title="x", document=secret)])
    actions.change_action(action, seen=2, title="Changed by them", by=member.user)
    PlanVisit.objects.create(user=member.user, plan=action.plan, last_at=timezone.now())
    ImportBatch.objects.create(plan=action.plan, name="x.csv", checksum="0" * 64, by=member.user)
    return member.user


def test_copy_holds_what_somebody_wrote_and_nobody_elses_words(action, person):
    copy = json.dumps(personal.copy_of(person), cls=DjangoJSONEncoder)
    for words in ("Two moved in.", "Half a sentence", "Nobody moved in.", "Changed by them", "List"):
        assert words in copy
    assert "It has begun." not in copy
    assert {name.partition("-")[2] for name, _file in personal.files_of(person)} == {"minutes.pdf", "half.pdf"}


def test_copy_of_somebody_without_a_plan_is_empty():
    assert not any(personal.copy_of(MembershipFactory().user).values())


def test_erasure_deletes_what_was_begun(action, person):
    draft = Update.objects.get(published_at=None)
    name = draft.evidence.get().document.file.name
    erase_person(person)
    assert not Update.objects.filter(pk=draft.pk).exists()
    assert not PlanVisit.objects.filter(user=person).exists()
    assert not ImportBatch.objects.exists()
    assert list(PrivateFile.objects.values_list("name", flat=True)) == ["minutes.pdf"]
    assert Residue.objects.filter(name=f"private:{name}").exists() or not draft_file_is_there(name)


def draft_file_is_there(name):
    return PrivateFile._meta.get_field("file").storage.exists(name)


def test_erasure_leaves_what_was_published_without_a_name(action, person):
    erase_person(person)
    assert Update.objects.published().filter(by=person, body="Two moved in.").exists()
    assert Response.objects.get().by_id == person.pk
    assert Evidence.objects.get().document.uploaded_by is None
    slug = action.plan.city.slug
    reader = browser_of(MembershipFactory(city=action.plan.city).user)
    pages = [reader.get(reverse(name, args=[slug, *more])) for name, more in (("plan", []), ("action", [action.pk]))]
    assert all(page.status_code == 200 and NAME not in page.content.decode() for page in pages)


def test_erasure_leaves_the_history_whole_and_nameless(action, person):
    before = list(action.events.order_by("pgh_id").values_list("title", "version", "pgh_context__metadata"))
    erase_person(person)
    after = list(action.events.order_by("pgh_id").values_list("title", "version", "pgh_context__metadata"))
    assert after[: len(before)] == before
    assert after[-1][2] == {"user": None, "act": "owner left"}
    assert NAME not in json.dumps(after)


def test_action_of_an_erased_owner_asks_for_another(action, person):
    erase_person(person)
    action.refresh_from_db()
    assert (action.owner, action.version) == (None, 4)
    boss = coordinator_of(action.plan.city).user
    page = browser_of(boss).get(reverse("plan_manage", args=[action.plan.city.slug])).content.decode()
    assert "No active owner" in page
    assert Action.objects.get().title == "Changed by them"
