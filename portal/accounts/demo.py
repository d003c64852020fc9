"""What `load_demo` makes: people named by their role, and what each room gives them to look at.

Rooms add their part from `AppConfig.ready`: `register_demo(DemoPart(name="places", people=cast, load=load))`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.text import slugify

from portal.accounts.roles import Role

DEMONSTRATION = "(demonstration)"


@dataclass(frozen=True)
class DemoPerson:
    """A demonstration account: named by its role, in the group of that role where it is a global one."""

    title: str
    purpose: str
    role: Role | None = None

    @property
    def email(self) -> str:
        return f"{slugify(self.title)}@demo.example"

    @property
    def display_name(self) -> str:
        return f"{self.title} {DEMONSTRATION}"


@dataclass(frozen=True, kw_only=True)
class DemoPart:
    """What a room adds: more people, and an act that loads what they see. It may run again and changes nothing then."""

    name: str
    people: Callable[[], Sequence[DemoPerson]]
    load: Callable[[], None]


PEOPLE = (
    DemoPerson("Administrator", "everything at /editor/", Role.ADMINISTRATORS),
    DemoPerson("Reviewer", "approves and publishes pages", Role.REVIEWERS),
    DemoPerson("Writer", "writes pages and submits them", Role.WRITERS),
    DemoPerson("Moderator", "settles what readers report", Role.MODERATORS),
    DemoPerson("Second moderator", "settles a report beside the first", Role.MODERATORS),
    DemoPerson("Reader", "an account without a role"),
)

_parts: dict[str, DemoPart] = {}


def register_demo(part: DemoPart) -> None:
    _parts[part.name] = part


def demo_parts() -> list[DemoPart]:
    return list(_parts.values())


def demo_people() -> list[DemoPerson]:
    """Return everybody, the global roles first."""
    return [*PEOPLE, *(person for part in demo_parts() for person in part.people())]
