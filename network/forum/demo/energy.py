"""Demonstration threads on energy."""

from __future__ import annotations

from cities.plans.demo.script import cs, lg, precedent
from network.forum.choices import Kind
from network.forum.demo.script import (
    ADVISER,
    BRISTOL,
    CARDIFF,
    CO_OPERATIVE,
    GLASGOW,
    LEEDS,
    MANCHESTER,
    MODERATOR,
    NEWCASTLE,
    NOTTINGHAM,
    SHEFFIELD,
    TENANTS,
    Days,
    Talk,
    say,
)
from portal.words.themes import Theme

PRICE = Talk(
    name="heat-price",
    board="energy",
    title="Heat networks: who sets the price, and who may question it?",
    themes=(Theme.ENERGY,),
    about=(lg("heat-network-zoning"), lg("scotland-heat-networks"), precedent("leeds-pipes")),
    lines=(
        say(
            CO_OPERATIVE,
            -58,
            """
            At every meeting about our heat network the first question is the price, and the second is who can change
            it. We own it together, so the honest answer is: we do, once a year, in a room.

            How do those of you answer whose network belongs to the council or to a partner?
            """,
            useful=(LEEDS, CARDIFF),
        ),
        say(
            LEEDS,
            -57,
            """
            With a formula that anybody can work out. The council owns the pipes, see {p:leeds-pipes}; a partner runs
            them. In our example the price follows what the tenant would have paid before, less a fixed part.

            Tenants trusted it once we printed two real bills beside each other.
            """,
            useful=(CO_OPERATIVE, TENANTS, NEWCASTLE),
        ),
        say(
            TENANTS,
            -57,
            """
            We trusted it when somebody came back the year after and did it again. The first time it was a leaflet.
            """,
            quotes=2,
            passage="Tenants trusted it once we printed two real bills beside each other.",
            useful=(CO_OPERATIVE, ADVISER),
        ),
        say(
            CARDIFF,
            -55,
            """
            Our customers so far are mostly public buildings, {p:cardiff-heat-network}. They have buyers who negotiate.
            The flats came later, and there we needed words that nobody had written.
            """,
        ),
        say(
            BRISTOL,
            -54,
            """
            A zone makes this sharper. {lg:heat-network-zoning} says it plainly: a zone creates a local monopoly, so
            price protection is the first question that residents ask.[^1]

            [^1]: The entry also says what is not made yet: the zones need regulations before anybody is required to
            connect.
            """,
            useful=(LEEDS,),
        ),
        say(
            GLASGOW,
            -54,
            """
            Scotland has its own Act, {lg:scotland-heat-networks}. Each council reviews which areas suit heat networks
            and can designate zones. So do not carry the English dates across.
            """,
        ),
        say(
            NEWCASTLE,
            -21,
            """
            May I put together what was said so far?

            | Owner | Who sets the price | Who may question it |
            |---|---|---|
            | Members | their yearly meeting | every member |
            | Council, run by a partner | a formula in the contract | tenants, through the council |
            | Council's company | its board | the customer, when the contract is renewed |

            Is the third row fair?
            """,
            useful=(CO_OPERATIVE, LEEDS, CARDIFF, BRISTOL),
        ),
        say(CARDIFF, -20, "Fair enough, and uncomfortable to see in a table. It goes to our next board."),
    ),
)

SCHOOL = Talk(
    name="school-roof",
    board="energy",
    title="May a society sell power to the school under its panels?",
    kind=Kind.QUESTION,
    themes=(Theme.ENERGY,),
    about=(cs("licence-exempt-supply"), cs("community-energy-society"), precedent("bristol-energy-cooperative")),
    answer=2,
    lines=(
        say(
            NOTTINGHAM,
            -34,
            """
            A head teacher would take our panels tomorrow. Her bursar asks whether we need a licence to sell her what
            they make. We are forty members and a treasurer. What do I tell him?
            """,
        ),
        say(
            BRISTOL,
            -33,
            """
            That supply without a licence is an offence **unless an exemption applies**, and that on-site supply is
            one of the classes. That is what most deals for a roof rest on. {cs:licence-exempt-supply} has the order
            and the limits: they are measured in megawatts and differ by class, so check the current text and put it
            into the lease.

            Homes are another matter: conditions are stricter there.
            """,
            useful=(NOTTINGHAM, CARDIFF, SHEFFIELD, ADVISER),
        ),
        say(
            CARDIFF,
            -32,
            """
            For the model itself look at {p:egni-co-op}. It did the same on many public roofs in Wales, with the
            school's lessons as part of the deal. Hosts liked that second reason to say yes.
            """,
            useful=(NOTTINGHAM,),
        ),
        say(
            NOTTINGHAM,
            -31,
            """
            The bursar has read it and is content. He now asks who takes the panels off when the roof is mended. Of
            course he does.
            """,
        ),
        say(
            BRISTOL,
            -31,
            """
            You do, once in the term, at your cost, with six months' notice. Ours signs that without a word. The
            second time the school pays.
            """,
        ),
    ),
)

GUIDE = Talk(
    name="retrofit-guide",
    board="energy",
    title="Wanted: a retrofit guide that householders read to the end",
    kind=Kind.ASK,
    themes=(Theme.ENERGY, Theme.HOUSING),
    about=(precedent("carbon-co-op"),),
    days=Days(
        needed_by=-12,
        expires_on=10,
        met="Manchester sent its four pages and the list of questions; Sheffield adapted both.",
    ),
    lines=(
        say(
            SHEFFIELD,
            -44,
            """
            Ours has forty pages and nobody gets past the boiler. Who has something short that tells people what to do
            first, and what to leave alone until they have asked?
            """,
        ),
        say(
            MANCHESTER,
            -43,
            """
            Four pages, written by householders after their own works. It follows what {p:carbon-co-op} learned: train
            builders and householders together, and treat advice as the part that is missing.

            I can send it with the list of questions that people put to the builder.
            """,
            useful=(SHEFFIELD, NEWCASTLE, LEEDS),
        ),
        say(SHEFFIELD, -42, "Yes please, both. We would change the pictures and leave the words."),
        say(
            NEWCASTLE,
            -30,
            """
            If Manchester agrees we would take it too. Our own repair works would print it.
            """,
        ),
        say(SHEFFIELD, -15, "It is in use. I have marked this as met. {@:Buyer, Manchester}, thank you."),
    ),
)

NATION = Talk(
    name="say-which-nation",
    board="energy",
    title="Before you ask about heat or power: say which nation you are in",
    kind=Kind.NOTICE,
    themes=(Theme.ENERGY,),
    about=(lg("generate-and-sell-electricity"), lg("scotland-sell-electricity")),
    is_pinned=True,
    lines=(
        say(
            MODERATOR,
            -82,
            """
            Half of the wrong answers on this board come from a right answer for another nation. Please say where you
            are in the first line.

            - England and Wales: {lg:generate-and-sell-electricity}
            - Scotland: {lg:scotland-sell-electricity}

            Each entry names the nations that it is for at its head. If the one for yours is missing, say so here.
            """,
            useful=(GLASGOW, CARDIFF, ADVISER),
        ),
        say(GLASGOW, -81, "Thank you. I have spent two years writing “not in Scotland” under things."),
    ),
)

TALKS = (PRICE, SCHOOL, GUIDE, NATION)
