"""What the forum holds about a person: their copy of it, and what stays, whole and nameless, once they are erased."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.test import Client
from django.utils import timezone

from network.forum import personal
from network.forum.choices import Audience, Level, SanctionKind
from network.forum.models import (
    Attachment,
    Bookmark,
    Draft,
    Flag,
    Follow,
    Mention,
    Participant,
    Post,
    PostRevision,
    Reader,
    Sanction,
)
from network.forum.services.appeals import appeal
from network.forum.services.attachments import upload
from network.forum.services.bookmarks import keep
from network.forum.services.drafts import Unsent, keep_draft
from network.forum.services.editing import edit_post
from network.forum.services.posting import Written, reply
from network.forum.services.readers import follow, mark_read
from network.forum.signals import post_changed
from network.forum.tasks import clear_forum
from portal.accounts.erasure import erase_person
from portal.accounts.models import Residue
from portal.mail.models import Letter
from portal.media.models import PrivateFile
from tests.factories import CityFactory, UserFactory
from tests.factories.forum import BoardFactory, ThreadFactory, member_of, rested
from tests.forum.writing import words

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Rhiannon Remembered", "rhiannon@example.org"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "private": private}


@pytest.fixture
def board():
    return BoardFactory(audience=Audience.PUBLIC, slug="warm")


@pytest.fixture
def other():
    return member_of(user__display_name="Olu Other")


@pytest.fixture
def thread(board, other):
    return ThreadFactory(board=board, author=other, title="Heat pumps", body="Words of the other.")


def file(name: str) -> ContentFile:
    return ContentFile(b"%PDF-1.7", name=name)


@pytest.fixture
def person(thread, board, other):
    """Somebody who has done a little of everything, and whom others name."""
    found = member_of(CityFactory(name="Leeds"), user__display_name=NAME, user__email=EMAIL)
    token = f"@[{NAME}](person:{found.pk})"
    posted = upload(file("posted.pdf"), by=found)
    post = reply(thread, Written(body="My own words.", attachments=[posted.pk]), by=found)
    edit_post(post, "My own words, mended.", seen="My own words.", by=found)
    upload(file("waiting.pdf"), by=found)
    keep_draft(board, Unsent(title="Half", body="Half a sentence"), by=found)
    keep(thread.posts.get(number=1), by=found, note="Note to self")
    follow(Level.TRACKING, by=found, board=board)
    mark_read(found, thread, 1)
    Flag.objects.create(post=thread.posts.get(number=1), by=found, reason="other", note="My report")
    Sanction.objects.create(person=found, kind=SanctionKind.WARNING, reason="Too loud", by=UserFactory())
    rested(other)
    naming = reply(thread, Written(body=f"Ask {token} and @[Olu Other](person:{other.pk})!"), by=other)
    edit_post(naming, f"Do ask {token} and @[Olu Other](person:{other.pk})!", seen=naming.body, by=other)
    keep_draft(thread, Unsent(body=f"And {token} said"), by=other)
    return found


def test_copy_holds_what_somebody_wrote_and_nobody_elses_words(person):
    copy = json.dumps(personal.copy_of(person), cls=DjangoJSONEncoder)
    mine = ("My own words, mended.", '"My own words."', "Half a sentence", "Note to self", "My report", "Too loud")
    assert [said for said in mine if said not in copy] == []
    assert not any(said in copy for said in ("Words of the other.", "Do ask", "Olu Other"))
    assert {name.partition("-")[2] for name, _file in personal.files_of(person)} == {"posted.pdf", "waiting.pdf"}


def test_copy_of_somebody_who_was_never_there_is_empty():
    assert not any(personal.copy_of(UserFactory()).values())


def test_copy_is_part_of_what_the_portal_gives():
    from portal.accounts.privacy import erasers, exporters

    assert "forum" in {exporter.name for exporter in exporters()}
    assert personal.forget in erasers()


def test_erasure_deletes_what_only_they_saw(person, other):
    waiting = Attachment.objects.get(post=None)
    name = waiting.document.file.name
    erase_person(person)
    for model in (Bookmark, Follow, Reader, Participant, Mention):
        assert not model.objects.filter(person=person).exists(), model
    assert list(Draft.objects.values_list("person", flat=True)) == [other.pk]
    assert list(PrivateFile.objects.values_list("name", "uploaded_by")) == [("posted.pdf", None)]
    storage = PrivateFile._meta.get_field("file").storage
    assert Residue.objects.filter(name=f"private:{name}").exists() or not storage.exists(name)


def test_erasure_leaves_what_was_said_without_a_name(person, thread):
    erase_person(person)
    page = words(Client().get(thread.get_absolute_url()))
    assert "My own words, mended." in page
    assert "A former member Leeds" in page
    assert NAME not in page


def test_erasure_takes_the_name_out_of_subjects_of_appeals(person, other):
    moderator = UserFactory(groups=["Moderators"])
    for writer in (person, other):
        appeal("It was not me.", by=writer, token="a")
    erase_person(person)
    subjects = Letter.objects.filter(person=moderator).order_by("pk").values_list("subject", flat=True)
    assert list(subjects) == [
        f"{name} asks for a decision to be looked at again" for name in ("A former member", "Olu Other")
    ]


def test_erasure_takes_the_name_out_of_what_others_wrote(person, other):
    changed = []
    post_changed.connect(lambda post, **_: changed.append(post.pk), weak=False, dispatch_uid="test-unname")
    try:
        erase_person(person)
    finally:
        post_changed.disconnect(dispatch_uid="test-unname")
    naming = Post.objects.get(body__contains="Do ask")
    assert naming.body == f"Do ask @a former member and @[Olu Other](person:{other.pk})!"
    assert "Do ask @a former member and" in naming.html
    assert f'data-person="{other.pk}"' in naming.html
    assert f'data-person="{person.pk}"' not in naming.html
    assert PostRevision.objects.get(post=naming).body.startswith("Ask @a former member and")
    assert Draft.objects.get().body == "And @a former member said"
    assert changed == [naming.pk]


def test_erasure_leaves_a_person_with_a_longer_number_named(person, thread, other):
    another = member_of(user__pk=int(f"{person.pk}7"), user__display_name="Another Person")
    longer = f"@[Another Person](person:{another.pk})"
    rested(other)
    post = reply(thread, Written(body=f"{longer} and @[R](person:0{person.pk})"), by=other)
    erase_person(person)
    post.refresh_from_db()
    assert post.body == f"{longer} and @a former member"


def test_long_text_that_names_somebody_is_rewritten_too(person, thread, other):
    token = f"@[R](person:{person.pk})"
    body = token + "x" * (20_000 - len(token))
    post = thread.posts.get(number=1)
    Post.objects.filter(pk=post.pk).update(body=body)
    erase_person(person)
    post.refresh_from_db()
    assert post.body.startswith("@a former memberx")


def test_no_table_of_the_forum_holds_a_name_or_an_address(person):
    assert tables_holding(NAME) == {"forum_post", "forum_postrevision", "forum_draft"}
    erase_person(person)
    assert tables_holding(NAME) == tables_holding(EMAIL) == set()


def tables_holding(said: str) -> set[str]:
    """Return the tables of the forum of which some row holds some words, in whatever column."""
    tables = [model._meta.db_table for model in apps.get_app_config("forum").get_models(include_auto_created=True)]
    found = set()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT 1 FROM "{table}" AS t WHERE t::text LIKE %s LIMIT 1', [f"%{said}%"])
            if cursor.fetchone():
                found.add(table)
    return found


def test_form_that_is_older_than_the_erasure_brings_no_name_back(person, thread, other):
    erase_person(person)
    rested(other)
    said = f"I asked @[{NAME}](person:{person.pk}) and @[Olu Other](person:{other.pk})"
    keep_draft(thread, Unsent(body=said), by=other)
    assert tables_holding(NAME) == set()
    post = reply(thread, Written(body=said), by=other)
    assert post.body == f"I asked @a former member and @[Olu Other](person:{other.pk})"
    assert tables_holding(NAME) == set()


def test_what_is_known_of_letters_goes_after_ninety_days(person):
    about = {"kind": "forum.bookmark", "recipient": EMAIL, "subject": "Back to it", "state": "sent"}
    for place, days in enumerate((89, 91)):
        then = timezone.now() - timedelta(days=days)
        Letter.objects.create(key=f"forum.{place}", message_id=f"<{place}@portal>", settled_at=then, **about)
    clear_forum()
    assert list(Letter.objects.filter(kind="forum.bookmark").values_list("key", flat=True)) == ["forum.0"]


def test_drafts_of_a_year_ago_are_cleared_with_their_files(thread, other):
    waiting = upload(file("old.pdf"), by=other)
    keep_draft(thread, Unsent(body="Old", fields={"attachments": [waiting.pk]}), by=other)
    Attachment.objects.update(at=timezone.now() - timedelta(days=400))
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=364))
    clear_forum()
    assert Draft.objects.count() == Attachment.objects.count() == 1
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=366))
    clear_forum()
    clear_forum()
    assert not Draft.objects.exists()
    assert not Attachment.objects.exists()
