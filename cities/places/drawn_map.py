"""Where each city stands on the drawn map: its mark, the line to its label, and the label."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cities.places.models import City


@dataclass(frozen=True)
class Spot:
    """A place on the map, in units of its view box. The mark is 14 wide; (x, y) is its top left corner."""

    x: int
    y: int
    line: str
    label_x: int
    label_y: int
    anchor: str

    @property
    def round(self) -> tuple[int, int]:
        """The middle of the round half of the mark."""
        return self.x + 9, self.y + 9


SPOTS = {
    "glasgow": Spot(134, 181, "M141 188L88 209H67", 62, 214, "end"),
    "newcastle": Spot(226, 235, "M233 242L342 217H363", 368, 222, "start"),
    "leeds": Spot(228, 305, "M235 312L342 271H363", 368, 276, "start"),
    "sheffield": Spot(231, 330, "M238 337L342 307H363", 368, 312, "start"),
    "nottingham": Spot(242, 356, "M249 363L342 343H363", 368, 348, "start"),
    "birmingham": Spot(216, 384, "M223 391L342 379H363", 368, 384, "start"),
    "bristol": Spot(192, 446, "M199 453L342 447H363", 368, 452, "start"),
    "manchester": Spot(204, 324, "M211 331L186 295H165", 160, 300, "end"),
    "liverpool": Spot(178, 328, "M185 335L152 325H131", 126, 330, "end"),
    "cardiff": Spot(171, 444, "M178 451L96 473H75", 70, 478, "end"),
}


def on_the_map(cities: Iterable[City]) -> list[tuple[City, Spot]]:
    """Return the cities that the map has a place for, from north to south, which is how a keyboard meets them."""
    found = [(city, SPOTS[city.slug]) for city in cities if city.slug in SPOTS]
    return sorted(found, key=lambda pair: pair[1].y)
