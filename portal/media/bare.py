"""Pictures without what was written beside their pixels: where and by whom they were taken, comments, small copies.

The parts that hold it are left out and all others stay byte for byte, so that nothing is lost to see. Only a picture
that lies on its side by its EXIF, which is left out, is drawn anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from threading import Lock

from django.core.files.uploadedfile import UploadedFile
from PIL import ExifTags, Image, JpegImagePlugin

from portal.media.upright import DAMAGED, upright

# A marker that ends the coded pixels of a JPEG: neither a byte that is stuffed nor a place to begin again.
MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
PIXELS_FOLLOW, END = 0xDA, 0xD9
COMMENT, APPLICATIONS = 0xFE, range(0xE0, 0xF0)
JFIF = b"JFIF\0"
TOLD_BY_APPLICATIONS = (b"\xe0" + JFIF, b"\xe2ICC_PROFILE\0", b"\xeeAdobe")
PNG_HEAD = b"\x89PNG\r\n\x1a\n"
PNG_PARTS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"acTL", b"fcTL", b"fdAT"}
PNG_COLOURS = {b"cHRM", b"cICP", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"bKGD", b"pHYs"}
WEBP_PARTS = {b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
WEBP_HAS_EXIF_OR_XMP = 0x0C
GIF_IMAGE, GIF_EXTENSION, GIF_END = 0x2C, 0x21, 0x3B
GIF_SHOWS, GIF_APPLICATION = 0xF9, 0xFF
GIF_REPEATS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")

# Unfolded, a picture takes a hundred megabytes: a process turns one at a time.
_turning = Lock()


def make_bare(file: UploadedFile) -> None:
    """Take out of a checked picture what was written beside its pixels, in the file itself. Raises what Pillow raises.

    What is wrong with its parts raises ValueError, IndexError.
    """
    file.seek(0)
    content = file.read()
    kept = bare(content)
    if kept != content:
        file.seek(0)
        file.truncate()
        file.write(kept)
        file.flush()
        file.size = len(kept)
    file.seek(0)


def bare(content: bytes) -> bytes:
    """Return a picture without what was written beside its pixels, upright."""
    with Image.open(BytesIO(content)) as picture:
        kind = str(picture.format)
        if is_turned(picture):
            with _turning:
                content = turned(picture, kind)
    return b"".join(PARTS[kind](content))


def is_turned(picture: Image.Image) -> bool:
    """Whether a picture lies other than it is shown. Of a film each frame would be turned: none is."""
    try:
        return picture.getexif().get(ExifTags.Base.Orientation, 1) in range(2, 9) and not is_film(picture)
    except DAMAGED:
        return False


def is_film(picture: Image.Image) -> bool:
    return getattr(picture, "n_frames", 1) > 1


def turned(picture: Image.Image, kind: str) -> bytes:
    """Return a picture drawn anew as it is shown, a JPEG no coarser than it was."""
    how: dict[str, object] = {"icc_profile": picture.info.get("icc_profile")}
    if isinstance(picture, JpegImagePlugin.JpegImageFile):
        how |= {"qtables": picture.quantization, "subsampling": JpegImagePlugin.get_sampling(picture)}
        how |= {"progressive": bool(picture.info.get("progressive"))}
    elif kind == "WEBP":
        how |= {"quality": 95}
    out = BytesIO()
    upright(picture).save(out, kind, **how)
    return out.getvalue()


def jpeg_parts(content: bytes) -> Iterator[bytes]:
    """Yield what draws a JPEG, up to its end: phones hang films and copies behind. Source: ITU-T T.81, annex B"""
    yield content[:2]
    at = 2
    while found := MARKER.search(content, at):
        yield content[at : found.start()]  # coded pixels, or nothing
        kind, at = found[1][0], found.end()
        if kind == END:
            yield b"\xff\xd9"
            return
        part = content[at : at + int.from_bytes(content[at : at + 2], "big")]
        if len(part) < 2:
            raise ValueError("A part of a JPEG has no length")
        at += len(part)
        if part[2:].startswith(JFIF):
            part = b"\0\x10" + part[2:14] + b"\0\0"  # without its small copy
        is_told = kind not in APPLICATIONS or (found[1] + part[2:]).startswith(TOLD_BY_APPLICATIONS)
        if is_told and kind != COMMENT:
            yield b"\xff" + found[1] + part
    yield content[at:]


def png_parts(content: bytes) -> Iterator[bytes]:
    """Yield what draws a PNG. Source: W3C, Portable Network Graphics, 3rd edition, chapter 5"""
    yield PNG_HEAD
    at, kind = len(PNG_HEAD), b""
    while kind != b"IEND" and at < len(content):
        kind, end = content[at + 4 : at + 8], at + 12 + int.from_bytes(content[at : at + 4], "big")
        if kind in PNG_PARTS or kind in PNG_COLOURS:
            yield content[at:end]
        at = end


def webp_parts(content: bytes) -> Iterator[bytes]:
    """Yield what draws a WebP, with its length put right. Source: RFC 9649, section 2"""
    kept = bytearray()
    at, last = 12, 8 + int.from_bytes(content[4:8], "little")
    while at < min(last, len(content)):
        kind, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        part = bytearray(content[at : at + 8 + size + size % 2])
        if kind == b"VP8X":
            part[8] &= ~WEBP_HAS_EXIF_OR_XMP
        if kind in WEBP_PARTS:
            kept += part
        at += 8 + size + size % 2
    yield b"RIFF" + (len(kept) + 4).to_bytes(4, "little") + b"WEBP"
    yield bytes(kept)


def gif_parts(content: bytes) -> Iterator[bytes]:
    """Yield what draws a GIF, and how often. Source: CompuServe, GIF89a, sections 17 to 27"""
    at = 13 + colours(content[10])
    yield content[:at]
    while at < len(content) and content[at] != GIF_END:
        start = at
        if content[at] == GIF_EXTENSION:
            kind, at = content[at + 1], at + 2
            is_told = kind == GIF_SHOWS or (kind == GIF_APPLICATION and content[at + 1 : at + 12] in GIF_REPEATS)
        elif content[at] == GIF_IMAGE:
            at, is_told = at + 10 + colours(content[at + 9]) + 1, True
        else:
            raise ValueError("A part of a GIF is of no known kind")
        at = after_blocks(content, at)
        if is_told:
            yield content[start:at]
    yield bytes([GIF_END])


def colours(flags: int) -> int:
    """Return how many bytes the table of colours takes that these flags tell of."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def after_blocks(content: bytes, at: int) -> int:
    """Return where a row of blocks, each behind its length, is over."""
    while size := content[at]:
        at += 1 + size
    return at + 1


PARTS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "JPEG": jpeg_parts,
    "PNG": png_parts,
    "WEBP": webp_parts,
    "GIF": gif_parts,
}
