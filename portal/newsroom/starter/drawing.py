"""The pictures over the articles: one composition for each, drawn in the two inks and the same every time."""

from __future__ import annotations

import math
from collections.abc import Callable

from portal.newsroom.starter.press import HEIGHT, WIDTH, Box, Plate, Point, Sheet


def pool(sheet: Sheet) -> None:
    """A bath house, its pool, and the key to it."""
    teal, red = sheet.teal, sheet.red
    teal.shape([(150, 330), (560, 90), (970, 330)])
    teal.block((190, 330, 930, 640))
    teal.disc((560, 235), 52, cut=True)
    for left in (240, 365, 665, 790):
        teal.arch((left, 400, left + 85, 540), cut=True)
    teal.arch((495, 385, 625, 640), cut=True)
    red.shape([*wave(0, WIDTH, 590, 26, 200), (WIDTH, HEIGHT), (0, HEIGHT)])
    teal.halftone((150, 660, 970, HEIGHT), dark=0.42, light=0.1)
    for level in (690, 770, 845):
        red.stroke(wave(-20, WIDTH + 20, level, 16, 200), 12, cut=True)
    key(teal, (1260, 300), 130, 780)


def key(plate: Plate, head: Point, radius: float, bottom: float) -> None:
    """A key that hangs from its head."""
    x, y = head
    plate.ring(head, radius, 48)
    plate.block((x - 26, y + radius - 30, x + 26, bottom))
    plate.block((x + 20, bottom - 190, x + 130, bottom - 140))
    plate.block((x + 20, bottom - 100, x + 160, bottom - 40))


def wave(start: float, end: float, level: float, height: float, length: float) -> list[Point]:
    """Points of a wave from left to right."""
    steps = range(int(start), int(end) + 8, 8)
    return [(x, level + height * math.sin(2 * math.pi * x / length)) for x in steps]


def coins(sheet: Sheet) -> None:
    """One large coin, and columns of small ones that rise past it."""
    teal, red = sheet.teal, sheet.red
    teal.disc((470, 480), 330)
    teal.disc((470, 480), 282, cut=True)
    teal.disc((470, 480), 258)
    for place, count in enumerate((4, 7, 10, 13, 16, 19)):
        stack(red, 560 + place * 165, count)
    teal.block((0, 838, WIDTH, 852))


def stack(plate: Plate, x: float, count: int) -> None:
    """A column of coins seen a little from above."""
    half, high, step = 70, 22, 38
    for place in range(count):
        y = 812 - place * step
        plate.round((x - half, y - high, x + half, y + high))
        plate.block((x - half, y - 24, x + half, y))
        plate.round((x - half, y - 24 - high, x + half, y - 24 + high), cut=True)
        plate.round((x - half, y - 28 - high, x + half, y - 28 + high))


def sun(sheet: Sheet) -> None:
    """The sun behind three roofs that carry panels."""
    teal, red = sheet.teal, sheet.red
    centre = (800, 470)
    red.disc(centre, 300)
    for ray in range(13):
        angle = math.radians(180 + ray * 15)
        red.stroke([along(centre, angle, 345), along(centre, angle, 470 if ray % 2 else 410)], 22)
    for left, top, wide in ((-60, 600, 540), (470, 530, 620), (1090, 600, 540)):
        building(teal, left, top, wide)
    teal.halftone((500, 170, 1100, 520), dark=0.0, light=0.3, within=(centre, 300))


def building(plate: Plate, left: float, top: float, wide: float) -> None:
    """A building under a roof that leans back, with a grid of panels on it."""
    right, low, slant = left + wide, top + 170, 70
    plate.block((left + 28, low, right - 28, HEIGHT))
    plate.shape([(left, low), (left + slant, top), (right - slant, top), (right, low)])
    for part in (1 / 3, 2 / 3):
        across = slant * (1 - part)
        plate.stroke([(left + across, top + 170 * part), (right - across, top + 170 * part)], 7, cut=True)
    for column in range(1, 6):
        part = column / 6
        head = left + slant + (wide - 2 * slant) * part
        plate.stroke([(head, top), (left + wide * part, low)], 7, cut=True)
    for column in range(4):
        x = left + 75 + column * (wide - 150) / 3.6
        plate.block((x, low + 40, x + 60, low + 100), cut=True)


def along(centre: Point, angle: float, far: float) -> Point:
    return centre[0] + far * math.cos(angle), centre[1] + far * math.sin(angle)


def steps(sheet: Sheet) -> None:
    """Four steps, a coin on each, up to an open door."""
    teal, red = sheet.teal, sheet.red
    for place in range(4):
        left, top = 90 + place * 270, 690 - place * 130
        teal.block((left, top, left + 270, HEIGHT))
        teal.block((left + 262, top, left + 270, HEIGHT), cut=True)
        radius = 48 + place * 16
        coin(red, (left + 130, top - radius + 30), radius)
    teal.block((1170, 40, 1540, HEIGHT))
    teal.block((1170, 556, 1540, 564), cut=True)
    teal.block((1250, 130, 1460, 556), cut=True)
    red.shape([(1250, 130), (1380, 170), (1380, 640), (1250, 556)])
    red.disc((1352, 400), 13, cut=True)
    red.halftone((1392, 142, 1448, 546), dark=0.1, light=0.42)


def coin(plate: Plate, centre: Point, radius: float) -> None:
    """A coin seen from the front, with its rim."""
    plate.disc(centre, radius)
    plate.disc(centre, radius * 0.8, cut=True)
    plate.disc(centre, radius * 0.68)


