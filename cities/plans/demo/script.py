"""What a demonstration plan says, in values that travel. Days are counted from today: those gone are below nought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from cities.places.demo.cast import MARK
from cities.plans.choices import EvidenceKind, Part, Stage, Stance, Visibility
from cities.plans.services.updates import Proof

PLACE = "https://example.org/demonstration/"
"""Where the evidence of the demonstration would lie: an address that is kept free for examples. Source: RFC 2606."""


def day(offset: int) -> date:
    return timezone.localdate() + timedelta(days=offset)


def lg(slug: str) -> str:
    """Return the key under which an entry for local government was loaded."""
    return f"entry:local_government:{slug}"


def cs(slug: str) -> str:
    """Return the key under which an entry for civil society was loaded."""
    return f"entry:civil_society:{slug}"


def precedent(slug: str) -> str:
    return f"precedent:{slug}"


@dataclass(frozen=True)
class Asked:
    """An organisation that an action names. `reason` says why it declined; `says_yes` that it accepted."""

    body: str
    part: Part = Part.CO_OWNER
    says_yes: bool = False
    reason: str = ""

    @property
    def name(self) -> str:
        return f"{self.body} {MARK}"


def leads(body: str, *, says_yes: bool = True, reason: str = "") -> Asked:
    return Asked(body, Part.LEAD, says_yes and not reason, reason)


def shares(body: str, *, says_yes: bool = True, reason: str = "") -> Asked:
    return Asked(body, Part.CO_OWNER, says_yes and not reason, reason)


def helps(body: str, *, says_yes: bool = False) -> Asked:
    return Asked(body, Part.SUPPORTER, says_yes)


@dataclass(frozen=True)
class Step:
    """A milestone."""

    title: str
    due: int
    done: int | None = None


@dataclass(frozen=True)
class Answer:
    """What a co-owner says to an update, so many days ago."""

    body: str
    stance: Stance
    when: int
    why: str = ""

    @property
    def name(self) -> str:
        return f"{self.body} {MARK}"


@dataclass(frozen=True)
class Shown:
    """A piece of evidence."""

    kind: EvidenceKind
    title: str
    when: int
    publisher: str
    page: str

    @property
    def proof(self) -> Proof:
        return Proof(
            kind=self.kind,
            title=f"{self.title} {MARK}",
            dated_on=day(self.when),
            publisher=f"{self.publisher} {MARK}",
            url=f"{PLACE}{self.page}",
        )


def decision(title: str, when: int, publisher: str) -> Shown:
    return Shown(EvidenceKind.DECISION, title, when, publisher, "decision")


def document(title: str, when: int, publisher: str) -> Shown:
    return Shown(EvidenceKind.DOCUMENT, title, when, publisher, "document")


def figures(title: str, when: int, publisher: str) -> Shown:
    return Shown(EvidenceKind.DATA, title, when, publisher, "figures")


def report(title: str, when: int, publisher: str) -> Shown:
    return Shown(EvidenceKind.MEDIA, title, when, publisher, "report")


@dataclass(frozen=True, kw_only=True)
class Tale:
    """An update. `by` is the organisation whose member writes it, the coordinator where it is empty."""

    stage: Stage
    when: int
    body: str
    outlook: str = ""
    next_step: str = ""
    next_on: int | None = None
    by: str = ""
    corrects: bool = False
    shown: tuple[Shown, ...] = ()
    answers: tuple[Answer, ...] = ()


def told(stage: Stage, when: int, body: str, **more: object) -> Tale:
    return Tale(stage=stage, when=when, body=body, **more)  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class Item:
    """An action. `rests_on` are keys of starter content; `edition` is the first that it stands in.

    `reworded` are the fields of its text that changed before the second edition.
    `advice` is a request that the city has, by its topic; `wonders` one that is made from the action.
    """

    objective: int
    title: str
    summary: str
    outcome: str
    starts: int
    due: int
    asked: tuple[Asked, ...]
    rests_on: tuple[str, ...] = ()
    none_needed: str = ""
    owner: str = ""
    steps: tuple[Step, ...] = ()
    tales: tuple[Tale, ...] = ()
    visibility: Visibility = Visibility.PUBLIC
    edition: int = 1
    reworded: Mapping[str, object] = field(default_factory=dict)
    advice: str = ""
    wonders: str = ""


@dataclass(frozen=True, kw_only=True)
class Script:
    """The plan of a city, with when its two editions came out."""

    city: str
    coordinator: str
    title: str
    vision: str
    objectives: tuple[tuple[str, str], ...]
    items: tuple[Item, ...]
    first: int = -240
    second: int = -70
    notes: tuple[str, str]
    endorsed_by: tuple[str, ...] = ()

    @property
    def full_title(self) -> str:
        return f"{self.title} {MARK}"

    @property
    def full_vision(self) -> str:
        return (
            f"{self.vision}\n\nThis plan is an example, made for trying the portal out. Its organisations, figures and"
            " decisions are invented and say nothing about the council of this city or anybody else."
        )
