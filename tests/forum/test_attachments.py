"""Files with posts: by what is in them, to who reads the post, and gone when nothing holds them."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from network.forum.choices import Audience
from network.forum.models import Attachment, Draft, Post
from network.forum.services import attachments
from network.forum.tasks import clear_forum
from portal.media.models import PrivateFile
from tests.factories import CityFactory, UserFactory
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, member_of
from tests.forum.writing import send, typed_in, words

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 minutes"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def author():
    return member_of()


@pytest.fixture
def thread():
    return ThreadFactory()


@pytest.fixture
def client(client, author):
    client.force_login(author)
    return client


def file(name="minutes.pdf", content=PDF):
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def photo(**kwargs) -> bytes:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0)}  # where it was taken
    exif[0x010F] = "A camera"
    out = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG", exif=exif, comment=b"secret", **kwargs)
    return out.getvalue()


def add(client, *files, **more):
    return client.post(reverse("attachment_add"), {"files": list(files), **more})


def added(client, *files) -> list[int]:
    add(client, *files or [file()])
    return list(Attachment.objects.filter(post=None).values_list("pk", flat=True))


def test_file_that_comes_with_the_form_stands_with_the_post(client, thread):
    send(client, thread, "See the file.", files=[file()])
    kept = Attachment.objects.get()
    assert kept.post == Post.objects.get(number=2)
    answer = client.get(reverse("attachment", args=[kept.pk]))
    assert b"".join(answer) == PDF
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"] == 'attachment; filename="minutes.pdf"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert "no-store" in answer["Cache-Control"]


def test_picture_is_drawn_anew_without_what_the_camera_wrote(client, thread):
    original = photo()
    assert b"secret" in original
    send(client, thread, "A picture.", files=[file("street.jpg", original)])
    kept = Attachment.objects.get()
    assert (kept.is_image, kept.document.name, kept.document.content_type) == (True, "street.webp", "image/webp")
    stored = kept.document.file.read()
    assert b"secret" not in stored
    with Image.open(BytesIO(stored)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("WEBP", (40, 30), {})
    answer = client.get(reverse("attachment", args=[kept.pk]))
    assert answer["Content-Type"] == "image/webp"
    assert "sandbox" in answer["Content-Security-Policy"]


def zipped() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("evil.html", "<script>alert(1)</script>")
    return out.getvalue()


def test_refused_file_stands_above_the_form_with_a_link_to_its_field(client, thread):
    page = send(client, thread, "See the file.", files=[file("bad.exe", b"MZ")]).content.decode()
    assert re.search(r'<a href="#id_files">Files: bad.exe: Give a PDF', page)
    assert "One thing needs attention" in page
    assert page.index("One thing needs attention") < page.index("It is not posted.")
    post = PostFactory(thread=thread, author=thread.author)
    client.force_login(thread.author)
    changed = {"act": "send", "body": "Other.", "seen": post.body, "files": [file("bad.exe", b"MZ")]}
    assert (
        '<a href="#id_files">Files: bad.exe'
        in client.post(reverse("post_edit", args=[post.pk]), changed).content.decode()
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("drawing.svg", SVG, "Give a PDF"),
        ("page.html", b"<script>alert(1)</script>", "Give a PDF"),
        ("drawing.png", SVG, "not a picture that can be read"),
        ("minutes.pdf", b"MZ\x90\0 program", "does not fit what is in it"),
        ("minutes.docx", zipped(), "does not fit what is in it"),
        ("notes.txt", b"\0\0binary", "does not fit what is in it"),
        ("photo.png", photo(), "does not fit the kind of picture in it"),
        ("empty.pdf", b"", "This file is empty."),
        ("no-name", PDF, "Give a PDF"),
    ],
)
def test_file_that_is_not_what_it_says_is_refused_and_the_text_stays(client, thread, name, content, said):
    answer = send(client, thread, "See the file.", files=[file(name, content)])
    assert answer.status_code == 422
    assert said in words(answer)
    assert typed_in(answer) == "See the file."
    assert Draft.objects.get().body == "See the file."
    assert not Attachment.objects.exists()
    assert thread.posts.count() == 1


def test_polyglot_is_only_ever_downloaded(client, thread):
    send(client, thread, "x", files=[file("both.pdf", PDF + b"<script>alert(1)</script>")])
    answer = client.get(reverse("attachment", args=[Attachment.objects.get().pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"


def test_file_that_is_too_large_is_refused(client, thread, monkeypatch):
    monkeypatch.setattr("portal.media.uploads.MOST_BYTES", 10)
    assert "may have at most" in words(send(client, thread, "x", files=[file()]))
    assert not Attachment.objects.exists()


def test_sixth_file_is_refused_and_five_are_kept(client, thread):
    answer = send(client, thread, "Many.", files=[file(f"{number}.pdf") for number in range(6)])
    assert answer.status_code == 422
    assert "5.pdf: A post takes at most 5 files." in words(answer)
    keys = list(Attachment.objects.values_list("pk", flat=True))
    assert len(keys) == 5
    send(client, thread, "Many.", attachments=keys)
    assert Post.objects.get(number=2).attachments.count() == 5


def test_file_waits_through_a_preview_and_in_the_draft(client, author, thread):
    answer = send(client, thread, "See.", files=[file()], act="preview")
    key = Attachment.objects.get().pk
    assert f'name="attachments" value="{key}"' in answer.content.decode().replace("\n", " ").replace("  ", "")
    again = client.get(reverse("reply", args=[thread.pk])).content.decode()
    assert "minutes.pdf" in again
    send(client, thread, "See.", attachments=[key])
    assert Attachment.objects.get().post.number == 2


def test_file_is_taken_out_again_with_what_is_stored(client, thread):
    (key,) = added(client)
    path = PrivateFile.objects.get().file
    answer = add(client, attachments=[key], drop=key)
    assert "minutes.pdf" not in words(answer)
    assert not PrivateFile.objects.exists()
    assert not path.storage.exists(path.name)


def test_others_files_are_neither_posted_nor_dropped_nor_opened(client, thread):
    (key,) = added(client)
    client.force_login(member_of())
    assert client.get(reverse("attachment", args=[key])).status_code == 404
    add(client, drop=key)
    answer = send(client, thread, "Theirs.", attachments=[key, 999_999])
    assert answer.status_code == 302
    assert Attachment.objects.get().post is None


def test_forged_file_is_refused_by_the_act(client, author, thread):
    from django.core.exceptions import ValidationError

    from network.forum.services.posting import Written, reply

    (key,) = added(client)
    with pytest.raises(ValidationError, match="not there any more"):
        reply(thread, Written(body="Mine", attachments=[key]), by=member_of())
    assert thread.posts.count() == 1


def test_file_is_read_by_who_reads_its_post(client, author):
    leeds = CityFactory(name="Leeds", slug="leeds")
    boards = {"public": BoardFactory(audience=Audience.PUBLIC), "network": BoardFactory(), "leeds": city_board(leeds)}
    insider, outsider = member_of(leeds), member_of()
    keys = {}
    for name, board in boards.items():
        thread = ThreadFactory(board=board, author=insider)
        document = attachments.upload(file(), by=insider)
        Attachment.objects.filter(pk=document.pk).update(post=thread.posts.get())
        keys[name] = document.pk
    seen = {}
    for who, user in {"anonymous": None, "signed in": UserFactory(), "outside": outsider, "inside": insider}.items():
        client.logout()
        if user:
            client.force_login(user)
        answers = {name: client.get(reverse("attachment", args=[key])) for name, key in keys.items()}
        seen[who] = {name for name, answer in answers.items() if answer.status_code == 200}
        assert {answer.status_code for answer in answers.values()} <= {200, 404}
    assert seen == {
        "anonymous": {"public"},
        "signed in": {"public"},
        "outside": {"public", "network"},
        "inside": {"public", "network", "leeds"},
    }


@pytest.mark.parametrize(
    "fields", [{"hidden_at": timezone.now(), "hidden_reason": "x"}, {"deleted_at": timezone.now()}]
)
def test_file_goes_out_of_sight_with_its_post(client, thread, fields):
    send(client, thread, "See.", files=[file()])
    url = reverse("attachment", args=[Attachment.objects.get().pk])
    Post.objects.filter(number=2).update(**fields)
    assert client.get(url).status_code == 404


def test_file_is_taken_out_of_a_post_and_another_put_in(client, thread):
    send(client, thread, "See.", files=[file("old.pdf")])
    post, old = Post.objects.get(number=2), Attachment.objects.get()
    sent = {"act": "send", "body": "See.", "seen": "See.", "remove": old.pk, "files": [file("new.pdf")]}
    client.post(reverse("post_edit", args=[post.pk]), sent)
    assert [row.document.name for row in post.attachments.filter(removed_at=None)] == ["new.pdf"]
    assert client.get(reverse("attachment", args=[old.pk])).status_code == 404


def test_files_that_came_to_nothing_are_cleared_and_those_of_drafts_are_not(client, author, thread):
    orphan, kept, fresh, posted = added(client, *(file(f"{number}.pdf") for number in range(4)))
    Draft.objects.create(person=author, thread=thread, body="x", fields={"attachments": [kept]})
    Draft.objects.create(person=author, board=thread.board, body="x")
    Attachment.objects.filter(pk=posted).update(post=thread.posts.get())
    path = Attachment.objects.get(pk=orphan).document.file
    Attachment.objects.exclude(pk=fresh).update(at=timezone.now() - timezone.timedelta(days=3))
    clear_forum()
    clear_forum()
    assert set(Attachment.objects.values_list("pk", flat=True)) == {kept, fresh, posted}
    assert PrivateFile.objects.count() == 3
    assert not path.storage.exists(path.name)


def test_file_taken_out_of_a_post_is_deleted_days_later(client, thread):
    send(client, thread, "See.", files=[file()])
    Attachment.objects.update(removed_at=timezone.now())
    clear_forum()
    assert Attachment.objects.exists()
    Attachment.objects.update(removed_at=timezone.now() - timezone.timedelta(days=3))
    clear_forum()
    assert not PrivateFile.objects.exists()


def test_many_files_that_wait_are_too_many(client, thread, monkeypatch):
    monkeypatch.setattr(attachments, "MOST_WAITING", 1)
    assert "Too many of your files wait" in words(send(client, thread, "x", files=[file("a.pdf"), file("b.pdf")]))
    assert Attachment.objects.count() == 1


def test_name_of_a_file_holds_nothing_that_is_not_seen(client, thread):
    send(client, thread, "x", files=[file("minutes\u202efdp.pdf")])
    assert Attachment.objects.get().document.name == "minutesfdp.pdf"


def test_who_is_in_no_network_sends_no_files(client):
    client.force_login(UserFactory())
    assert add(client, file()).status_code == 403
    assert not PrivateFile.objects.exists()
