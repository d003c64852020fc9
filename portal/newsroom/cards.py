"""The card of an article: the picture that is shown where its address is shared, drawn in the two inks.

What is drawn is what the digest in its address is made of, so a card's address changes with its words and the
picture under one address never does. A card is drawn once and kept in the private storage.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import PurePosixPath
from typing import Self

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image, ImageDraw, ImageFont

from portal.newsroom.models import ArticlePage
from portal.text.typesetting import FONTS
from portal.words.themes import Theme

DRAWING = 2
"""Goes up when cards are drawn in another way, so that their addresses change."""
WIDTH, HEIGHT = 1200, 630
"""Source: https://developers.facebook.com/docs/sharing/webmasters/images, which asks for 1.91 to 1."""
PAPER, INK, SOFT = "#f6f5ef", "#1d1e3f", "#55566e"
TEAL, VERMILION, OVERPRINT = "#2bb0ab", "#ff7a5c", "#2a2a72"
LEFT, COLUMN = 72, 720
TITLE_TOP, TITLE_HEIGHT = 150, 330
LARGEST, SMALLEST, STEP = 84, 34, 2
LEADING = 1.12
NAMES = 34
WITHOUT_STROKE = str.maketrans("łŁđĐħĦ", "lLdDhH")
LETTERS_NEEDED = 2 / 3
"""A title of which fewer of the letters can be drawn is left out: half a title says something else."""
FINER = 3
FOLDER = "cards"


@dataclass(frozen=True)
class Card:
    """What a card shows."""

    title: str
    themes: tuple[str, ...]
    cities: tuple[str, ...]

    @classmethod
    def of(cls, article: ArticlePage) -> Self:
        """Return the card of an article. Asks for its cities, unless they were fetched with it."""
        return cls(article.title, tuple(article.themes), tuple(sorted(city.name for city in article.cities.all())))

    @property
    def digest(self) -> str:
        said = json.dumps([DRAWING, self.title, self.themes, self.cities])
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def card_url(article: ArticlePage) -> str:
    """Return the address of the card of an article, without the host; nothing for a draft."""
    if not article.live:
        return ""
    return card_address(article.pk, Card.of(article))


def card_address(pk: int, card: Card) -> str:
    return reverse("article_card", args=[pk, card.digest])


def kept_card(pk: int, card: Card) -> bytes:
    """Return the picture, drawn when it is first asked for. Older cards of the article are thrown away then."""
    storage = storages["private"]
    folder = PurePosixPath(FOLDER, str(pk))
    name = str(folder / f"{card.digest}.png")
    try:
        with storage.open(name) as file:
            return file.read()
    except FileNotFoundError:
        drawn = draw(card)
    forget_cards(pk)
    kept = storage.save(name, ContentFile(drawn))
    if kept != name:  # somebody else drew it at the same moment
        storage.delete(kept)
    return drawn


def forget_cards(pk: int) -> None:
    """Throw away what is kept of an article's cards."""
    storage = storages["private"]
    folder = f"{FOLDER}/{pk}"
    try:
        files = storage.listdir(folder)[1]
    except FileNotFoundError:
        return
    for file in files:
        storage.delete(f"{folder}/{file}")