def door(sheet: Sheet) -> None:
    """A door ajar in a wall, light on the floor, and a calendar beside it."""
    teal, red = sheet.teal, sheet.red
    teal.block((560, 0, WIDTH, 760))
    teal.block((760, 130, 1130, 760), cut=True)
    red.shape([(760, 130), (1000, 60), (1000, 850), (760, 760)])
    red.disc((955, 470), 24, cut=True)
    red.halftone((1000, 772, 1560, HEIGHT), dark=0.42, light=0.2)
    red.shape([(1000, 760), (1000, HEIGHT), (1070, HEIGHT)], cut=True)
    red.shape([(1130, 760), (WIDTH, 760), (WIDTH, HEIGHT), (1490, HEIGHT)], cut=True)
    calendar(red, (150, 190, 430, 520))
    teal.block((150, 190, 430, 265))
    teal.disc((339, 366), 24)
    teal.block((60, 752, 560, 760))


def calendar(plate: Plate, box: Box) -> None:
    """A page of a calendar, with its days and one that is ringed."""
    left, top, right, _bottom = box
    plate.block(box)
    for row in range(4):
        for column in range(5):
            x, y = left + 42 + column * 49, top + 118 + row * 58
            plate.disc((x, y), 13, cut=True)
    plate.block((left + 60, top - 26, left + 76, top + 20))
    plate.block((right - 76, top - 26, right - 60, top + 20))


def locks(sheet: Sheet) -> None:
    """A terrace held by one padlock."""
    teal, red = sheet.teal, sheet.red
    for place in range(4):
        house(teal, 90 + place * 355, 355)
    teal.block((60, 792, 1540, 800))
    red.ring((800, 370), 190, 62)
    red.block((520, 400, 1080, 840))
    red.disc((800, 575), 58, cut=True)
    red.shape([(776, 600), (824, 600), (846, 730), (754, 730)], cut=True)


def house(plate: Plate, left: float, wide: float) -> None:
    """A house of a terrace."""
    right = left + wide - 8
    plate.shape([(left, 400), ((left + right) / 2, 210), (right, 400)])
    plate.block((left, 400, right, 800))
    plate.block((right - 86, 225, right - 36, 400))
    for x in (left + 50, right - 120):
        plate.block((x, 450, x + 70, 550), cut=True)
    plate.block((left + 50, 630, left + 120, 800), cut=True)
    plate.block((right - 140, 640, right - 50, 730), cut=True)


def chairs(sheet: Sheet) -> None:
    """Tables with their chairs on the streets of a city."""
    teal, red = sheet.teal, sheet.red
    for x in (180, 520, 800, 1120, 1420):
        teal.block((x - 17, 0, x + 17, HEIGHT))
    for y in (150, 450, 740):
        teal.block((0, y - 17, WIDTH, y + 17))
    teal.stroke([(-20, 940), (1120, -60)], 34)
    places = [(180, 450, 84), (520, 150, 70), (520, 740, 84), (800, 450, 128), (1120, 150, 84), (1120, 740, 92)]
    for x, y, radius in [*places, (1420, 450, 76)]:
        table(red, (x, y), radius)


def table(plate: Plate, centre: Point, radius: float) -> None:
    """A round table with chairs about it."""
    plate.disc(centre, radius)
    count = 6 if radius < 100 else 9
    for place in range(count):
        angle = 2 * math.pi * place / count + 0.3
        plate.disc(along(centre, angle, radius + 36), 23)


def book(sheet: Sheet) -> None:
    """An open book: on one page a broken coin, on the other what grew since."""
    teal, red = sheet.teal, sheet.red
    for down in (36, 0):
        teal.shape(page(90, 850, down))
        red.shape(page(1510, 750, down))
        if down:
            teal.shape(page(90, 850, down - 12), cut=True)
            red.shape(page(1510, 750, down - 12), cut=True)
    teal.disc((430, 460), 190, cut=True)
    teal.ring((430, 460), 160, 14)
    teal.stroke([(350, 260), (455, 390), (405, 490), (500, 560), (485, 670)], 30)
    for side in (-1, 1):
        red.shape(sprig(1170, 470, side, 230), cut=True)
        red.shape(sprig(1170, 610, side, 150), cut=True)
    red.stroke([(1170, 720), (1170, 340)], 22, cut=True)
    teal.disc((1170, 310), 64)


def page(outer: float, inner: float, down: float) -> list[Point]:
    """A page of an open book, from its outer side to a little past the spine."""
    parts = [place / 20 for place in range(21)]
    bend = [70 * math.sin(math.pi * part) * (0.4 + part) - 60 * part for part in parts]
    top = [(outer + (inner - outer) * part, 190 - rise + down) for part, rise in zip(parts, bend, strict=True)]
    low = [(outer + (inner - outer) * part, 790 - rise + down) for part, rise in zip(parts, bend, strict=True)]
    return [*top, *reversed(low)]


def sprig(x: float, y: float, side: int, size: float) -> list[Point]:
    """A leaf that grows from a stem to one side."""
    stem = [(size * part / 10, size * 0.22 * math.sin(math.pi * part / 10)) for part in range(11)]
    upper = [(x + side * out, y - 0.55 * out - bend) for out, bend in stem]
    lower = [(x + side * out, y - 0.55 * out + bend) for out, bend in stem]
    return [*upper, *reversed(lower)]


DRAWINGS: dict[str, Callable[[Sheet], None]] = {
    drawing.__name__: drawing for drawing in (pool, coins, sun, steps, door, locks, chairs, book)
}


def draw(name: str) -> bytes:
    """Return a drawing as a PNG. Raises KeyError for a name that nobody drew."""
    sheet = Sheet()
    DRAWINGS[name](sheet)
    return sheet.png()
