"""Pictures of people: checked, cut square, drawn anew without anything that the camera wrote into the file."""

from __future__ import annotations

from io import BytesIO
from threading import Lock
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from portal.media.checks import IMAGE_FORMATS, check_image
from portal.media.upright import upright

SIDE = 400  # pixels
MOST_BYTES = 8 * 1024 * 1024
MOST_MEGAPIXELS = 24
CONTENT_TYPE = "image/webp"
# Modes whose pixels can be averaged; the colours of a palette cannot.
SMOOTH = {"L", "LA", "RGB", "RGBA", "CMYK", "YCbCr"}

# Unfolded, a picture takes a hundred megabytes: a process unfolds one at a time.
_unfolding = Lock()


class PictureInput(forms.FileInput):
    """A field for a new picture, below the one that is there; the form says which by `shown`."""

    template_name = "accounts/picture-input.html"
    shown = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "shown": self.shown}


class PersonPictureField(forms.FileField):
    """A picture from the person's machine. A file that is none gives words beside the field."""

    default_error_messages = {
        "too_large": _("This file has %(size)s; a picture may have at most %(most)s."),
        "empty": _("This file is empty."),
    }

    def __init__(self, **kwargs: Any) -> None:
        accept = ",".join(f".{kind}" for kind in IMAGE_FORMATS)
        kwargs.setdefault("widget", PictureInput(attrs={"accept": accept}))
        super().__init__(required=False, **kwargs)

    def clean(self, data: UploadedFile | None, initial: Any = None) -> ContentFile | None:
        """Return the picture ready to be kept, or None when none was sent. Raises ValidationError."""
        file = super().clean(data)
        if not file:
            return None
        if file.size > MOST_BYTES:
            sizes = {"size": filesizeformat(file.size), "most": filesizeformat(MOST_BYTES)}
            raise ValidationError(self.error_messages["too_large"], code="too_large", params=sizes)
        with _unfolding:
            try:
                check_image(file, most=MOST_MEGAPIXELS)
            except ValidationError as error:
                raise ValidationError(error.message_dict["file"]) from error
            return square(file)


def square(file: UploadedFile) -> ContentFile:
    """Return the middle of a checked picture as a square WebP of at most 400 pixels a side.

    The pixels are copied into a new image, so that no EXIF, place or comment comes along.
    """
    with Image.open(file) as original:
        picture = upright(shrunk(original)).convert("RGBA")
    side = min(SIDE, *picture.size)
    cut = ImageOps.fit(picture, (side, side))
    kept = Image.new("RGB", cut.size, "white")
    kept.paste(cut, mask=cut.getchannel("A"))
    out = BytesIO()
    kept.save(out, "WEBP", quality=85)
    return ContentFile(out.getvalue(), name="picture.webp")


def shrunk(original: Image.Image) -> Image.Image:
    """Return a picture whose shorter side is at most 400 pixels; a JPEG is never unfolded whole."""
    original.draft(None, (SIDE, SIDE))
    picture = original if original.mode in SMOOTH else original.convert("RGBA")
    scale = min(1.0, SIDE / min(picture.size))
    # An edge of a very long picture would be less than one pixel.
    picture.thumbnail((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
    return picture
