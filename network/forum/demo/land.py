"""Demonstration threads on land and assets."""

from __future__ import annotations

from cities.plans.demo.script import cs, lg, precedent
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
    SHEFFIELD,
    TRUST,
    Days,
    Talk,
    say,
)
from portal.words.themes import Theme

LAND = (Theme.LAND,)

POUND = Talk(
    name="sale-for-a-pound",
    board="land",
    title="A library for a pound: is a lease of seven years the easier way?",
    kind=Kind.QUESTION,
    themes=LAND,
    about=(lg("land-disposal-best-consideration"), cs("community-asset-transfer-england")),
    answer=3,
    lines=(
        say(
            BIRMINGHAM,
            -41,
            """
            A friends' group would take on a closed branch library. Members like “for a pound”. I like a lease. Somebody
            told me that seven years is the magic number. Is it?
            """,
        ),
        say(
            NEWCASTLE,
            -41,
            """
            It is the number below which you argue with nobody, and above which no funder gives them a new roof.
            """,
            useful=(BIRMINGHAM, TRUST),
        ),
        say(
            TRUST,
            -40,
            """
            Both are in {lg:land-disposal-best-consideration}. Leases of seven years or less fall outside the best-price
            rule. For anything longer the general consent does, where the undervalue is £2 million or less and you
            believe that the area's well-being gains. A branch library will hardly come near that sum.

            So the question is not the law, it is the roof. We would ask for:

            - a short lease now, so that the doors open
            - an agreement for a long one once they have run it for two winters
            - what they promise tied into the lease, or it fades
            """,
            useful=(BIRMINGHAM, NEWCASTLE, LEEDS, LIVERPOOL),
        ),
        say(
            LIVERPOOL,
            -39,
            """
            And a valuation with a date on it. Ours was four years old when somebody asked.
            """,
        ),
        say(BIRMINGHAM, -37, "Short now, long later, and a fresh valuation. It goes to members in that order."),
    ),
)

NATIONS = Talk(
    name="transfer-three-nations",
    board="land",
    title="Asset transfer: the same building in three nations",
    themes=LAND,
    about=(
        lg("community-asset-transfer-scotland"),
        cs("asset-transfer-request-scotland"),
        cs("community-asset-transfer-wales"),
        cs("community-asset-transfer-england"),
    ),
    lines=(
        say(
            TRUST,
            -72,
            """
            We work in three English cities and are asked ever more often about the other two nations. Can those who
            know put beside each other what a group may ask for? The building: a hall of the council that stands half
            empty.
            """,
        ),
        say(
            GLASGOW,
            -71,
            """
            Here the group has a right to ask, for sale or not: {cs:asset-transfer-request-scotland}.
            We must agree unless there are reasonable grounds to refuse, and decide within six months of a valid
            request, {lg:community-asset-transfer-scotland}.
            """,
            useful=(TRUST, CARDIFF, ADVISER),
        ),
        say(
            CARDIFF,
            -70,
            """
            Here there is no right to bid and none to buy in force. A group negotiates, with national guidance and some
            grants behind it: {cs:community-asset-transfer-wales}. It works, but it leans on the goodwill of whoever
            answers the telephone.
            """,
            useful=(TRUST,),
        ),
        say(
            BRISTOL,
            -70,
            """
            England: negotiated too, {cs:community-asset-transfer-england}. Beside it, listing as an asset of community
            value, with time to raise money if the owner sells: {cs:community-right-to-bid}. No duty to sell, and no
            discount.
            """,
        ),
        say(
            TRUST,
            -69,
            """
            So:

            | | What a group has | Decided within | Review or appeal |
            |---|---|---|---|
            | Scotland | a right to ask for it | six months | yes |
            | Wales | a conversation | – | – |
            | England | a conversation, and listing if it may be sold | – | – |

            May I use this, with your names?
            """,
            was="""
            So: Scotland has a right and a date. Wales and England have a conversation. May I use this, with your names?
            """,
            useful=(GLASGOW, CARDIFF, BRISTOL, BIRMINGHAM, LEEDS),
        ),
        say(
            CO_OPERATIVE,
            -68,
            """
            Add what {p:kinning-park-complex} says: the existence of a right changes negotiations even if you never use
            it. That is the column that is missing.
            """,
            useful=(TRUST, GLASGOW),
        ),
        say(GLASGOW, -68, "With our names, and with the date: Part 5 has been under review, so it may change."),
    ),
)

PARK = Talk(
    name="park-lease",
    board="land",
    title="Wanted: a lease for a park whose workshop pays for the grass",
    kind=Kind.ASK,
    themes=LAND,
    about=(precedent("heeley-trust"),),
    days=Days(
        needed_by=-20,
        expires_on=20,
        met="With the heads of terms of Common ground trust (demonstration), and an afternoon on them.",
        met_with="heads-of-terms",
    ),
    lines=(
        say(
            BIRMINGHAM,
            -63,
            """
            A group would look after a pocket park if it may let the old depot beside it as workshops.
            {p:heeley-trust} did something like it on long leases. Who has the paper?
            """,
        ),
        say(
            SHEFFIELD,
            -62,
            """
            Not the paper, but the lesson that was dear to us: running costs are harder to fund than capital. Put the
            workshop first and the grass second.
            """,
            useful=(BIRMINGHAM,),
        ),
        say(TRUST, -60, "We offer exactly this, see the other thread. Shall we take yours as the first?"),
        say(BIRMINGHAM, -26, "We did, and it is signed. Marked as met, with my thanks."),
    ),
)

TERMS = Talk(
    name="heads-of-terms",
    board="land",
    title="Offered: heads of terms for a community lease, and an afternoon on them",
    kind=Kind.OFFER,
    themes=LAND,
    about=(lg("land-disposal-best-consideration"),),
    days=Days(expires_on=75),
    lines=(
        say(
            TRUST,
            -64,
            """
            Two pages that a surveyor and a volunteer can both read. They say who repairs what, what may be let on, what
            happens when the group ends, and which promises are tied in. We go through them with you and your group in
            one afternoon, in England.
            """,
            useful=(BIRMINGHAM, LEEDS, NEWCASTLE),
        ),
        say(LEEDS, -61, "Does it fit homes, or only buildings that people visit?"),
        say(
            TRUST,
            -61,
            """
            Buildings. Homes need what is in {cs:community-land-trust} besides, and a solicitor who has done one.
            """,
        ),
    ),
)

TALKS = (POUND, NATIONS, PARK, TERMS)
