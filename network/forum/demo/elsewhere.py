"""Demonstration threads on the open board, on the portal, and on the boards of two cities."""

from __future__ import annotations

from cities.plans.demo.script import cs, lg, precedent
from network.forum.choices import Kind, Result
from network.forum.demo.script import (
    ADVISER,
    BRISTOL,
    CARDIFF,
    CO_OPERATIVE,
    GLASGOW,
    HOSPITAL,
    LEEDS,
    LIVERPOOL,
    MODERATOR,
    NEWCASTLE,
    NOTTINGHAM,
    SHEFFIELD,
    TENANTS,
    TRUST,
    Came,
    Talk,
    marked,
    say,
)
from portal.words.themes import Theme

SUPPLIER = Talk(
    name="own-supplier",
    board="open",
    title="An energy supplier of our own: we looked at it, and stopped",
    themes=(Theme.ENERGY, Theme.FINANCE),
    about=(lg("electricity-supply-licensing"), precedent("robin-hood-energy"), precedent("bristol-energy")),
    outcome=Came(
        asked=marked("Should a city sell power to households under a licence of its own?"),
        result=Result.DID_NOT,
        summary=(
            "A working group read what two city suppliers left behind and reckoned three years of its own."
            "\nIt stopped before any money was spent: a cold month with high prices would have cost more than the"
            " council could lose. It sells power to its own buildings instead."
        ),
        by=BRISTOL,
        city="bristol",
        numbers=(1, 3),
        review=300,
        place="A working group in Bristol, as an example",
        is_drafted=True,
    ),
    lines=(
        say(
            BRISTOL,
            -79,
            """
            Every few years somebody asks why the city does not sell its own power to households. So that it need not
            be worked out again, here is what a working group found when it looked: read {p:bristol-energy} and
            {p:robin-hood-energy} first, both to the end.

            Then take a cold month in which you buy dear and sell at a price that you promised. Reckon how many of
            them the council could carry. We came to less than one.
            """,
            useful=(NOTTINGHAM, ADVISER, SHEFFIELD, NEWCASTLE),
        ),
        say(
            NOTTINGHAM,
            -78,
            """
            Thank you for writing it where everyone can read it. A good social aim can blunt challenge. People here
            still find that hard to say.
            """,
            useful=(BRISTOL,),
        ),
        say(
            ADVISER,
            -77,
            """
            {lg:electricity-supply-licensing} sets the three ways beside each other: a licence, an exemption, a partner.
            In most cities that I know the second, to the building beneath the panels, is worth a year of work. The
            first is not.
            """,
            useful=(BRISTOL, NOTTINGHAM, CARDIFF),
        ),
        say(
            SHEFFIELD,
            -76,
            """
            One thing for the treasurers among us: count guarantees as exposure, not only loans.
            """,
            useful=(BRISTOL,),
        ),
    ),
)

BEGIN = Talk(
    name="first-ninety-days",
    board="open",
    title="A city network from nothing: what did you do in the first ninety days?",
    kind=Kind.QUESTION,
    themes=(Theme.ORGANISING,),
    about=(lg("well-being-of-future-generations-wales"), precedent("preston-community-wealth-building")),
    answer=3,
    lines=(
        say(
            CARDIFF,
            -19,
            """
            I coordinate a network that has one member, and that is me. Before I invite thirty organisations to a hall
            I would like to know what you did first, and what you would leave out.
            """,
            useful=(LEEDS,),
        ),
        say(
            NEWCASTLE,
            -19,
            """
            Leave out the hall. We did it, and for a year people asked when the next one would be.
            """,
            useful=(CARDIFF, LIVERPOOL),
        ),
        say(
            LEEDS,
            -18,
            """
            1. Six conversations, one at a time, with the question “what would you do anyway?”.
            2. One thing that two of them would do anyway, done together by the sixtieth day.
            3. Only then a name, a chair, a plan.

            {p:preston-community-wealth-building} has a line for your council: a small council can lead larger
            institutions by convening.
            """,
            useful=(CARDIFF, GLASGOW, NOTTINGHAM, TRUST),
        ),
        say(
            GLASGOW,
            -18,
            """
            And in Wales you have words for it that we envy: the five ways of working,
            {lg:well-being-of-future-generations-wales}. Put the two that you are worst at on the first agenda.
            """,
            useful=(CARDIFF,),
        ),
        say(CARDIFF, -17, "Six conversations it is. Four are in the diary. I will report on day ninety."),
    ),
)

