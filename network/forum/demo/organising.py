"""Demonstration threads on organising."""

from __future__ import annotations

from cities.plans.demo.script import cs, precedent
from network.forum.choices import FlagReason, Result
from network.forum.demo.script import (
    ADVISER,
    CARDIFF,
    GLASGOW,
    LEEDS,
    MANCHESTER,
    NOTTINGHAM,
    SHEFFIELD,
    TENANTS,
    TRUST,
    Came,
    Report,
    Talk,
    marked,
    say,
)
from portal.words.themes import Theme

CHAIRS = Talk(
    name="paying-co-chairs",
    board="organising",
    title="Paying co-chairs who are not paid by anybody else",
    themes=(Theme.ORGANISING,),
    about=(precedent("leeds-neighbourhood-networks"), cs("time-bank")),
    lines=(
        say(
            LEEDS,
            -36,
            """
            Our network has two chairs: I am paid to be there, and {@:Member, Leeds} is not. After a year I find that
            hard to explain. Who pays a co-chair, how much, and out of what?
            """,
            useful=(NOTTINGHAM, GLASGOW, TRUST),
        ),
        say(
            TENANTS,
            -36,
            """
            I did not ask for it, and I would say yes. What I would not want is a form each month in which I prove that
            I sat in a chair.
            """,
            useful=(LEEDS, NOTTINGHAM),
        ),
        say(
            NOTTINGHAM,
            -35,
            """
            We pay for the meeting and as much again for reading before it. In vouchers at first, which was a mistake:
            people could not choose what they needed. Now it is money, four times a year.
            """,
            useful=(LEEDS, TENANTS),
        ),
        say(
            ADVISER,
            -34,
            """
            Two cautions before anybody pays. What a payment does to somebody's benefits differs from person to person,
            so let each ask for advice first and be able to say no. And hours in place of money do not get round it:
            {cs:time-bank} says to check how benefits rules treat volunteering and its credits.
            """,
            useful=(LEEDS, NOTTINGHAM, GLASGOW, TENANTS),
        ),
        say(
            SHEFFIELD,
            -34,
            """
            I have sat beside chairs who were paid and did nothing for it, and I could name them. Money spoils this.
            """,
            report=Report(
                TRUST,
                FlagReason.UNKIND,
                hidden="It speaks of people who can be recognised and are not here to answer.",
            ),
        ),
        say(
            GLASGOW,
            -33,
            """
            Ours is a line in the network's budget, agreed in public, the same for each co-chair of each group. The day
            it stopped being a favour it stopped being awkward.
            """,
            useful=(LEEDS, TRUST),
        ),
        say(
            TENANTS,
            -33,
            "I withdraw the bit about the form.",
            is_deleted=True,
        ),
        say(
            LEEDS,
            -3,
            """
            It goes to our next meeting: a flat sum for each meeting, the same for both chairs' groups, paid quarterly,
            and nobody has to take it. {@:Coordinator, Glasgow}, may I quote your last sentence?
            """,
        ),
        say(GLASGOW, -2, "You may. I had it from somebody in Cardiff."),
    ),
)

BUDGET = Talk(
    name="participatory-budget",
    board="organising",
    title="A participatory budget of one ward: who came, and who did not",
    themes=(Theme.ORGANISING, Theme.FINANCE),
    about=(cs("participation-request-scotland"), cs("public-participation-wales")),
    outcome=Came(
        asked=marked("Does a participatory budget bring people who come to nothing else?"),
        result=Result.MIXED,
        summary=(
            "One ward decided on a small budget over two evenings and a week of voting in shops."
            "\nThe shops worked: most of those who voted there had never been to a meeting. The evenings did not: those"
            " who spoke were those who always speak. Next time the ideas will be gathered in the shops as well."
        ),
        by=GLASGOW,
        city="glasgow",
        numbers=(1, 4),
        review=200,
        place="One ward in Glasgow, as an example",
    ),
    lines=(
        say(
            GLASGOW,
            -56,
            """
            We let one ward decide on a small budget. Two evenings for ideas, then a week of voting in four shops and a
            library.

            - At the evenings: 47 people, of whom I knew about 40.
            - In the shops: 612 votes, and I knew nobody.

            I had thought that the evenings were the democratic part.
            """,
            useful=(LEEDS, CARDIFF, NOTTINGHAM, MANCHESTER),
        ),
        say(
            NOTTINGHAM,
            -55,
            """
            What could they vote on? If the ideas come from the forty, the six hundred choose between things that the
            forty want.
            """,
            useful=(GLASGOW, ADVISER),
        ),
        say(
            CARDIFF,
            -55,
            """
            Welsh councils have participation strategies, {cs:public-participation-wales}. I shall ask ours to say how
            ideas come in, and not only how votes are counted.
            """,
        ),
        say(
            GLASGOW,
            -53,
            """
            That is the fault, and I had not seen it. Next year the shops get cards for ideas first.

            A group has meanwhile made a participation request, {cs:participation-request-scotland}, to be in the room
            when we plan it. The entry calls that a fallback. I call it fair.
            """,
            quotes=2,
            passage="the six hundred choose between things that the forty want",
            useful=(NOTTINGHAM, CARDIFF, LEEDS),
        ),
        say(LEEDS, -52, "Cards in shops. We are taking that without asking."),
    ),
)

TALKS = (CHAIRS, BUDGET)
