"""The sections of a digest, in the order in which they matter to a reader: what is due from them before other news.

A section is a function that says what concerns whom of some people, and why: `gather(people) -> {person: [Choice]}`,
the most important first. It makes a number of queries that does not grow with the people, nor with what there is.
It leaves out what was told or read before; what its reader may not read is left out afterwards, for all sections.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from network.digests.building.choice import Choice
from network.digests.building.people import People
from network.digests.building.sections import (
    articles,
    asks,
    coverage,
    events,
    followed,
    handbooks,
    mentions,
    outcomes,
    plans_due,
    plans_followed,
    precedents,
    quiet,
    replies,
    uses,
)
from portal.words.parts import Text

Gathered = dict[int, list[Choice]]


@dataclass(frozen=True, kw_only=True)
class Section:
    """A section: its name in choices, its title, what gathers it, and how many items it has at most.

    One that `fills` may have more where others leave room. What was published at once comes bit by bit.
    """

    name: str
    title: Text
    gather: Callable[[People], Gathered]
    most: int = 4
    fills: bool = True


SECTIONS: tuple[Section, ...] = (
    Section(name=mentions.NAME, title=_("Somebody names you"), gather=mentions.gather),
    Section(name=plans_due.NAME, title=_("Updates that you are asked for"), gather=plans_due.gather),
    Section(name=replies.NAME, title=_("In your threads"), gather=replies.gather),
    Section(name=asks.NAME, title=_("Asks that your city could answer"), gather=asks.gather),
    Section(name=events.NAME, title=_("Events to answer"), gather=events.gather),
    Section(name=followed.NAME, title=_("In threads that you follow"), gather=followed.gather),
    Section(name=uses.NAME, title=_("About what your city uses"), gather=uses.gather),
    Section(name=plans_followed.NAME, title=_("On plans that you follow"), gather=plans_followed.gather),
    Section(name=coverage.NAME, title=_("Your city in the press"), gather=coverage.gather, most=3, fills=False),
    Section(
        name=handbooks.NAME, title=_("New and changed in the handbooks"), gather=handbooks.gather, most=3, fills=False
    ),
    Section(name=precedents.NAME, title=_("New precedents"), gather=precedents.gather, most=3, fills=False),
    Section(name=articles.NAME, title=_("New articles"), gather=articles.gather, most=3, fills=False),
    Section(name=outcomes.NAME, title=_("What came of it"), gather=outcomes.gather, most=3),
    Section(name=quiet.NAME, title=_("Nobody has answered yet"), gather=quiet.gather, most=1),
)
