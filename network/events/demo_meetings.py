"""The demonstration events, each made once: one that is over, two ahead, one that does not take place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from django.db import transaction

from cities.places.models import City
from cities.plans.demo.script import cs, lg
from network.events.choices import EventKind
from network.events.demo import DemoEvent, call_demo_event, tell_of_demo_event
from network.events.models import Attendance, Event, Material, Pledge
from network.events.services.planning import cancel_event
from network.forum.choices import Kind
from network.forum.demo.script import (
    ADVISER,
    BIRMINGHAM,
    BRISTOL,
    CARDIFF,
    CO_OPERATIVE,
    GLASGOW,
    LEEDS,
    LIVERPOOL,
    NEWCASTLE,
    NOTTINGHAM,
    SHEFFIELD,
    TENANTS,
    TRUST,
    Talk,
    marked,
    moment,
    say,
    unwrapped,
)
from network.forum.demo.telling import Stage
from network.forum.models import Board, Thread
from network.forum.services.linking import link
from network.forum.services.posting import Opening, Written
from portal.accounts.models import User
from portal.words.themes import Theme

MATERIAL = "https://example.org/demonstration/"
"""Where what belongs to a demonstration event would lie: an address kept free for examples. Source: RFC 2606."""


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """An event, `days` from today. `pledges` are what cities will do, by whom; `cancelled` is the reason."""

    talk: Talk
    kind: EventKind
    days: int
    at: time
    minutes: int
    city: str
    comers: tuple[str, ...]
    place: str = ""
    link: str = ""
    capacity: int | None = None
    notes: str = ""
    materials: tuple[str, ...] = ()
    pledges: tuple[tuple[str, str, str], ...] = ()
    cancelled: str = ""


CALLS = Meeting(
    talk=Talk(
        name="event-empty-homes",
        board="housing",
        kind=Kind.EVENT,
        title="Workshop: ringing the owners of empty homes",
        themes=(Theme.HOUSING,),
        about=(lg("empty-homes-premium-england"),),
        lines=(
            say(
                LEEDS,
                -44,
                """
                One morning on what to say in the first minute of a call, and what to offer in the fifth. Bring three
                real cases without names. We play them, badly, and then again.
                """,
                useful=(NEWCASTLE, BIRMINGHAM),
            ),
            say(GLASGOW, -40, "Our extra charge is another one. Is it still worth the journey?"),
            say(LEEDS, -40, "Yes. Nobody mentions the charge before the third minute.", useful=(GLASGOW,)),
        ),
    ),
    kind=EventKind.WORKSHOP,
    days=-14,
    at=time(10),
    minutes=180,
    city="leeds",
    comers=(LEEDS, TENANTS, NEWCASTLE, LIVERPOOL, GLASGOW, BIRMINGHAM),
    place="A room in the central library, second floor (demonstration)",
    notes=unwrapped(
        """
        ## What we tried

        | First sentence | What happened |
        |---|---|
        | “We are ringing about the council tax on your house.” | Four of five hung up. |
        | “Is the house all right? A neighbour asked.” | All five talked. |

        ## What we agreed

        - One officer, named on the letter, who can also be rung.
        - No visit without an address that was checked this year.
        - The charge comes last, and is always said.

        *This is a demonstration: nothing in these notes happened.*
        """
    ),
    materials=("The sheet for the officer", "Three cases to play"),
    pledges=(
        ("newcastle", "Check the addresses of one ward before anybody visits.", NEWCASTLE),
        ("liverpool", "Name one officer on the next letter, with a telephone that is answered.", LIVERPOOL),
        ("glasgow", "Try the second first sentence for a month, and tell the others.", GLASGOW),
    ),
)

OFFER = Meeting(
    talk=Talk(
        name="event-share-offer",
        board="finance",
        kind=Kind.EVENT,
        title="Call: we read a community share offer together",
        themes=(Theme.FINANCE,),
        about=(cs("community-shares"),),
        lines=(
            say(
                CO_OPERATIVE,
                -15,
                """
                Four places, because everybody reads aloud. We take one offer of twelve pages and stop wherever somebody
                would not have bought. If you come, send me the sentence in yours that you like least.
                """,
            ),
            say(NOTTINGHAM, -14, "Mine is “expected to be in the region of”. May I bring the treasurer?"),
            say(CO_OPERATIVE, -14, "Bring the sentence now and the treasurer when somebody drops out."),
        ),
    ),
    kind=EventKind.CALL,
    days=16,
    at=time(14),
    minutes=90,
    city="glasgow",
    comers=(CO_OPERATIVE, NOTTINGHAM, TRUST, SHEFFIELD, BRISTOL, LEEDS),
    link=f"{MATERIAL}call",
    capacity=4,
)

ROOF = Meeting(
    talk=Talk(
        name="event-school-roof",
        board="open",
        kind=Kind.EVENT,
        title="Learning visit: a school roof that a society owns",
        themes=(Theme.ENERGY,),
        about=(cs("licence-exempt-supply"), cs("community-energy-society")),
        lines=(
            say(
                BRISTOL,
                -9,
                """
                We go up on the roof, look at the meter with the caretaker, and then sit down with the bursar who signed
                the lease. He has asked for hard questions. Bring shoes that can get wet.
                """,
                useful=(NOTTINGHAM, CARDIFF),
            ),
            say(CARDIFF, -8, "Can somebody come who does not climb?"),
            say(BRISTOL, -8, "Yes: the meter and the bursar are on the ground floor, with step-free access."),
        ),
    ),
    kind=EventKind.VISIT,
    days=33,
    at=time(11),
    minutes=240,
    city="bristol",
    comers=(BRISTOL, NOTTINGHAM, CARDIFF),
    place="The school gate; the address is sent to those who come (demonstration)",
    capacity=15,
)

LENDING = Meeting(
    talk=Talk(
        name="event-lending",
        board="finance",
        kind=Kind.EVENT,
        title="Advice session: lending to societies, one case each",
        themes=(Theme.FINANCE,),
        about=(lg("subsidy-control"),),
        lines=(
            say(
                ADVISER,
                -20,
                """
                Half an hour for each case: the power, the money, the terms, the subsidy. Send two pages beforehand.
                """,
            ),
            say(LIVERPOOL, -18, "Our two pages are on their way."),
        ),
    ),
    kind=EventKind.ADVICE,
    days=9,
    at=time(13, 30),
    minutes=120,
    city="leeds",
    comers=(LIVERPOOL, NEWCASTLE),
    link=f"{MATERIAL}advice",
    cancelled="Both cases were settled in the thread on lending. A new date follows when there are new ones.",
)

MEETINGS = (CALLS, LENDING, OFFER, ROOF)


@transaction.atomic
def load() -> None:
    """Make the events that are missing; without the starter content there are none."""
    stage = Stage.for_talks([meeting.talk for meeting in MEETINGS])
    cities = {city.slug: city for city in City.objects.all()}
    for meeting in MEETINGS:
        if stage.is_ready(meeting.talk) and stage.people.keys() >= set(meeting.comers):
            hold(meeting, stage, cities)


def hold(meeting: Meeting, stage: Stage, cities: Mapping[str, City]) -> None:
    """Call an event, let people come, and tell what came of it. Nobody is sent a letter about its past."""

    def begin(board: Board, opening: Opening, written: Written, by: User) -> Thread:
        said = DemoEvent(
            title=opening.title,
            body=written.body,
            submission=written.submission,
            days=meeting.days,
            at=meeting.at,
            minutes=meeting.minutes,
            kind=meeting.kind,
            host=cities[meeting.city],
            place=meeting.place,
            link=meeting.link,
            capacity=meeting.capacity,
            themes=opening.themes,
        )
        comers = [stage.people[title] for title in meeting.comers]
        thread = call_demo_event(board, said, by=by, comers=comers).thread
        link(thread, [stage.pages[key] for key in meeting.talk.about], by=by)
        return thread

    event = Event.objects.get(thread=stage.tell(meeting.talk, begin))
    if meeting.notes:
        tell_of_demo_event(
            event,
            notes=meeting.notes,
            links=[(marked(title), f"{MATERIAL}{place}") for place, title in enumerate(meeting.materials, start=1)],
            pledges=[(cities[city], text, stage.people[title]) for city, text, title in meeting.pledges],
        )
        Material.objects.filter(event=event).update(at=moment(meeting.days, 9))
        Pledge.objects.filter(event=event).update(at=moment(meeting.days, 9))
    if meeting.cancelled:
        event = cancel_event(event, meeting.cancelled, by=event.thread.author)
        Event.objects.filter(pk=event.pk).update(cancelled_at=moment(-2), changed_at=moment(-2))
    for place, attendance in enumerate(event.attendances.order_by("asked_at", "pk"), start=1):
        told = {"asked_at": moment(meeting.talk.starts + 1, place), "told_sequence": event.sequence}
        Attendance.objects.filter(pk=attendance.pk).update(**told)
