"""Files that people give with what they write: checked by what is in them, and kept where no address leads to.

Pictures are drawn anew, without what the camera wrote. The room that keeps a file decides who reads it.
"""

from __future__ import annotations

from io import BytesIO
from threading import Lock
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import Image

from portal.media.checks import IMAGE_FORMATS, check_document, check_image, extension, pixels_of, read_no_finer
from portal.media.models import PrivateFile
from portal.media.upright import upright
from portal.text.hidden import one_line

MOST_BYTES = 10 * 1024 * 1024
MOST_MEGAPIXELS = 24
MOST_MEGAPIXELS_TOGETHER = 48
"""In the pictures that one form takes: unfolding them keeps a reader waiting, and a process busy."""
LONGEST_SIDE = 2400  # pixels
LONGEST_NAME = 150

DOCUMENTS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "txt": "text/plain",
}
KINDS = (*DOCUMENTS, *IMAGE_FORMATS)
IMAGE = "image/webp"
"""What every picture is kept as."""

# Unfolded, a picture takes a hundred megabytes: a process unfolds one at a time.
_unfolding = Lock()


class PixelsLeft:
    """How many pixels the pictures of one form may still have."""

    def __init__(self) -> None:
        self.pixels = MOST_MEGAPIXELS_TOGETHER * 1_000_000

    def take(self, file: File) -> None:
        """Count a picture, of which only the head is read. Raises ValidationError with the key `file` for too many.

        One that is too large by itself is refused for that, and takes nothing from the others.
        """
        pixels = pixels_of(file)
        if pixels > MOST_MEGAPIXELS * 1_000_000:
            return
        if pixels > self.pixels:
            message = _("The pictures of one form may have at most %(most)s megapixels together. Send this one next.")
            raise ValidationError({"file": ValidationError(message, params={"most": MOST_MEGAPIXELS_TOGETHER})})
        self.pixels -= pixels


class UploadField(forms.FileField):
    """A document or a picture. A file that is neither gives words beside the field.

    Fields of one form share what is `left` for its pictures.
    """

    default_error_messages = {
        "too_large": _("This file has %(size)s; a file may have at most %(most)s."),
        "kind": _("Give a PDF, a Word, Excel or OpenDocument file, CSV, plain text or a picture."),
        "empty": _("This file is empty."),
    }

    def __init__(self, *, left: PixelsLeft | None = None, **kwargs: Any) -> None:
        self.left = left or PixelsLeft()
        accept = ",".join(f".{kind}" for kind in KINDS)
        super().__init__(**{"required": False, "widget": forms.FileInput(attrs={"accept": accept}), **kwargs})

    def clean(self, data: UploadedFile | None, initial: Any = None) -> File | None:
        """Return the file ready to be kept, or None when none was sent. Raises ValidationError."""
        file = super().clean(data)
        if not file:
            return None
        if file.size > MOST_BYTES:
            sizes = {"size": filesizeformat(file.size), "most": filesizeformat(MOST_BYTES)}
            raise ValidationError(self.error_messages["too_large"], code="too_large", params=sizes)
        if extension(file) not in KINDS:
            raise ValidationError(self.error_messages["kind"], code="kind")
        try:
            return checked(file, self.left)
        except ValidationError as error:
            raise ValidationError(error.message_dict["file"]) from error


def checked(file: UploadedFile, left: PixelsLeft) -> File:
    """Return a document as it is, and a picture drawn anew. Raises ValidationError with the key `file`."""
    if extension(file) in DOCUMENTS:
        check_document(file)
        return file
    left.take(file)
    with _unfolding:
        check_image(file, most=MOST_MEGAPIXELS, side=LONGEST_SIDE)
        return redrawn(file)


def redrawn(file: UploadedFile) -> ContentFile:
    """Return a checked picture as WebP of at most 2,400 pixels a side.

    The pixels are copied into a new image, so that no EXIF, place or comment comes along.
    """
    with Image.open(file) as original:
        read_no_finer(original, LONGEST_SIDE)
        if original.mode in ("L", "RGB", "RGBA"):
            original.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        picture = upright(original).convert("RGBA")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    kept = Image.new("RGB", picture.size, "white")
    kept.paste(picture, mask=picture.getchannel("A"))
    out = BytesIO()
    kept.save(out, "WEBP", quality=85)
    return ContentFile(out.getvalue(), name=f"{(file.name or '').rpartition('.')[0]}.webp")


def keep_file(file: File, by: Any) -> PrivateFile:
    """Keep a checked file. Its content type follows from what was checked, not from what was sent."""
    kind = extension(file)
    name = f"{one_line((file.name or '').rpartition('.')[0])[:LONGEST_NAME]}.{kind}"
    content_type = DOCUMENTS.get(kind, IMAGE)
    return PrivateFile.objects.create(file=file, name=name, content_type=content_type, size=file.size, uploaded_by=by)
