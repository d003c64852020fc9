"""Composing: of all that concerns some people, at most twelve things for each, in order, that they may read now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

from network.digests.building import kinds
from network.digests.building.choice import Choice, Contents, Described, Item, Part, Subject
from network.digests.building.people import People
from network.digests.building.sections import SECTIONS

MOST = 12
"""Items of a digest."""


def compose(people: People) -> dict[int, Contents]:
    """Return what is to be told to each of some people; whoever has nothing to be told is left out."""
    return drawn(people, chosen(people))


def chosen(people: People) -> dict[int, list[Choice]]:
    """Choose for each of some people, in the order of the sections; each thing once, what they may read alone."""
    gathered = [(section, section.gather(people)) for section in SECTIONS]
    wanted = [(person, one) for _section, found in gathered for person, own in found.items() for one in own]
    may = kinds.readable(people, wanted)
    found: dict[int, list[Choice]] = {}
    for person in people.keys:
        own: dict[tuple[str, int], Choice] = {}
        for section, of_all in gathered:
            fresh = [one for one in of_all.get(person, ()) if (person, one.subject) in may]
            fresh = [one for one in fresh if (one.kind, one.key) not in own]
            own.update({(one.kind, one.key): one for one in fresh[: section.most]})
        if own:
            found[person] = list(own.values())[:MOST]
    return found


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
    """Return contents without what their readers may not read any more: asked again just before they leave."""
    people = People([one.person for one in contents])
    may = kinds.readable(people, [(one.person, item.choice) for one in contents for item in one.items])
    found = {}
    for one in contents:
        parts = [
            Part(part.name, part.title, [item for item in part.items if (one.person, item.choice.subject) in may])
            for part in one.parts
        ]
        if left := [part for part in parts if part.items]:
            found[one.person] = Contents(one.person, left)
    return found
