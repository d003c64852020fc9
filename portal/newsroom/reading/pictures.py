"""Pictures of articles at the sizes that screens need, for any number of them in two queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import SuspiciousOperation
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError

from portal.media.models import PortalImage

LEAD = tuple(f"fill-{width}x{width // 2}|format-webp" for width in (640, 1280, 1920))
"""Cropped to the focal point."""
FIGURE = tuple(f"width-{width}|format-webp" for width in (480, 800, 1216))
PORTRAIT = tuple(f"fill-{side}x{side}|format-webp" for side in (160, 320))
LEAD_SIZES = "(min-width: 74rem) 60rem, (min-width: 56rem) 90vw, 100vw"
FIGURE_SIZES = "(min-width: 40rem) 38rem, 100vw"
PORTRAIT_SIZES = "10rem"
BROKEN = (SourceImageIOError, InvalidFilterSpecError, OSError, SuspiciousOperation, SyntaxError, ValueError)
"""What making a copy raises where the file is lost or cannot be read."""


@dataclass(frozen=True)
class Picture:
    """A picture as a page draws it: its copies by width, and the size that keeps its place while it loads."""

    src: str
    srcset: str
    sizes: str
    width: int
    height: int
    credit: str


class Pictures:
    """The pictures of a page by primary key, asked for once with the copies that were made before."""

    def __init__(self, keys: Iterable[int | None]) -> None:
        wanted = {key for key in keys if key}
        images = PortalImage.objects.filter(pk__in=wanted).prefetch_renditions(*LEAD, *FIGURE, *PORTRAIT)
        self.images = {image.pk: image for image in images} if wanted else {}

    def picture(self, key: int | None, filters: tuple[str, ...], sizes: str) -> Picture | None:
        """Return a picture in these sizes; None where there is none, or where its file is lost."""
        image = self.images.get(key or 0)
        return picture_of(image, filters, sizes) if image else None


def picture_of(image: PortalImage, filters: tuple[str, ...], sizes: str) -> Picture | None:
    """Return one picture; a copy that is missing is made. None where its file is lost or cannot be read."""
    try:
        copies = {copy.width: copy for copy in image.get_renditions(*filters).values()}
        addresses = {width: copy.url for width, copy in copies.items()}
    except BROKEN:
        return None
    middle = sorted(copies)[len(copies) // 2]
    return Picture(
        src=addresses[middle],
        srcset=", ".join(f"{url} {width}w" for width, url in sorted(addresses.items())),
        sizes=sizes,
        width=middle,
        height=copies[middle].height,
        credit=image.credit,
    )
