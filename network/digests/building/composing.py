"""Composing: of all that concerns some people, at most twelve things for each, in order, that they may read now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

from network.digests.building import kinds
from network.digests.building.choice import Choice, Contents, Described, Item, Part, Selection, Subject
from network.digests.building.people import People
from network.digests.building.sections import SECTIONS, Section
from network.digests.choices import ItemKind

MOST = 12
"""Items of a digest."""


def compose(people: People) -> dict[int, Contents]:
    """Return what is to be told to each of some people; whoever has nothing to be told is left out."""
    return drawn(select(people).values())


def select(people: People) -> dict[int, Selection]:
    """Choose what is to be told to each of some people, without describing it yet."""
    return {person: selection(person, own) for person, own in chosen(people).items()}


def selection(person: int, own: list[Choice]) -> Selection:
    left = own[MOST:]
    return Selection(person, own[:MOST], bool(left), any(one.kind == ItemKind.THREAD for one in left))


def chosen(people: People) -> dict[int, list[Choice]]:
    """Choose for each of some people what they may read, each thing once: first what a digest holds, then the rest."""
    gathered = [(section, section.gather(people)) for section in SECTIONS]
    wanted = [(person, one) for _section, found in gathered for person, own in found.items() for one in own]
    may = kinds.readable(people, wanted)
    found: dict[int, list[Choice]] = {}
    for person in people.keys:
        own = [
            (section, [one for one in of_all[person] if (person, one.subject) in may])
            for section, of_all in gathered
            if person in of_all
        ]
        if in_order := fitted(own):
            found[person] = in_order
    return found


def fitted(own: Sequence[tuple[Section, Sequence[Choice]]]) -> list[Choice]:
    """Return what concerns somebody, in the order of the sections, the first `MOST` of which are what they are told.

    Each section has its share first; what is left of the room goes to what is left of them. A thread stands once, in
    the first section that has it.
    """
    first: dict[tuple[str, int], Choice] = {}
    left: dict[tuple[str, int], Choice] = {}
    for section, choices in own:
        fresh = {one.same: one for one in reversed(choices) if one.same not in first}
        own_choices = [one for one in choices if fresh.get(one.same) is one]
        for place, one in enumerate(own_choices if section.fills else own_choices[: section.most]):
            (first if place < section.most else left).setdefault(one.same, one)
    rest = [one for same, one in left.items() if same not in first]
    in_order = [*first.values(), *rest]
    shown = in_order[:MOST]
    if rest and len(first) < MOST:
        places = {section.name: place for place, (section, _choices) in enumerate(own)}
        shown.sort(key=lambda one: places[one.section])
    return [*shown, *in_order[MOST:]]


def drawn(selections: Iterable[Selection | Contents]) -> dict[int, Contents]:
    """Return what was chosen for each person, described; what is gone is left out, and whoever has nothing left."""
    chosen_for = {one.person: (one, one.choices) for one in selections}
    described = kinds.described(chain.from_iterable(choices for _one, choices in chosen_for.values()))
    found = {
        person: Contents(person, in_parts(choices, described), one.more, one.more_threads)
        for person, (one, choices) in chosen_for.items()
    }
    return {person: contents for person, contents in found.items() if contents}


def in_parts(choices: Iterable[Choice], described: dict[Subject, Described]) -> list[Part]:
    items: dict[str, list[Item]] = defaultdict(list)
    for choice in choices:
        if choice.subject in described:
            items[choice.section].append(Item(choice, described[choice.subject]))
    return [Part(one.name, one.title, items[one.name]) for one in SECTIONS if items[one.name]]


def still_readable(selections: Sequence[Selection | Contents]) -> dict[int, Contents]:
    """Return what was chosen as it is to be told now, just before it leaves: without what its readers may not read any
    more, and described anew, so that no title or text leaves that was changed or hidden meanwhile.
    """
    wanted = [(one, one.choices) for one in selections]
    people = People([one.person for one in selections])
    may = kinds.readable(people, [(one.person, choice) for one, choices in wanted for choice in choices])
    return drawn(
        Selection(
            one.person,
            [choice for choice in choices if (one.person, choice.subject) in may],
            one.more,
            one.more_threads,
        )
        for one, choices in wanted
    )