def draw(card: Card) -> bytes:
    """Return the card as PNG."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw_rings(picture, (850, 96), 452)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((LEFT, 72, LEFT + COLUMN, 75), fill=INK)
    write(pen, (LEFT, 90), in_a_line(labels_of(card), " · ", "atkinson-700"), "atkinson-700", NAMES)
    draw_title(pen, drawable(card.title)) or draw_title(pen, drawable(_("An article of Resilient Cities")))
    write(pen, (LEFT, 492), in_a_line(card.cities, ", ", "atkinson-400"), "atkinson-400", NAMES)
    draw_rings(picture, (LEFT, 544), 46)
    write(pen, (LEFT + 64, 548), _("Resilient Cities"), "atkinson-700", 30)
    out = BytesIO()
    picture.quantize(64, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def draw_rings(picture: Image.Image, corner: tuple[int, int], side: int) -> None:
    """Draw the mark of the portal: a square ring and a round ring, linked, overprinted where they cross."""
    scale = side * FINER / 32
    size = (side * FINER, side * FINER)
    square, ring = Image.new("L", size), Image.new("L", size)
    pen = ImageDraw.Draw(square)
    pen.rectangle((0, 0, 23 * scale, 23 * scale), fill=255)
    pen.rectangle((6 * scale, 6 * scale, 17 * scale, 17 * scale), fill=0)
    pen = ImageDraw.Draw(ring)
    pen.ellipse((7 * scale, 7 * scale, 32 * scale - 1, 32 * scale - 1), fill=255)
    pen.ellipse((13 * scale, 13 * scale, 26 * scale, 26 * scale), fill=0)
    square, ring = (mask.resize((side, side), Image.Resampling.BOX) for mask in (square, ring))
    picture.paste(TEAL, corner, square)
    picture.paste(VERMILION, corner, ring)
    crossing = Image.new("L", (side, side))
    crossing.paste(square, (0, 0), ring)
    picture.paste(OVERPRINT, corner, crossing)


def draw_title(pen: ImageDraw.ImageDraw, title: str) -> bool:
    """Write the title as large as the column allows, whole words only; one too long for the card ends in dots.

    Returns whether there was anything to write.
    """
    for size in range(LARGEST, SMALLEST - 1, -STEP):
        font = font_of("bricolage-800", size)
        lines, is_whole = broken(title.split(), font)
        if is_whole or size == SMALLEST:
            break
    for number, line in enumerate(lines):
        pen.text((LEFT, TITLE_TOP + number * round(size * LEADING)), line, fill=INK, font=font)
    return bool(lines)


def broken(words: list[str], font: ImageFont.FreeTypeFont) -> tuple[list[str], bool]:
    """Return the lines that the words make in the column, and whether all of them are on the card."""
    most = int(TITLE_HEIGHT / (font.size * LEADING))
    lines: list[str] = []
    for word in words:
        if lines and fits(f"{lines[-1]} {word}", font):
            lines[-1] += f" {word}"
        elif len(lines) < most and fits(word, font):
            lines.append(word)
        else:
            return shortened(lines, font), False
    return lines, True


def shortened(lines: list[str], font: ImageFont.FreeTypeFont) -> list[str]:
    """Return the lines with dots after the last word that leaves them room."""
    while lines:
        words = lines[-1].split()
        while words:
            if fits(line := f"{' '.join(words)} …", font):
                return [*lines[:-1], line]
            words.pop()
        lines = lines[:-1]
    return lines


def fits(line: str, font: ImageFont.FreeTypeFont) -> bool:
    return font.getlength(line) <= COLUMN


def write(pen: ImageDraw.ImageDraw, corner: tuple[int, int], text: str, face: str, size: int) -> None:
    """Write one line, as much of it as there is room for."""
    font = font_of(face, size)
    words = drawable(text).split()
    line = " ".join(words)
    if not fits(line, font):
        line = " ".join(shortened([line], font))
    pen.text(corner, line, fill=INK if face.endswith("700") else SOFT, font=font)


def labels_of(card: Card) -> list[str]:
    return [str(Theme(theme).label) for theme in card.themes if theme in Theme.values]


def in_a_line(names: Sequence[str], between: str, face: str) -> str:
    """Return as many names as a line has room for, and how many more there are."""
    font = font_of(face, NAMES)
    lines = [line_of(names, shown, between) for shown in range(len(names), 0, -1)]
    return next((line for line in lines if fits(drawable(line), font)), lines[-1] if lines else "")


def line_of(names: Sequence[str], shown: int, between: str) -> str:
    """Return the first names in a line, with the number of the others."""
    first, more = between.join(names[:shown]), len(names) - shown
    if not more:
        return first
    return ngettext("%(names)s and %(count)s more", "%(names)s and %(count)s more", more) % {
        "names": first,
        "count": more,
    }


def drawable(text: str) -> str:
    """Return what the fonts draw of a text, without the accents that they lack; nothing when too little is left."""
    spaced = " ".join(text.split())
    drawn = "".join(letters_for(spaced))
    wanted = sum(character.isalnum() for character in spaced)
    left = sum(character.isalnum() for character in drawn)
    return drawn if left >= wanted * LETTERS_NEEDED else ""


def letters_for(text: str) -> Iterator[str]:
    for character in unicodedata.normalize("NFC", text).translate(WITHOUT_STROKE):
        if character == " " or is_drawn(character):
            yield character
        else:
            yield from (plain for plain in unicodedata.normalize("NFKD", character) if is_drawn(plain))


@lru_cache(maxsize=1024)
def is_drawn(character: str) -> bool:
    """Return whether the font of titles has the character: else it draws the box that stands for all others."""
    font = font_of("bricolage-800", SMALLEST)
    return character.isprintable() and bytes(font.getmask(character)) != bytes(font.getmask("\U0010fffd"))


@lru_cache(maxsize=64)
def font_of(face: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"{face}.ttf", size)
