"""Pictures as the camera was held."""

from __future__ import annotations

import struct

from PIL import Image, ImageOps

# What Pillow stops at when what the camera wrote is damaged.
DAMAGED = (SyntaxError, TypeError, ValueError, LookupError, AttributeError, OSError, struct.error)


def upright(picture: Image.Image) -> Image.Image:
    """Return a picture turned as the camera was held, or as it is when that cannot be read."""
    try:
        return ImageOps.exif_transpose(picture)
    except DAMAGED:
        return picture
