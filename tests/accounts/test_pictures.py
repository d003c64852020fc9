"""Pictures of people: damaged ones, large ones, and several at a time."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.accounts import pictures
from portal.accounts.pictures import PersonPictureField

HEAD = b"MM\0*\0\0\0\x08"
TURNED = struct.pack(">HHHLHH", 2, 0x0112, 3, 1, 6, 0)
TEXT_FOR_NUMBER = HEAD + TURNED + struct.pack(">HHLL", 0x0100, 12, 1, 5) + bytes(4)


def uploaded(image: Image.Image, kind: str = "PNG", **more: Any) -> SimpleUploadedFile:
    out = BytesIO()
    image.save(out, kind, **more)
    return SimpleUploadedFile(f"me.{kind.lower()}", out.getvalue())


def kept(file: SimpleUploadedFile) -> Image.Image:
    picture = PersonPictureField().clean(file)
    assert picture is not None
    return Image.open(picture)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("exif", [b"garbage!", b"MM\0*", b"MM\0+\0\0\0", TEXT_FOR_NUMBER])
def test_damaged_words_of_the_camera_do_no_harm(kind: str, exif: bytes) -> None:
    prefix = b"Exif\0\0" if kind == "JPEG" else b""
    assert kept(uploaded(Image.new("RGB", (60, 40)), kind, exif=prefix + exif)).size == (40, 40)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_picture_is_turned_as_the_camera_was_held(kind: str) -> None:
    image = Image.new("RGB", (900, 900), "white")
    image.paste("black", (0, 0, 450, 900))
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = kept(uploaded(image, kind, exif=exif)).convert("L")
    assert turned.size == (400, 400)
    assert (turned.getpixel((200, 20)), turned.getpixel((200, 380))) == (0, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("size", [(900, 500), (3000, 2), (1, 1)])
def test_picture_of_every_mode_is_cut_square(mode: str, size: tuple[int, int]) -> None:
    side = min(400, *size)
    assert kept(uploaded(Image.new(mode, size))).size == (side, side)


def test_large_picture_is_refused_in_words() -> None:
    with pytest.raises(ValidationError) as refused:
        PersonPictureField().clean(uploaded(Image.new("1", (5000, 5000))))
    assert refused.value.messages == ["This picture is too large: at most 24 megapixels."]


def test_pictures_are_unfolded_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now: list[int] = []
    most = 0
    unfold = pictures.square

    @contextmanager
    def counted() -> Iterator[None]:
        nonlocal most
        now.append(1)
        most = max(most, len(now))
        time.sleep(0.05)
        yield
        now.pop()

    def square(file: Any) -> Any:
        with counted():
            return unfold(file)

    monkeypatch.setattr(pictures, "square", square)
    files = [uploaded(Image.new("RGB", (60, 40))) for _ in range(4)]
    with ThreadPoolExecutor(4) as together:
        assert len(list(together.map(PersonPictureField().clean, files))) == 4
    assert most == 1
