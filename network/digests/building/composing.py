"""Composing: of all that concerns some people, at most twelve things for each, in order, that they may read now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from network.digests.building import kinds
from network.digests.building.choice import Choice, Contents, Described, Item, Part, Subject
from network.digests.building.people import People
from network.digests.building.sections import SECTIONS, Section
from network.digests.choices import ItemKind

MOST = 12
"""Items of a digest."""


def compose(people: People) -> dict[int, Contents]:
    """Return what is to be told to each of some people; whoever has nothing to be told is left out."""
    chosen_for = chosen(people)
    found = drawn(people, {person: own[:MOST] for person, own in chosen_for.items()})
    for person, contents in found.items():
        left = chosen_for[person][MOST:]
        contents.more = bool(left)
        contents.more_threads = any(one.kind == ItemKind.THREAD for one in left)
    return found


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


def drawn(people: People, choices: dict[int, list[Choice]]) -> dict[int, Contents]:
    """Return the contents that were chosen, described."""
    described = kinds.described(chain.from_iterable(choices.values()))
    found = {person: in_parts(person, own, described) for person, own in choices.items()}
    return {person: contents for person, contents in found.items() if contents}


def in_parts(person: int, choices: Iterable[Choice], described: dict[Subject, Described]) -> Contents:
    items: dict[str, list[Item]] = defaultdict(list)
    for choice in choices:
        if choice.subject in described:
            items[choice.section].append(Item(choice, described[choice.subject]))
    return Contents(person, [Part(one.name, one.title, items[one.name]) for one in SECTIONS if items[one.name]])


def still_readable(contents: Sequence[Contents]) -> dict[int, Contents]:
    """Return contents as they are to be told now, just before they leave: without what their readers may not read any
    more, and described anew, so that no title or text leaves that was changed or hidden meanwhile.
    """
    people = People([one.person for one in contents])
    may = kinds.readable(people, [(one.person, item.choice) for one in contents for item in one.items])
    left = {
        one.person: [item.choice for item in one.items if (one.person, item.choice.subject) in may] for one in contents
    }
    now = drawn(people, left)
    return {one.person: replace(one, parts=now[one.person].parts) for one in contents if one.person in now}