WELCOME = Talk(
    name="welcome-open",
    board="open",
    title="What this board is for, and who reads it",
    kind=Kind.NOTICE,
    is_pinned=True,
    lines=(
        say(
            MODERATOR,
            -92,
            """
            Everyone on the web reads this board. Members of the ten city networks write on it.

            - Ask here what people in other places will ask too.
            - Leave out names of people, addresses, and prices that are not public.
            - What only the network should read belongs on the boards by theme; what only your city should read, on the
              board of your city.

            A post can be reported to us by the link below it. We say why we hide what we hide.
            """,
            useful=(CARDIFF, LEEDS),
        ),
        say(LIVERPOOL, -91, "May somebody from outside the ten cities write, if we vouch for them?"),
        say(MODERATOR, -91, "Not yet. Ask for them, and say from whom the question is."),
    ),
)

PORTAL = Talk(
    name="about-this-portal",
    board="about-the-portal",
    title="How to tell us what does not work",
    kind=Kind.NOTICE,
    is_pinned=True,
    lines=(
        say(
            MODERATOR,
            -90,
            """
            One thread for each thing, please. Say the page, what you did, what you expected and what came. For a
            mistake in an entry use the link at the end of the entry itself: it goes to whoever keeps it.
            """,
        ),
        say(HOSPITAL, -89, "And for a word that is missing from the glossary?"),
        say(MODERATOR, -89, "Here. Say where you met it.", useful=(HOSPITAL,)),
    ),
)

STREETS = Talk(
    name="leeds-street-list",
    board="leeds",
    title="List of empty homes: who calls whom next week",
    themes=(Theme.HOUSING,),
    lines=(
        say(
            LEEDS,
            -10,
            """
            The list is down to eighteen. It stays on this board, which only we read. Six are for the officer, six for
            me. {@:Member, Leeds}, would your group look at the last six from the street?
            """,
        ),
        say(TENANTS, -10, "On Thursday evening. We knock nowhere, as agreed."),
        say(
            TENANTS,
            -7,
            "Two are lived in, three are empty, and one is a dentist.",
            useful=(LEEDS, HOSPITAL),
        ),
        say(LEEDS, -7, "The dentist has been paying the premium for two years. I shall write a very polite letter."),
    ),
)

SITES = Talk(
    name="glasgow-two-sites",
    board="glasgow",
    title="Heat network: what we say about the second site before the meeting",
    themes=(Theme.ENERGY,),
    about=(lg("scotland-heat-networks"), cs("cares-scotland")),
    lines=(
        say(
            CO_OPERATIVE,
            -12,
            """
            The first site is out: the pipes would have to cross a railway. The second one needs your depot moved. Can
            we say so at the meeting, or is it too early for you?
            """,
        ),
        say(
            GLASGOW,
            -11,
            """
            Say that it depends on the depot, and that we are looking at it. Not a date: I do not have one.
            """,
            useful=(CO_OPERATIVE, ADVISER),
        ),
        say(ADVISER, -11, "And bring {cs:cares-scotland}. Somebody will ask who pays for the second survey."),
        say(CO_OPERATIVE, -5, "It went well. One question on the depot, nine on the price."),
    ),
)

TALKS = (SUPPLIER, BEGIN, WELCOME, PORTAL, STREETS, SITES)
