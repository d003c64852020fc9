"""Two plates and a paper: what is drawn on both plates prints in the overprint. The same drawing is always the same."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from io import BytesIO

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 900
FINER = 2
"""How many times as fine a plate is cut as it is printed, so that edges come out smooth."""
PAPER, TEAL, VERMILION, OVERPRINT = "#f6f5ef", "#2bb0ab", "#ff7a5c", "#2a2a72"
FULL, BARE = 255, 0
DOT = 22.0
"""How far the dots of a halftone are apart."""
TEAL_ANGLE, VERMILION_ANGLE = 15.0, 60.0

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Circle = tuple[Point, float]


class Plate:
    """One ink. Shapes are cut in the measure of the print; `cut` takes ink away again."""

    def __init__(self, angle: float) -> None:
        self.angle = angle
        self.mask = Image.new("L", (WIDTH * FINER, HEIGHT * FINER), BARE)
        self.pen = ImageDraw.Draw(self.mask)

    def block(self, box: Box, *, cut: bool = False) -> None:
        """Ink a rectangle."""
        self.pen.rectangle(fine(box), fill=shade(cut))

    def shape(self, points: Iterable[Point], *, cut: bool = False) -> None:
        """Ink a polygon."""
        self.pen.polygon([(x * FINER, y * FINER) for x, y in points], fill=shade(cut))

    def round(self, box: Box, *, cut: bool = False) -> None:
        """Ink an ellipse."""
        self.pen.ellipse(fine(box), fill=shade(cut))

    def disc(self, centre: Point, radius: float, *, cut: bool = False) -> None:
        """Ink a circle."""
        x, y = centre
        self.round((x - radius, y - radius, x + radius, y + radius), cut=cut)

    def ring(self, centre: Point, radius: float, thick: float) -> None:
        """Ink a ring whose hole stays as it was."""
        x, y = centre
        box = fine((x - radius, y - radius, x + radius, y + radius))
        self.pen.ellipse(box, outline=FULL, width=round(thick * FINER))

    def arch(self, box: Box, *, cut: bool = False) -> None:
        """Ink a rectangle with a round head, such as a window or the leaf of a door."""
        left, top, right, bottom = box
        radius = (right - left) / 2
        self.round((left, top, right, top + 2 * radius), cut=cut)
        self.block((left, top + radius, right, bottom), cut=cut)

    def stroke(self, points: Sequence[Point], thick: float, *, cut: bool = False) -> None:
        """Ink a line with round ends and joints."""
        spots = [(x * FINER, y * FINER) for x, y in points]
        self.pen.line(spots, fill=shade(cut), width=round(thick * FINER), joint="curve")
        for spot in (points[0], points[-1]):
            self.disc(spot, thick / 2, cut=cut)

    def halftone(self, box: Box, *, dark: float, light: float, within: Circle | None = None) -> None:
        """Screen a rectangle, or what of it lies within a circle, with dots that go from `dark` down to `light`."""
        left, top, right, bottom = box
        turn = math.radians(self.angle)
        middle = ((left + right) / 2, (top + bottom) / 2)
        reach = int(math.hypot(right - left, bottom - top) / 2 / DOT) + 1
        for row in range(-reach, reach + 1):
            for column in range(-reach, reach + 1):
                x = middle[0] + DOT * (column * math.cos(turn) - row * math.sin(turn))
                y = middle[1] + DOT * (column * math.sin(turn) + row * math.cos(turn))
                if left <= x <= right and top <= y <= bottom and (within is None or lies_in(within, (x, y))):
                    self.disc((x, y), DOT * (dark + (light - dark) * (y - top) / (bottom - top)))

    def printed(self) -> Image.Image:
        return self.mask.reduce(FINER)


class Sheet:
    """A sheet of paper and its two plates: teal for the council, vermilion for the community."""

    def __init__(self) -> None:
        self.teal = Plate(TEAL_ANGLE)
        self.red = Plate(VERMILION_ANGLE)

    def print(self) -> Image.Image:
        """Lay one ink over the other on the paper."""
        teal, red = self.teal.printed(), self.red.printed()
        first = Image.composite(flat(TEAL), flat(PAPER), teal)
        second = Image.composite(flat(OVERPRINT), flat(VERMILION), teal)
        return Image.composite(second, first, red)

    def png(self) -> bytes:
        """Return the print as a file. Few colours make it small; the dither of a print would not."""
        file = BytesIO()
        picture = self.print().quantize(64, dither=Image.Dither.NONE)
        picture.save(file, "PNG", optimize=True)
        return file.getvalue()


def lies_in(circle: Circle, point: Point) -> bool:
    """Whether a dot at a point stays clear of the edge of a circle."""
    return math.dist(circle[0], point) < circle[1] - DOT / 2


def shade(cut: bool) -> int:
    return BARE if cut else FULL


def fine(box: Box) -> list[float]:
    return [side * FINER for side in box]


def flat(ink: str) -> Image.Image:
    return Image.new("RGB", (WIDTH, HEIGHT), ink)
