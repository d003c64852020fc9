"""Demonstration threads on housing."""

from __future__ import annotations

from cities.plans.demo.script import cs, lg, precedent
from network.forum.choices import Kind, Result
from network.forum.demo.script import (
    ADVISER,
    BIRMINGHAM,
    BRISTOL,
    CARDIFF,
    GLASGOW,
    LEEDS,
    LIVERPOOL,
    NEWCASTLE,
    SHEFFIELD,
    TENANTS,
    TRUST,
    Came,
    Days,
    Talk,
    marked,
    say,
)
from portal.words.themes import Theme

LICENSING = Talk(
    name="licensing-evidence",
    board="housing",
    title="Which ground for selective licensing can your data carry?",
    kind=Kind.QUESTION,
    themes=(Theme.HOUSING,),
    about=(lg("selective-licensing"), precedent("liverpool-landlord-licensing")),
    answer=3,
    lines=(
        say(
            LEEDS,
            -47,
            """
            We are drafting a designation for four wards and cannot agree on the ground. {lg:selective-licensing}
            lists low demand, anti-social behaviour, poor conditions, migration, deprivation and crime. Our stock survey
            is good on conditions. It says next to nothing on demand.

            Did anybody choose one ground, and leave the others out on purpose?
            """,
        ),
        say(
            BIRMINGHAM,
            -47,
            """
            We argued about this for a whole winter. Two grounds felt safer than one. It also doubled the evidence
            that we had to defend.
            """,
        ),
        say(
            LIVERPOOL,
            -46,
            """
            Read {p:liverpool-landlord-licensing} before you decide. A renewal of the first scheme was refused for lack
            of citywide evidence. The second one was built on ward-level data on poor conditions.

            What I would do in your place:

            1. Take the one ground that you could explain to a room of landlords with a single map.
            2. Write down why you left the others out. Somebody will ask.
            3. Publish what inspections find while the scheme runs, not at its end.
            """,
            useful=(LEEDS, BIRMINGHAM, NEWCASTLE, TENANTS),
        ),
        say(
            GLASGOW,
            -45,
            """
            For anybody who reads this in Scotland: none of it is ours. We keep a national register and ask for an
            enhanced enforcement area where bad conditions are concentrated, see {lg:scotland-landlord-enforcement}.
            """,
            useful=(ADVISER,),
        ),
        say(
            CARDIFF,
            -45,
            """
            Nor ours. In Wales every private landlord registers and whoever lets is licensed, {lg:rent-smart-wales}.
            Selective licensing is still there for local problems.
            """,
        ),
        say(
            LEEDS,
            -44,
            """
            Conditions alone, then. And the page on why not the rest, written now while we remember. Thank you all.
            """,
        ),
    ),
)

OWNERS = Talk(
    name="empty-home-owners",
    board="housing",
    title="What happened when we rang the owners of empty homes",
    themes=(Theme.HOUSING,),
    about=(lg("empty-homes-premium-england"), precedent("leeds-right-to-buy-grants")),
    outcome=Came(
        asked=marked("Does a visit reach owners of empty homes whom letters do not reach?"),
        result=Result.WORKED,
        summary=(
            "Three councils tried a call or a visit before the next letter. Most owners who were reached had a reason"
            " that a letter could not have found out: probate, a repair they could not pay for, a builder who left."
            "\nIt worked where one named officer made the calls and could offer help with a repair. It did not work"
            " for companies that own many homes: there the letter is still the only way."
        ),
        by=LEEDS,
        city="leeds",
        numbers=(1, 3, 5),
        review=120,
    ),
    lines=(
        say(
            LEEDS,
            -66,
            """
            We stopped sending the third letter to owners of long-empty homes and rang them instead. One officer, two
            afternoons a week, for ten weeks.

            | What we did | Owners | What came of it |
            |---|---:|---|
            | Rang | 60 | 34 answered |
            | Visited | 26 | 11 opened the door |
            | Found a reason we could help with | 31 | 9 homes are let again |

            The reasons were mostly money for a repair, or a will that nobody had settled.
            """,
            useful=(NEWCASTLE, LIVERPOOL, GLASGOW, BIRMINGHAM, ADVISER),
        ),
        say(
            NEWCASTLE,
            -65,
            """
            Which list did you begin from? Ours is the council tax list, and a quarter of it is wrong.
            """,
        ),
        say(
            LEEDS,
            -65,
            """
            The same list. We started with homes where the premium of {lg:empty-homes-premium-england} had just gone
            up, because those owners had a reason to talk. {@:Member, Leeds} walked the streets first and struck
            out what was plainly lived in.
            """,
            was="""
            The same list. We started with homes where the premium had just gone up, because those owners had a reason
            to talk.
            """,
        ),
        say(
            TENANTS,
            -64,
            """
            Three of us, four evenings. You see it from the bins. We did not knock: that was the officer's part, and
            it should be.
            """,
            useful=(LEEDS,),
        ),
        say(
            NEWCASTLE,
            -51,
            """
            We copied it for five weeks. Calls worked as you say. Visits did not: our addresses of owners are years
            old, and two officers stood in front of the wrong house.
            """,
        ),
        say(
            LIVERPOOL,
            -38,
            """
            One warning. For companies with thirty homes it changed nothing at all. There we are looking at management
            orders, {lg:empty-dwelling-management-orders}, and I know that very few are ever made. Their use is that
            the owner knows you could.
            """,
        ),
        say(
            GLASGOW,
            -37,
            """
            Our extra charge is another one, {lg:empty-homes-premium-scotland}, but the calls would be the same.
            May we use your sheet for the officer?
            """,
        ),
        say(LEEDS, -36, "Please do. I have written down the outcome above, with what did not work."),
    ),
)

