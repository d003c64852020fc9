"""Hostile and broken input in the editor: rich text, pictures, documents. A message, never a fault."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import ExifTags, Image

from handbooks.models import EntryPage
from portal.media.models import PortalDocument, PortalImage
from tests.factories import ThemePageFactory
from tests.handbooks.editing import (
    PUBLISH,
    add_url,
    contentstate,
    entry_fields,
    form_of,
    link_to,
    person,
    send,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(tree: Any) -> Any:
    client = signed_in(person("Reviewers"))
    client.raise_request_exception = True
    return client


def stored(client: Any, text: str, **changes: Any) -> str:
    theme = ThemePageFactory()
    url = add_url(theme, EntryPage)
    response = send(client, url, form_of(client, url, **entry_fields(what_it_lets_you_do=text, **changes)), PUBLISH)
    assert response.status_code == 302
    return EntryPage.objects.get().what_it_lets_you_do


HOSTILE_LINKS = [
    "javascript:alert(1)",
    " java\tscript:alert(1)",
    "//evil.example/",
    "\\\\evil.example",
    "/\\evil.example",
    "data:text/html,x",
]


@pytest.mark.parametrize("address", HOSTILE_LINKS)
def test_hostile_link_leaves_only_its_words(client, address):
    html = stored(client, contentstate("Read this", link_to(address)))

    assert "Read this" in html
    assert "<a" not in html
    assert "evil" not in html


def test_honest_link_stays(client):
    assert 'href="https://www.gov.uk/"' in stored(client, contentstate("Read this", link_to("https://www.gov.uk/")))


HOSTILE_HTML = [
    "<script>alert(1)</script><p>Words</p>",
    '<p onclick="alert(1)">Words</p><img src=x onerror=alert(1)>',
    '<p>Words <a href="javascript:alert(1)">x</a></p><iframe src="//evil.example"></iframe>',
    '<svg onload=alert(1)></svg><p style="position:fixed">Words</p>',
]


@pytest.mark.parametrize("html", HOSTILE_HTML)
def test_posted_html_is_cleaned(client, html, django_user_model):
    text = stored(client, html)

    assert "Words" in text
    for part in ("script", "onclick", "onerror", "onload", "iframe", "svg", "style", "evil"):
        assert part not in text


def test_script_in_text_is_shown_as_text(client):
    html = stored(client, contentstate("<script>alert(1)</script>"))
    page = client.get(EntryPage.objects.get().url).content.decode()

    assert "<script>alert(1)" not in html
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    "value", ["[]", "{}", "5", '{"blocks": 3}', '{"blocks": [{"type": "x"}], "entityMap": {}}', "{" * 5000]
)
def test_malformed_rich_text_is_no_fault(client, value):
    theme = ThemePageFactory()
    url = add_url(theme, EntryPage)
    response = send(client, url, form_of(client, url, **entry_fields(what_it_lets_you_do=value)), PUBLISH)

    assert response.status_code in (200, 302)


def claiming(side: int) -> bytes:
    """A small PNG that claims to be `side` pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def whole(kind: str, side: int) -> bytes:
    """A whole picture of one colour, which is small as a file and large in memory."""
    file = io.BytesIO()
    Image.new("1" if kind == "PNG" else "L", (side, side)).save(file, kind)
    return file.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size).save(file, kind)
    return file.getvalue()


BAD_PICTURES = {
    "text": ("a.png", b"not a picture"),
    "empty": ("a.png", b""),
    "mistyped": ("a.jpg", picture("PNG")),
    "unknown": ("a.bmp", picture("BMP")),
    "script": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "cut": ("a.png", picture(size=(400, 400))[:90]),
    "cut photo": ("a.jpg", picture("JPEG", (400, 400))[:400]),
    "bomb": ("a.png", claiming(60_000)),
    "claims 100 megapixels": ("a.png", claiming(10_000)),
    "100 megapixels": ("a.png", whole("PNG", 10_000)),
    "photo of 100 megapixels": ("a.jpg", whole("JPEG", 10_000)),
    "many pixels": ("a.png", picture(size=(7000, 6000))),
    "heavy": ("a.png", picture() + b"\0" * (8 * 1024 * 1024 + 1)),
}


