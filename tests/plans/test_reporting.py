"""Writing updates: drafts, evidence, files, double sendings."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from cities.plans.choices import Stage, Visibility
from cities.plans.models import Action, Evidence, Update
from cities.plans.services import plans, updates
from cities.plans.services.updates import Told
from portal.media.models import PrivateFile
from portal.media.uploads import MOST_BYTES
from tests.factories import ActionFactory, MembershipFactory
from tests.factories.plans import coordinator_of, publish, tell
from tests.plans.editing import PDF, a_pdf, address, browser_of, proof, update_form, words
from tests.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "private": private}


@pytest.fixture
def action():
    return ActionFactory()


@pytest.fixture
def coordinator(action):
    return coordinator_of(action.plan.city).user


@pytest.fixture
def client(coordinator):
    return browser_of(coordinator)


@pytest.fixture
def url(action):
    return address("update_add", action)


def a_photo():
    """Return a JPEG that says where it was taken."""
    out, exif = BytesIO(), Image.Exif()
    exif[0x010F] = "Secret camera"
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (3000, 20), "red").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("site visit.jpg", out.getvalue())


def test_update_is_published(client, url, action):
    assert client.get(url).status_code == 200
    answer = client.post(url, update_form(next_step="Tender", next_on="2030-01-01", outlook="on_track"))
    update = Update.objects.get()
    assert answer["Location"] == address("plan_update", action, update.pk)
    assert (update.is_published, update.next_step, update.outlook) == (True, "Tender", "on_track")


@pytest.mark.parametrize(
    ("visibility", "said"),
    [
        (Visibility.PUBLIC, "the network of this city now, and everyone from the next edition on."),
        (Visibility.PARTNERS, "only the network of this city now, and everyone once an edition holds the action."),
        (Visibility.DRAFT, "only the coordinators, the owner,"),
        (None, "everyone, at once."),
    ],
)
def test_who_reads_an_update_is_said_before_and_after_it_is_published(client, url, action, visibility, said):
    if visibility:
        Action.objects.filter(pk=action.pk).update(visibility=visibility)
    else:
        publish(action.plan)
    assert f"Who reads it:</b> {said}" in words(client.get(url))
    answer = client.post(url, update_form(), follow=True)
    assert f"Your update is published. Who reads it: {said}" in words(answer)


def test_draft_is_kept_and_begins_the_form(client, url):
    client.post(url, update_form(act="draft", body="Half a sentence"))
    assert not Update.objects.get().is_published
    assert "Half a sentence" in words(client.get(url))


def test_form_begins_with_the_stage_as_it_is(client, url, action, coordinator):
    tell(action, coordinator, stage=Stage.PAUSED, body="No money.")
    assert re.search(r'value="paused"[^>]* checked', words(client.get(url)))


def test_agreed_says_what_it_lacks_before_and_after(client, url):
    for page in (client.get(url), client.post(url, update_form(stage="agreed"))):
        assert "Its lead has to accept." in words(page)
        assert "Give the decision as evidence, with its date." in words(page)
    update = Update.objects.get()
    assert (update.is_published, update.stage) == (False, "agreed")


def test_refused_publication_keeps_the_draft_with_its_file(client, url):
    sent = update_form(stage="done", body="", **proof(file=a_pdf()))
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert "Say what happened." in words(answer)
    assert "minutes.pdf" in words(answer)
    draft = Update.objects.get()
    assert not draft.is_published
    client.post(url, update_form(stage="done", body="It is done."))
    draft.refresh_from_db()
    assert draft.is_published
    assert draft.evidence.get().document.file.read() == PDF


def test_file_in_order_is_kept_while_another_row_is_refused(client, url):
    sent = update_form(**proof(1, file=a_pdf()), **proof(2, kind="decision", title="Cabinet", url="example.org/minute"))
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert "Give the day of the decision." in words(answer)
    assert "Cabinet" in words(answer)
    assert Evidence.objects.get().title == "Minutes"


def test_row_that_is_refused_asks_for_its_file_again(client, url):
    answer = client.post(url, update_form(**proof(title="", file=a_pdf())))
    assert "Choose the file of this row again" in words(answer)
    assert not Evidence.objects.exists()


def test_text_that_is_refused_is_shown_and_does_not_take_the_place_of_the_draft(client, url):
    client.post(url, update_form(act="draft", body="Whole"))
    answer = client.post(url, update_form(body="y" * 4001, **proof(file=a_pdf())))
    assert answer.status_code == 422
    assert "y" * 4001 in words(answer)
    assert Update.objects.get().body == "Whole"
    assert Evidence.objects.exists()


def test_evidence_is_taken_out_of_a_draft_with_its_file(client, url):
    client.post(url, update_form(act="draft", **proof(file=a_pdf())))
    kept = PrivateFile.objects.get()
    storage, name = kept.file.storage, kept.file.name
    client.post(url, update_form(act="draft", drop=[Evidence.objects.get().pk, "x", "9" * 30]))
    assert not Evidence.objects.exists()
    assert not storage.exists(name)


def test_others_evidence_is_not_taken_out(client, url, action):
    theirs = coordinator_of(action.plan.city).user
    browser_of(theirs).post(url, update_form(act="draft", **proof(url="example.org")))
    client.post(url, update_form(act="draft", drop=[Evidence.objects.get().pk]))
    assert Evidence.objects.exists()


def test_picture_is_drawn_anew_without_place_or_camera(client, url):
    client.post(url, update_form(act="draft", **proof(kind="photo", title="Visit", file=a_photo())))
    kept = PrivateFile.objects.get()
    assert (kept.name, kept.content_type) == ("site visit.webp", "image/webp")
    with Image.open(kept.file) as picture:
        assert max(picture.size) == 2400
        assert not picture.getexif()
        assert "exif" not in picture.info


def test_rows_of_one_form_share_what_their_pictures_may_unfold_to(client, url, monkeypatch):
    monkeypatch.setattr("portal.media.uploads.MOST_MEGAPIXELS_TOGETHER", 0.1)
    rows = {name: value for row in (1, 2) for name, value in proof(row, kind="photo", file=a_photo()).items()}
    answer = client.post(url, update_form(act="draft", **rows))
    assert "megapixels together" in words(answer)
    assert PrivateFile.objects.count() == 1


def test_content_type_follows_from_what_was_checked(client, url):
    client.post(url, update_form(act="draft", **proof(file=a_pdf())))
    assert PrivateFile.objects.get().content_type == "application/pdf"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("page.html", b"<script>", "Give a PDF"),
        ("drawing.svg", b"<svg/>", "Give a PDF"),
        ("noending", b"x", "Give a PDF"),
        ("minutes.pdf", b"MZ program", "does not fit what is in it"),
        ("sheet.xlsx", b"PK broken", "does not fit what is in it"),
        ("photo.jpg", PDF, "not a picture that can be read"),
        ("empty.pdf", b"", "This file is empty."),
        ("big.pdf", PDF + b"x" * MOST_BYTES, "a file may have at most 10"),
    ],
)
def test_file_that_is_none_is_refused_beside_its_field(client, url, name, content, said):
    answer = client.post(url, update_form(**proof(file=a_pdf(name, content))))
    assert answer.status_code == 422
    assert said in words(answer).replace("\xa0", " ")
    assert not PrivateFile.objects.exists()


def test_file_of_six_megabytes_is_taken(client, url):
    client.post(url, update_form(**proof(file=a_pdf(content=PDF + b"x" * 6_000_000))))
    assert Evidence.objects.get().document.size > 6_000_000


def test_text_of_six_megabytes_is_a_4xx(client, url):
    assert 400 <= client.post(url, update_form(body="x" * 6_000_000)).status_code < 500


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"stage": "finished"}, "This is not one of the choices."),
        ({"stage": "\x00"}, "This is not one of the choices."),
        ({"body": ""}, "Say what happened."),
        ({"body": "x\x00"}, "Null characters are not allowed."),
        ({"stage": "paused", "body": ""}, "Say why, and who decided."),
        ({"stage": "done"}, "give at least one piece of evidence"),
        ({"reported_on": "2199-01-01"}, "This day is still to come."),
        ({"next_on": "2000-01-01", "next_step": "x"}, "The next step must be after the day"),
        ({"next_on": "2199-01-01"}, "Say what the next step is."),
        ({"next_step": "x" * 301}, "at most 300 characters"),
        ({**proof(url="example.org", kind="circus")}, "This is not one of the choices."),
        ({**proof(url="javascript:alert(1)")}, "Enter a valid URL."),
        ({**proof(url="example.org", dated_on="2199-01-01")}, "This day is still to come."),
        ({**proof(url="https://me:word@example.org/")}, "without a name or password"),
        ({**proof()}, "Give an address or a file, and not both."),
        ({**proof(title="x" * 201, url="example.org")}, "at most 200 characters"),
    ],
)
def test_update_that_cannot_be_is_refused_with_words(client, url, changed, said):
    answer = client.post(url, update_form(**changed))
    assert answer.status_code == 422
    assert said in words(answer)
    assert not Update.objects.published().exists()


def test_end_has_no_outlook(client, url):
    client.post(url, update_form(stage="dropped", outlook="on_track", body="The cabinet dropped it."))
    assert Update.objects.get().outlook == ""


def test_form_sent_twice_is_published_once(client, url, action):
    first, second = client.post(url, update_form()), client.post(url, update_form())
    assert first["Location"] == second["Location"]
    assert Update.objects.count() == 1


def test_next_update_is_a_further_one(client, url, action):
    client.post(url, update_form())
    known = Update.objects.get().pk
    assert f'name="known" value="{known}"' in words(client.get(url))
    client.post(url, update_form(known=known, body="It goes on."))
    assert Update.objects.published().count() == 2


@pytest.mark.django_db(transaction=True)
def test_form_sent_twice_at_one_instant_is_published_once():
    action = ActionFactory()
    user = coordinator_of(action.plan.city).user
    url = address("update_add", action)
    first, second = browser_of(user), browser_of(user)

    def send(client):
        assert client.post(url, update_form(**proof(file=a_pdf()))).status_code == 302

    assert at_once(lambda: send(first), lambda: send(second)) == []
    assert Update.objects.get().is_published
    assert Evidence.objects.count() == PrivateFile.objects.count() == 1


def test_kind_of_evidence_is_chosen_by_the_writer(client, url):
    assert "Choose one" in words(client.get(url))
    answer = client.post(url, update_form(**proof(kind="", url="example.org/minute")))
    assert answer.status_code == 422
    assert "Choose what kind of evidence it is." in words(answer)
    assert not Update.objects.published().exists()


def test_what_agreed_lacks_is_said_while_the_action_is_proposed(client, url, action, coordinator):
    assert "Before it can be “agreed”" in words(client.get(url))
    tell(action, coordinator)
    assert "Before it can be “agreed”" not in words(client.get(url))


def test_labels_say_when_a_field_is_needed(client, url):
    page = words(client.get(url))
    assert page.count("(needed to publish)") == 1
    assert page.count("(or a file)") == page.count("(needed for a decision)") == 5


def test_draft_is_thrown_away(client, url, action):
    client.post(url, update_form(act="draft", **proof(file=a_pdf())))
    client.post(address("update_throw_away", action))
    assert not Update.objects.exists()
    assert not PrivateFile.objects.exists()
    assert client.post(address("update_throw_away", action)).status_code == 404


def test_member_who_answers_for_nothing_does_not_report(action, url):
    client = browser_of(MembershipFactory(city=action.plan.city).user)
    assert client.get(url).status_code == 403
    assert client.post(url, update_form()).status_code == 403


def test_archived_plan_takes_no_update_and_shows_what_was_typed(client, url, action, coordinator):
    plans.archive_plan(action.plan, by=coordinator)
    answer = client.post(url, update_form(body="Typed body", **proof(file=a_pdf())))
    assert answer.status_code == 422
    assert "This plan is archived" in words(answer)
    assert "Typed body" in words(answer)
    assert not PrivateFile.objects.exists()


def test_day_of_an_update_may_be_in_the_past(client, url):
    day = timezone.localdate() - timedelta(days=40)
    client.post(url, update_form(reported_on=day))
    assert Update.objects.get().reported_on == day


def test_draft_is_read_by_nobody_else(action, coordinator, url):
    updates.save_draft(action, Told(stage="under_way", body="Half"), by=coordinator)
    assert "Half" not in words(browser_of(coordinator_of(action.plan.city).user).get(url))
