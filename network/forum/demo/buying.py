"""Demonstration threads on procurement and commissioning."""

from __future__ import annotations

from cities.plans.demo.script import lg, precedent
from network.forum.choices import FlagReason, Kind
from network.forum.demo.script import (
    ADVISER,
    BIRMINGHAM,
    BRISTOL,
    CARDIFF,
    GLASGOW,
    HOSPITAL,
    LEEDS,
    LIVERPOOL,
    MANCHESTER,
    NEWCASTLE,
    NOTTINGHAM,
    SHEFFIELD,
    Report,
    Talk,
    say,
)
from portal.words.themes import Theme

BUYING = (Theme.PROCUREMENT,)

WEIGHT = Talk(
    name="social-value-weight",
    board="procurement",
    title="Social value at ten, twenty or thirty per cent: what changed?",
    themes=BUYING,
    about=(lg("social-value-act"), precedent("manchester-social-value-procurement")),
    lines=(
        say(
            NEWCASTLE,
            -60,
            """
            We weigh social value at ten per cent. Every bidder gets nine of it. So it decides nothing, and it costs
            each of them two days. I would go to twenty, or to nothing. What did the weight change where you are?
            """,
            useful=(LIVERPOOL, SHEFFIELD),
        ),
        say(
            MANCHESTER,
            -59,
            """
            The weight matters less than that it stays. Suppliers change what they do when they know that it will be
            there next year too; {p:manchester-social-value-procurement} calls it a simple, steady weighting.

            In our example the questions did more than the number:

            | Weight | Questions | What bidders sent |
            |---:|---:|---|
            | 10% | 14 | the same six pages as last time |
            | 20% | 14 | the same six pages, and a letter |
            | 20% | 3 | three answers that differed |
            """,
            useful=(NEWCASTLE, LIVERPOOL, BIRMINGHAM, HOSPITAL, ADVISER),
        ),
        say(
            LIVERPOOL,
            -59,
            """
            Do you say beforehand how you will check? We gave points for promises and found, two years on, that nobody
            had written down who looks.
            """,
        ),
        say(
            MANCHESTER,
            -58,
            """
            Each promise has a date, a number and the name of our officer, in the contract. A promise without the three
            gets no points. It made the answers shorter.
            """,
            quotes=3,
            useful=(LIVERPOOL, NEWCASTLE, LEEDS),
        ),
        say(
            HOSPITAL,
            -58,
            """
            {lg:social-value-act} warns about proxy-value calculators for the same reason. They can reward promises over
            outcomes.
            """,
        ),
        say(
            BIRMINGHAM,
            -57,
            """
            To compare: the lowest of our four bids for grounds maintenance is at 61 per hour and offers two
            apprentices; the next is at 64 with five. The award is next week.
            """,
            report=Report(NEWCASTLE, FlagReason.PRIVATE, "These are prices of a tender that is not awarded yet."),
        ),
        say(
            NEWCASTLE,
            -13,
            """
            Twenty per cent, three questions, each with a date, a number and a name. The cabinet agreed on Tuesday.
            I have reported the post above with the bids, which should wait until the award.
            """,
            useful=(MANCHESTER,),
        ),
    ),
)

RESERVE = Talk(
    name="reserve-small-contracts",
    board="procurement",
    title="Keeping smaller contracts for local suppliers: what must be decided before the tender?",
    kind=Kind.QUESTION,
    themes=BUYING,
    about=(lg("below-threshold-local-reservation"), lg("procurement-act-objectives")),
    answer=2,
    lines=(
        say(
            LEEDS,
            -31,
            """
            The catering for three community buildings comes up in the spring. It is below the threshold. May we keep
            it for suppliers of our area, and when do we have to say so?
            """,
        ),
        say(
            MANCHESTER,
            -30,
            """
            Yes, in England, and **before tenders are invited**. {lg:below-threshold-local-reservation} has it: the area
            can be your own or with the counties beside it, and it can be narrowed to small firms or to voluntary
            bodies.

            What caught us: the sum in the entry includes VAT, and ours did not. Write down how you reckoned it. And
            look who is left. With fewer than three possible bidders we did not reserve.
            """,
            useful=(LEEDS, HOSPITAL, NEWCASTLE, ADVISER),
        ),
        say(
            HOSPITAL,
            -30,
            """
            Does it hold for a hospital that buys with you?
            """,
        ),
        say(
            MANCHESTER,
            -29,
            """
            The entry says that joint buyers can combine their areas. Whether your own rules let you join in is a
            question for your side, so ask before you plan on it.
            """,
        ),
        say(
            CARDIFF,
            -29,
            """
            Wales: other rules. Welsh councils follow the Wales procurement policy statement, and
            {lg:socially-responsible-procurement-wales} besides. Please don't copy this across.
            """,
            useful=(LEEDS,),
        ),
        say(
            GLASGOW,
            -28,
            """
            Scotland too. Our duty begins at lower sums, {lg:sustainable-procurement-duty-scotland}, and asks us to
            consider small firms before each regulated procurement.
            """,
        ),
    ),
)