@pytest.mark.parametrize(("name", "content"), BAD_PICTURES.values(), ids=BAD_PICTURES)
def test_bad_picture_gives_a_message(client, name, content):
    one = client.post(reverse("wagtailimages:add"), {"title": "A picture", "file": SimpleUploadedFile(name, content)})
    assert one.status_code == 200
    assert one.context["form"].errors["file"]

    url = reverse("wagtailimages:add_multiple")
    several = client.post(url, {"title": "A picture", "files[]": SimpleUploadedFile(name, content)})
    assert (several.status_code, several.json()["success"]) == (200, False)
    assert several.json()["error_message"]

    chooser = reverse("wagtailimages_chooser:create")
    fields = {"image-chooser-upload-title": "A picture", "image-chooser-upload-file": SimpleUploadedFile(name, content)}
    assert client.post(chooser, fields).json()["step"] == "reshow_creation_form"
    assert not PortalImage.objects.exists()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_good_picture_is_kept_and_edited(client, kind, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    file = SimpleUploadedFile(f"a.{kind.lower()}", picture(kind))
    assert client.post(reverse("wagtailimages:add"), {"title": "A picture", "file": file}).status_code == 302

    image = PortalImage.objects.get()
    edited = client.post(reverse("wagtailimages:edit", args=[image.pk]), {"title": "Another title", "credit": "Ada"})
    assert edited.status_code == 302
    image.refresh_from_db()
    assert (image.title, image.credit) == ("Another title", "Ada")


SECRET = b"Taken at home"


def photo() -> bytes:
    """A photo taken with the camera on its side, red above and blue below as it is shown; a film hangs behind it."""
    exif, drawn, held = Image.Exif(), Image.new("RGB", (80, 40), "red"), io.BytesIO()
    drawn.paste("blue", (40, 0, 80, 40))
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.ImageDescription] = exif[ExifTags.Base.Artist] = SECRET.decode()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSAreaInformation] = SECRET
    drawn.save(held, "JPEG", exif=exif, comment=SECRET, icc_profile=b"a profile", qtables="web_high", subsampling=0)
    return held.getvalue() + SECRET


def test_what_the_camera_wrote_is_taken_out_of_a_picture_however_it_comes(client, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

    def sent() -> SimpleUploadedFile:
        return SimpleUploadedFile("a.jpg", photo())

    several = reverse("wagtailimages:add_multiple")
    client.post(reverse("wagtailimages:add"), {"title": "One", "file": sent()})
    client.post(reverse("wagtailimages:edit", args=[PortalImage.objects.get().pk]), {"title": "One", "file": sent()})
    chosen = {"image-chooser-upload-title": "Two", "image-chooser-upload-file": sent()}
    client.post(reverse("wagtailimages_chooser:create"), chosen)
    client.post(several, {"title": "Three", "files[]": sent()})
    waiting = client.post(several, {"title": "x" * 300, "files[]": sent()}).json()["uploaded_file_id"]
    named = {f"uploaded-image-{waiting}-title": "Four"}
    late = client.post(reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting]), named)
    assert late.json()["success"]
    assert PortalImage.objects.count() == 4
    for image in PortalImage.objects.all():
        assert (image.width, image.height) == (40, 80)
        image.get_rendition("max-165x165")
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(kept) > 8
    for path in kept:
        assert SECRET not in path.read_bytes()
        with Image.open(path) as picture:
            assert (picture.size, dict(picture.getexif())) == ((40, 80), {})
            assert picture.info["icc_profile"] == b"a profile"
            assert picture.getpixel((20, 9))[0] > 200 > 60 > picture.getpixel((20, 70))[0]


BAD_DOCUMENTS = {
    "not a pdf": ("a.pdf", b"MZ\x90\x00 a program"),
    "page": ("a.html", b"<script>alert(1)</script>"),
    "not a zip": ("a.docx", b"PK but no zip"),
    "program as text": ("a.txt", b"MZ\x90\x00\x03"),
    "heavy": ("a.txt", b"a" * (12 * 1024 * 1024 + 1)),
}


@pytest.mark.parametrize(("name", "content"), BAD_DOCUMENTS.values(), ids=BAD_DOCUMENTS)
def test_bad_document_gives_a_message(client, name, content):
    one = client.post(reverse("wagtaildocs:add"), {"title": "A file", "file": SimpleUploadedFile(name, content)})
    assert one.status_code == 200
    assert one.context["form"].errors["file"]

    url = reverse("wagtaildocs:add_multiple")
    several = client.post(url, {"title": "A file", "files[]": SimpleUploadedFile(name, content)})
    assert (several.status_code, several.json()["success"]) == (200, False)
    assert not PortalDocument.objects.exists()


def test_good_document_is_kept(client, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.7 a document")
    assert client.post(reverse("wagtaildocs:add"), {"title": "A file", "file": file}).status_code == 302
    assert PortalDocument.objects.get().title == "A file"


def test_writer_may_upload_and_moderator_may_not(tree):
    assert signed_in(person("Writers")).get(reverse("wagtailimages:add_multiple")).status_code == 200
    assert signed_in(person("Moderators")).get(reverse("wagtailimages:add_multiple")).status_code == 302


def test_message_about_a_large_picture_says_how_large_one_may_be(client):
    file = SimpleUploadedFile("a.png", claiming(10_000))
    answer = client.post(reverse("wagtailimages:add"), {"title": "A picture", "file": file})
    assert "at most 40 megapixels" in str(answer.context["form"].errors["file"])
