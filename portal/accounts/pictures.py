"""Pictures of people: checked, cut square, drawn anew without anything that the camera wrote into the file."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from portal.media.checks import IMAGE_FORMATS, check_image

SIDE = 400  # pixels
MOST_BYTES = 8 * 1024 * 1024
CONTENT_TYPE = "image/webp"


class PersonPictureField(forms.FileField):
    """A picture from the person's machine. A file that is none gives words beside the field."""

    default_error_messages = {
        "too_large": _("This file has %(size)s; a picture may have at most %(most)s."),
        "empty": _("This file is empty."),
    }

    def __init__(self, **kwargs: Any) -> None:
        accept = ",".join(f".{kind}" for kind in IMAGE_FORMATS)
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": accept}))
        super().__init__(required=False, **kwargs)

    def clean(self, data: UploadedFile | None, initial: Any = None) -> ContentFile | None:
        """Return the picture ready to be kept, or None when none was sent. Raises ValidationError."""
        file = super().clean(data)
        if not file:
            return None
        if file.size > MOST_BYTES:
            sizes = {"size": filesizeformat(file.size), "most": filesizeformat(MOST_BYTES)}
            raise ValidationError(self.error_messages["too_large"], code="too_large", params=sizes)
        try:
            check_image(file)
        except ValidationError as error:
            raise ValidationError(error.message_dict["file"]) from error
        return square(file)


def square(file: UploadedFile) -> ContentFile:
    """Return the middle of a checked picture as a square WebP of at most 400 pixels a side.

    The pixels are copied into a new image, so that no EXIF, place or comment comes along.
    """
    with Image.open(file) as original:
        upright = ImageOps.exif_transpose(original).convert("RGBA")
    side = min(SIDE, *upright.size)
    cut = ImageOps.fit(upright, (side, side))
    picture = Image.new("RGB", cut.size, "white")
    picture.paste(cut, mask=cut.getchannel("A"))
    out = BytesIO()
    picture.save(out, "WEBP", quality=85)
    return ContentFile(out.getvalue(), name="picture.webp")
