"""Checks of an uploaded file by what is in it, not by what its name says."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from portal.media.office import check_office

IMAGE_FORMATS = {"gif": "GIF", "jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
MOST_MEGAPIXELS = 40
ZIPPED = {"docx": "word/", "xlsx": "xl/", "odt": "content.xml", "ods": "content.xml"}
UNREADABLE = _("This file is not a picture that can be read.")
OPEN_DOCUMENT = ("odt", "ods")
"""Made by old programs, these declare their DTD without harm."""
BROKEN_PICTURE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, struct.error)
# What reading a directory made to break it raises: NotImplementedError for a version to come, ValueError for a name.
BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, OSError, EOFError, struct.error)


def extension(file: File) -> str:
    """Return the extension of a file's name in lower case, without the dot."""
    return PurePath(file.name or "").suffix.lower().lstrip(".")


def pixels_of(file: File) -> int:
    """Return how many pixels a picture says that it has; 0 where it can't be read, which `check_image` tells."""
    try:
        file.seek(0)
        with Image.open(file) as picture:
            return picture.width * picture.height
    except (Image.DecompressionBombError, *BROKEN_PICTURE):
        return 0
    finally:
        file.seek(0)


def read_no_finer(picture: Image.Image, side: int) -> None:
    """Let a picture be read with not many more pixels than `side` on its longer side, where its format allows."""
    part = side / max(*picture.size, side)
    picture.draft(None, (int(picture.width * part), int(picture.height * part)))


def check_image(file: File, *, most: int = MOST_MEGAPIXELS, side: int = 0) -> None:
    """Raise ValidationError unless `file` is a whole picture of the kind that its name says, of a bearable size.

    A few kilobytes can unfold to gigabytes: the pixels are counted before they are read. `most` is in megapixels.
    A picture of which at most `side` pixels are wanted is read no finer, where its format allows.
    """
    too_large = ValidationError(
        {"file": ValidationError(_("This picture is too large: at most %(most)s megapixels."), params={"most": most})}
    )
    try:
        file.seek(0)
        with Image.open(file) as picture:
            if picture.format != IMAGE_FORMATS.get(extension(file)):
                raise ValidationError({"file": _("The name of this file does not fit the kind of picture in it.")})
            if picture.width * picture.height > most * 1_000_000:
                raise too_large
            if side:
                read_no_finer(picture, side)
            picture.load()
    except Image.DecompressionBombError as error:
        raise too_large from error
    except BROKEN_PICTURE as error:
        raise ValidationError({"file": UNREADABLE}) from error
    finally:
        file.seek(0)


def check_document(file: File) -> None:
    """Raise ValidationError unless the content of `file` is of the kind that its name says."""
    kind = extension(file)
    file.seek(0)
    head = file.read(2048)
    file.seek(0)
    if kind == "pdf":
        fits = head.startswith(b"%PDF-")
    elif kind in ZIPPED:
        fits = holds(file, ZIPPED[kind])
    else:
        fits = b"\0" not in head
    if not fits:
        raise ValidationError({"file": _("The name of this file does not fit what is in it.")})
    if kind in ZIPPED:
        check_archive(file, kind)


def check_archive(file: File, kind: str) -> None:
    """Raise ValidationError where a document holds what would run, or be fetched, where it is opened."""
    try:
        check_office(file, may_declare=kind in OPEN_DOCUMENT)
    except BROKEN_ARCHIVE as error:
        raise ValidationError({"file": _("This document is broken. Save it anew and choose it again.")}) from error
    finally:
        file.seek(0)


def holds(file: File, member: str) -> bool:
    """Return whether the zip archive in `file` has a member whose name starts with `member`; a broken one has none."""
    try:
        with zipfile.ZipFile(file) as archive:
            return any(name.startswith(member) for name in archive.namelist())
    except BROKEN_ARCHIVE:
        return False
    finally:
        file.seek(0)
