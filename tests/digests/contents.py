"""What digests tell of, made up: items of every section, without the database."""

from __future__ import annotations

from typing import Any

from network.digests.building.choice import Choice, Contents, Described, Item, Part
from network.digests.building.sections import SECTIONS

SITE = "http://localhost:8000"


def item(section: str = "followed", title: str = "Lending to co-ops", **fields: Any) -> Item:
    """Return an item; `fields` are those of its choice and of its description."""
    chosen = {name: fields.pop(name) for name in ("kind", "key", "number", "before", "post") if name in fields}
    why = fields.pop("why", "You follow this thread.")
    choice = Choice(**{"section": section, "kind": "thread", "key": 7, "why": why, **chosen})
    return Item(choice, Described(**{"title": title, "url": f"{SITE}/network/finance/7-lending/", **fields}))


def part(section: str, *items: Item) -> Part:
    title = next(one.title for one in SECTIONS if one.name == section)
    return Part(section, title, list(items))


def contents(*parts: Part, person: int = 1) -> Contents:
    return Contents(person, list(parts))


def of_all_kinds(person: int = 1) -> Contents:
    """Return a digest with something of most sections."""
    reply = item(
        "replies",
        "Who pays for the surveys?",
        place="Leeds",
        line="We split them in two.",
        speaker="Ivo Blair, York",
        number=9,
        before=6,
    )
    mention = item(
        "mentions",
        "Warm terraces",
        place="Hull",
        line="You know more of it.",
        speaker="Ada Obi, Hull",
        why="You are named here.",
        number=4,
        before=3,
    )
    asks = [
        item(
            "asks",
            title,
            place="Glasgow",
            why="Your city has delivered something like it.",
            line="We look for a clause that held in court, and for whoever wrote it.",
            url=f"{SITE}/network/asks/{key}-a-clause/",
            number=1,
        )
        for key, title in enumerate(("A clause on living wages", "Letting empty shops", "Bonds for retrofit"), start=11)
    ]
    event = item(
        "events",
        "Leeds visit",
        kind="event",
        place="Leeds",
        when="Friday 12 March 2027, 10:00 to 12:00, London time (GMT)",
        day="12 March",
        line="We walk through the district heating plant & its “energy centre”.",
        why="Your city is asked.",
        url=f"{SITE}/network/events/21-leeds-visit/",
    )
    due = item(
        "plans_due",
        "Retrofit 1,000 homes <by 2028>",
        kind="due",
        place="Hull",
        note="Overdue since 29 September",
        late=True,
        called="action 3 of Hull",
        why="You own this action.",
        url=f"{SITE}/cities/hull/plan/actions/3/?a=1&b=2",
    )
    change = item(
        "handbooks",
        "LG 3.2 Lending for social purposes",
        kind="change",
        place="Local government handbook",
        line="The limits were rewritten.",
        why="For your nation.",
        url=f"{SITE}/handbooks/local-government/finance/lending/",
    )
    return contents(
        part("mentions", mention),
        part("plans_due", due),
        part("replies", reply),
        part("asks", *asks),
        part("events", event),
        part("handbooks", change),
        person=person,
    )