LABEL = Talk(
    name="land-trust-wales",
    board="housing",
    title="Does the statutory label of a community land trust help a group in Wales?",
    kind=Kind.QUESTION,
    themes=(Theme.HOUSING, Theme.LAND),
    about=(cs("community-land-trust"),),
    answer=2,
    lines=(
        say(
            CARDIFF,
            -29,
            """
            A group here wants to be a community land trust. They have rules from an English group that quote the
            statutory definition. Does it do anything for them in Wales?
            """,
        ),
        say(
            TRUST,
            -28,
            """
            The notes of {cs:community-land-trust} answer it: the definition sits among provisions about bodies in
            England, so groups in Wales normally take the model into their own rules and do not rely on the label.

            So keep what the rules **do**: a named community, members in control, assets that can't be sold off
            against their judgement, profit put to local use. Leave the reference out.
            """,
            useful=(CARDIFF, ADVISER, BRISTOL),
        ),
        say(
            BRISTOL,
            -28,
            """
            And read {p:bristol-community-land-trust} for what a housing association partner brings and what it costs
            in control. That part is the same on both sides of the bridge.
            """,
        ),
        say(CARDIFF, -27, "That is what they needed. The next version says what they do, in their own words."),
    ),
)

LEASE = Talk(
    name="lease-of-ten-homes",
    board="housing",
    title="Wanted: a lease of empty council homes to a self-help group",
    kind=Kind.ASK,
    themes=(Theme.HOUSING, Theme.LAND),
    about=(lg("land-disposal-best-consideration"), precedent("leeds-right-to-buy-grants")),
    days=Days(needed_by=40, expires_on=60),
    lines=(
        say(
            LEEDS,
            -16,
            """
            Ten empty homes, a group that repairs with volunteers, and a lease that would have to be at less than the
            full rent. Has anybody a signed lease of this kind that we could read? Names blacked out is fine.

            What we do not have: who pays when the roof turns out worse than the survey said.
            """,
        ),
        say(
            NEWCASTLE,
            -14,
            """
            We have one for three homes, not ten. The roof is in a schedule: the council pays above a sum, the group
            below it. I must ask our solicitor first whether you may see it.
            """,
            useful=(LEEDS,),
        ),
        say(LEEDS, -13, "That schedule is exactly it. No hurry before the end of the month."),
    ),
)

BANDS = Talk(
    name="energy-bands",
    board="housing",
    title="Who has matched energy certificates with the licence register?",
    kind=Kind.QUESTION,
    themes=(Theme.HOUSING, Theme.ENERGY),
    about=(lg("private-rented-energy-standards"),),
    lines=(
        say(
            SHEFFIELD,
            -6,
            """
            {lg:private-rented-energy-standards} says that matching data makes enforcement cheap compared with
            inspection. We have the certificates and a list of private lets, and the addresses do not match in about
            a third of rows.

            Who has done this, and did you clean the list first or simply start with what matched?

            Two things we tried already:

            - matching on the postcode and the house number: flats break it
            - matching on the property number that both lists should have: ours has it in half of the rows
            """,
        ),
    ),
)

TALKS = (LICENSING, OWNERS, LABEL, LEASE, BANDS)
