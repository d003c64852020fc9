"""Uploaded pictures: served by a view, checked by what is in them."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, ImageSequence
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngInfo

from portal.media import uploads
from portal.media.bare import bare, make_bare
from portal.media.checks import check_document, check_image
from portal.media.uploads import UploadField


def png(size: tuple[int, int] = (4, 4)) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", size).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_picture_is_served_to_keep(client, media):
    default_storage.save("images/one.png", ContentFile(png()))
    response = client.get("/media/images/one.png")
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert "immutable" in response["Cache-Control"]
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    ["documents/secret.pdf", "images/../documents/secret.pdf", "images/nothing.png", "images/", "images/%2e%2e/x"],
)
def test_nothing_else_has_an_address(client, media, name):
    default_storage.save("documents/secret.pdf", ContentFile(b"%PDF-1.7"))
    assert client.get(f"/media/{name}").status_code == 404


def test_picture_of_another_kind_than_its_name_is_refused():
    with pytest.raises(ValidationError, match="does not fit"):
        check_image(ContentFile(png(), name="one.jpg"))


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", png()[:40]])
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(ValidationError, match="not a picture"):
        check_image(ContentFile(content, name="one.png"))


def test_too_many_pixels_are_refused():
    with pytest.raises(ValidationError, match="at most 0 megapixels"):
        check_image(ContentFile(png(), name="one.png"), most=0)


def sent(size: tuple[int, int], kind: str = "PNG") -> SimpleUploadedFile:
    buffer = BytesIO()
    Image.new("RGB", size).save(buffer, kind)
    return SimpleUploadedFile(f"one.{kind.lower()}", buffer.getvalue())


def test_picture_of_more_than_is_borne_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", None)
    with pytest.raises(ValidationError, match="at most 24 megapixels"):
        UploadField().clean(sent((5000, 4801)))


def test_pictures_of_one_form_are_counted_together(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_MEGAPIXELS_TOGETHER", 2)
    field = UploadField()
    field.clean(sent((1000, 1500)))
    with pytest.raises(ValidationError, match="at most 2 megapixels together"):
        field.clean(sent((1000, 501)))
    field.clean(sent((1000, 500)))
    UploadField().clean(sent((1000, 1500)))


def test_photo_is_unfolded_no_finer_than_it_is_kept(monkeypatch):
    loaded, load = [], JpegImageFile.load

    def noted(picture):
        loaded.append(picture.size)
        return load(picture)

    monkeypatch.setattr(JpegImageFile, "load", noted)
    kept = UploadField().clean(sent((5600, 4000), "JPEG"))
    assert {size for size in loaded if size[0] > 2400} == {(2800, 2000)}
    with Image.open(kept) as picture:
        assert picture.size == (2400, 1714)


@pytest.mark.parametrize("side", [(3000, 20), (20, 3000)])
def test_transparent_picture_is_kept_on_white(side):
    buffer = BytesIO()
    Image.new("RGBA", side, (255, 0, 0, 0)).save(buffer, "PNG")
    kept = UploadField().clean(SimpleUploadedFile("one.png", buffer.getvalue()))
    with Image.open(kept) as picture:
        assert max(picture.size) == 2400
        assert picture.getpixel((5, 5)) == (255, 255, 255)


SECRET = "Taken at home"


def with_words(kind: str) -> bytes:
    """A picture of two frames where its kind has them, with what cameras and programs write into one."""
    exif, words, buffer = Image.Exif(), PngInfo(), BytesIO()
    exif[ExifTags.Base.Artist] = SECRET
    words.add_text("Author", SECRET)
    words.add_itxt("XML:com.adobe.xmp", SECRET)
    frames = [Image.effect_mandelbrot((60, 40), (-3, -2.5, 2, 2.5), quality).convert("RGB") for quality in (9, 90)]
    film = {} if kind == "JPEG" else {"save_all": True, "append_images": frames[1:], "duration": 90, "loop": 3}
    own = {"PNG": {"pnginfo": words}, "WEBP": {"xmp": SECRET.encode()}}.get(kind, {"comment": SECRET})
    frames[0].save(buffer, kind, exif=exif, icc_profile=b"a profile", quality=90, **film, **own)
    return buffer.getvalue() + SECRET.encode()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_words_are_taken_out_of_a_picture_and_nothing_else(kind):
    content = with_words(kind)
    kept = bare(content)
    assert SECRET.encode() in content
    assert SECRET.encode() not in kept
    assert bare(kept) == kept
    with Image.open(BytesIO(content)) as before, Image.open(BytesIO(kept)) as after:
        assert not after.getexif()
        assert after.info.get("icc_profile") == before.info.get("icc_profile")
        assert after.info.get("loop") == before.info.get("loop")
        for one, other in zip(ImageSequence.Iterator(before), ImageSequence.Iterator(after), strict=True):
            assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize("how", [{}, {"progressive": True, "icc_profile": b"x" * 70_000}, {"mode": "CMYK"}])
def test_photo_without_words_is_kept_byte_for_byte(how):
    buffer, mode = BytesIO(), how.get("mode", "RGB")
    Image.effect_noise((90, 70), 80).convert(mode).save(buffer, "JPEG", **how)
    file = SimpleUploadedFile("one.jpg", buffer.getvalue())
    make_bare(file)
    assert file.read() == buffer.getvalue()


@pytest.mark.parametrize(("name", "content"), [("a.pdf", b"<html>"), ("a.docx", b"PK nothing"), ("a.txt", b"a\0b")])
def test_document_of_another_kind_than_its_name_is_refused(name, content):
    with pytest.raises(ValidationError, match="does not fit"):
        check_document(ContentFile(content, name=name))


def test_fitting_documents_pass():
    check_document(ContentFile(b"%PDF-1.7 ...", name="a.pdf"))
    check_document(ContentFile(b"plain", name="a.txt"))
