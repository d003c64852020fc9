"""What changed between two texts of the narrative."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cities.plans.reading.comparing import Difference
from portal.newsroom.reading.narrative_text import NamedText, NarrativeText, PrincipleText, plain
from portal.words.parts import Text


@dataclass(frozen=True)
class PrincipleChange:
    """A principle that is in both texts and reads otherwise."""

    principle: PrincipleText
    differences: list[Difference]


@dataclass(frozen=True)
class NarrativeComparison:
    """All that changed from one text of the narrative to another."""

    frame: list[Difference] = field(default_factory=list)
    added: list[PrincipleText] = field(default_factory=list)
    dropped: list[PrincipleText] = field(default_factory=list)
    changed: list[PrincipleChange] = field(default_factory=list)
    is_reordered: bool = False

    @property
    def is_empty(self) -> bool:
        return self == NarrativeComparison()


Facet = tuple[Text, Callable[[PrincipleText], str], bool]


def compare(before: NarrativeText, after: NarrativeText) -> NarrativeComparison:
    """Return what changed from one text to another; principles are known again by their ids."""
    former, later = ({one.id: one for one in text.principles} for text in (before, after))
    both = [pk for pk in later if pk in former]
    changes = [PrincipleChange(later[pk], differences(former[pk], later[pk])) for pk in both]
    return NarrativeComparison(
        frame=frame_of(before, after),
        added=[one for pk, one in later.items() if pk not in former],
        dropped=[one for pk, one in former.items() if pk not in later],
        changed=[change for change in changes if change.differences],
        is_reordered=[pk for pk in former if pk in later] != both,
    )


def frame_of(before: NarrativeText, after: NarrativeText) -> list[Difference]:
    rows = [
        (_("Title"), before.title, after.title),
        (_("Standfirst"), before.standfirst, after.standfirst),
        (_("Introduction"), plain(before.intro), plain(after.intro)),
    ]
    return [Difference(*row) for row in rows if row[1] != row[2]]


def differences(before: PrincipleText, after: PrincipleText) -> list[Difference]:
    """Return how a principle reads otherwise. What an entry is called now is no change of the narrative."""
    return [
        Difference(label, said(before), said(after), is_whole)
        for label, said, is_whole in facets()
        if said(before) != said(after)
    ] + named_otherwise(before, after)


def facets() -> list[Facet]:
    return [
        (_("Title"), lambda one: one.title, False),
        (_("The principle"), lambda one: one.statement, False),
        (_("What it means"), lambda one: plain(one.text), False),
        (_("Notice"), lambda one: one.notice, False),
        (_("Evidence"), evidence_said, True),
        (_("First steps for a council"), lambda one: "\n".join(one.council_steps), False),
        (_("First steps for a community group"), lambda one: "\n".join(one.community_steps), False),
    ]


def evidence_said(principle: PrincipleText) -> str:
    rows = (" ".join(filter(None, [row.text, f"({row.source_said})", row.url])) for row in principle.evidence)
    return "\n".join(rows)


def named_otherwise(before: PrincipleText, after: PrincipleText) -> list[Difference]:
    pairs = [
        (_("Entries"), before.entries, after.entries),
        (_("Precedents"), before.precedents, after.precedents),
    ]
    return [
        Difference(label, said(former), said(later), is_whole=True)
        for label, former, later in pairs
        if {one.number for one in former} != {one.number for one in later}
    ]


def said(named: Iterable[NamedText]) -> str:
    return "\n".join(map(str, named))