SPEND = Talk(
    name="anchor-spend",
    board="procurement",
    title="Anchors like Preston’s: how did you begin to count what they spend?",
    themes=(Theme.PROCUREMENT, Theme.ORGANISING),
    about=(precedent("preston-community-wealth-building"),),
    lines=(
        say(
            NOTTINGHAM,
            -50,
            """
            Everybody quotes {p:preston-community-wealth-building} and nobody says what they did on the first Monday.
            We have a university, two hospitals and a college in one room next month. What do I ask them for?
            """,
            useful=(SHEFFIELD,),
        ),
        say(
            MANCHESTER,
            -49,
            """
            For one file each: payments of the last full year, with the name and the postcode of whoever was paid.
            Nothing else. If you ask for categories you wait until the summer.
            """,
            useful=(NOTTINGHAM, NEWCASTLE, LIVERPOOL),
        ),
        say(
            NEWCASTLE,
            -47,
            """
            And expect that the postcode is where the invoice comes from. Ours showed a great deal of local spending
            with a firm whose only local thing was its letter box.
            """,
        ),
        say(
            ADVISER,
            -44,
            """
            The lessons of the precedent are worth printing for that room: baseline data turns goodwill into action;
            procurement is the start and ownership the harder part; attribution is debated, so keep growth apart from
            switching.
            """,
            useful=(NOTTINGHAM, MANCHESTER),
        ),
        say(
            NOTTINGHAM,
            -11,
            """
            Three of four files are here. The fourth wants an agreement first, of eleven pages. Has anybody a short
            one?
            """,
        ),
    ),
)

COUNT = Talk(
    name="anchor-spend-again",
    board="procurement",
    title="How do we count what hospitals and universities spend here?",
    themes=BUYING,
    about=(precedent("preston-community-wealth-building"),),
    grows_into="anchor-spend",
    lines=(
        say(
            SHEFFIELD,
            -43,
            """
            We want to know what our large institutions buy in the city. Which year did you take, and did you leave
            energy bills out?
            """,
        ),
        say(LIVERPOOL, -42, "The last full one, and yes: nobody can move those. There is a thread on this already."),
    ),
)

WAGE = Talk(
    name="wage-in-care",
    board="procurement",
    title="The real Living Wage in care contracts: which clause did you use?",
    kind=Kind.QUESTION,
    themes=BUYING,
    about=(lg("real-living-wage-procurement"), precedent("cardiff-living-wage-city")),
    closed="Answered, and the clauses are out of date by now. Begin a new thread for this year’s.",
    lines=(
        say(
            BRISTOL,
            -88,
            """
            A third of our care contracts pay it by now, by agreement. For the next four we want it in the contract.
            Which clause stood up?
            """,
        ),
        say(
            CARDIFF,
            -87,
            """
            One that begins with quality: people who are paid properly stay, and who stays knows the person. Then the
            wage, then who checks. {p:cardiff-living-wage-city} tells how the city came to it.
            """,
            useful=(BRISTOL, ADVISER),
        ),
        say(
            HOSPITAL,
            -86,
            """
            And match the fee. {lg:real-living-wage-procurement} says that care fee uplifts must match the pay that is
            asked for. A clause without the money was handed back to us unsigned.
            """,
            useful=(BRISTOL, CARDIFF),
        ),
        say(BRISTOL, -85, "Quality first, then the fee, then the clause. Understood."),
    ),
)

TALKS = (WEIGHT, RESERVE, SPEND, COUNT, WAGE)
