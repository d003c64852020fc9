"""Upload of pictures: a file that cannot be read gives a message beside the field, whatever is wrong with it.

What the camera wrote beside the pixels, such as the place, is taken out of the very file that was sent: whatever is
made of it has none.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from portal.media.bare import make_bare
from portal.media.checks import BROKEN_PICTURE, MOST_MEGAPIXELS, UNREADABLE, check_image


class PictureField(WagtailImageField):
    """Looks at the file itself before Wagtail measures it, which a bomb or a broken file would end badly."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.max_image_pixels = MOST_MEGAPIXELS * 1_000_000

    def to_python(self, data: Any) -> Any:
        if data and data.size > self.max_upload_size:
            raise ValidationError(self.error_messages["file_too_large_unknown_size"], code="file_too_large")
        if data:
            try:
                check_image(data)
                make_bare(data)
            except ValidationError as error:
                raise ValidationError(error.message_dict["file"]) from error
            except (IndexError, *BROKEN_PICTURE) as error:
                raise ValidationError(UNREADABLE) from error
        return super().to_python(data)


class ImageForm(BaseImageForm):
    """The form of a picture. Where many are sent at once their words are asked for behind, without the file."""

    file = PictureField(label=_("File"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in (self._meta.exclude or ()):
            del self.fields["file"]
