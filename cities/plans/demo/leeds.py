"""The demonstration plan of Leeds."""

from __future__ import annotations

from cities.places.demo.cast import COORDINATOR_LEEDS
from cities.plans.choices import Outlook, Stage, Stance, Visibility
from cities.plans.demo.script import (
    Answer,
    Item,
    Script,
    Step,
    cs,
    decision,
    document,
    figures,
    helps,
    leads,
    lg,
    precedent,
    report,
    shares,
    told,
)
from portal.words.themes import Theme

COUNCIL, TENANTS = "Leeds council team", "Leeds tenants together"
HOSPITAL, WEEKLY = "Leeds teaching hospital", "Leeds weekly"
HOMES, WARMTH, MONEY, BUYING = range(4)

EMPTY_HOMES = Item(
    objective=HOMES,
    title="Bring twenty long-empty homes back into use",
    summary="Find the owners of twenty homes that have stood empty for two years, offer help first, and take over the"
    " management of those that stay empty.",
    outcome="Twenty households live in homes that stood empty, at rents that they can pay.",
    starts=-300,
    due=120,
    rests_on=(
        lg("empty-dwelling-management-orders"),
        lg("empty-homes-premium-england"),
        precedent("leeds-right-to-buy-grants"),
    ),
    asked=(leads(COUNCIL), shares(TENANTS), helps(WEEKLY)),
    steps=(
        Step("List of homes with their owners", -210, -214),
        Step("First ten homes let", -30, -41),
        Step("All twenty homes let", 200),
    ),
    advice="Leasing empty homes to a community group (demonstration)",
    reworded={"due_on": 210, "outcome": "Twenty households live in homes that stood empty, at social rents."},
    tales=(
        told(
            Stage.AGREED,
            -205,
            "The board agreed to the list and set money aside for the first ten homes.",
            next_step="Write to all twenty owners",
            next_on=-180,
            shown=(decision("Minute of the board, item 6", -206, COUNCIL),),
        ),
        told(
            Stage.UNDER_WAY,
            -112,
            "All owners have a letter. Seven answered, and four of those want help with repairs.",
            outlook=Outlook.ON_TRACK,
            next_step="Survey the four homes",
            next_on=-80,
            answers=(Answer(TENANTS, Stance.AGREE, -110, "We went along to two of the four."),),
        ),
        told(
            Stage.UNDER_WAY,
            -40,
            "Twelve homes are let.",
            outlook=Outlook.ON_TRACK,
            shown=(figures("Lettings of the quarter", -44, COUNCIL),),
        ),
        told(
            Stage.UNDER_WAY,
            -22,
            "Eleven homes are let, not twelve: one was counted twice. Builders are hard to get before the spring.",
            outlook=Outlook.AT_RISK,
            next_step="Agree on a second builder",
            next_on=18,
            corrects=True,
            shown=(figures("Lettings of the quarter, corrected", -23, COUNCIL),),
            answers=(
                Answer(
                    TENANTS,
                    Stance.DISPUTE,
                    -15,
                    "We knocked on all eleven doors. Two of the homes are let by the night, so nine is the number.",
                ),
            ),
        ),
    ),
)

LAND_TRUST = Item(
    objective=HOMES,
    title="Lease a row of ten homes to a community land trust",
    summary="Lease ten council houses that need repair to a trust of the people who live beside them, at less than the"
    " full price, for ninety-nine years.",
    outcome="The row is lived in, and its rents stay tied to local wages for good.",
    starts=-220,
    due=330,
    rests_on=(lg("land-disposal-best-consideration"), cs("community-land-trust"), precedent("granby-four-streets")),
    asked=(leads(TENANTS), shares(COUNCIL)),
    owner=TENANTS,
    steps=(Step("Trust is registered", -90, -96), Step("Valuation in hand", -20), Step("Lease is signed", 150)),
    tales=(
        told(
            Stage.AGREED,
            -160,
            "Members of the tenants' group voted to form a trust, and the board agreed to negotiate with it alone.",
            by=TENANTS,
            shown=(decision("Decision to negotiate a lease", -163, COUNCIL),),
        ),
        told(
            Stage.UNDER_WAY,
            -58,
            "The trust is registered, with forty-one members. The valuer has seen six of the ten houses.",
            outlook=Outlook.ON_TRACK,
            next_step="Heads of terms on the table of both sides",
            next_on=24,
            by=TENANTS,
            answers=(Answer(COUNCIL, Stance.AGREE, -55),),
        ),
    ),
)

LICENSING = Item(
    objective=HOMES,
    title="License private landlords in three wards",
    summary="Gather the evidence for a licensing scheme in three wards, consult on it, and decide.",
    outcome="Every let home in the three wards has a landlord who is known and checked.",
    starts=-260,
    due=120,
    rests_on=(lg("selective-licensing"), precedent("liverpool-landlord-licensing")),
    asked=(leads(COUNCIL), shares(TENANTS, says_yes=False)),
    steps=(Step("Survey of housing conditions", -150, -140), Step("Consultation closes", 60)),
    tales=(
        told(Stage.UNDER_WAY, -140, "The survey is done: one home in four has a serious hazard.", outlook="on_track"),
        told(
            Stage.PAUSED,
            -52,
            "Paused until the two officers who run it are back from other work. The board decides again in the spring.",
            next_step="Board decides whether to go on",
            next_on=100,
        ),
    ),
)

SCHOOLS_ON_HEAT = Item(
    objective=WARMTH,
    title="Connect two schools to the heat network",
    summary="Lay the last three hundred metres of pipe to two schools and the hospital's east gate.",
    outcome="Two schools heat without gas, and pay less for it.",
    starts=-310,
    due=-21,
    rests_on=(lg("generate-and-sell-electricity"), precedent("leeds-pipes")),
    asked=(leads(COUNCIL), shares(HOSPITAL)),
    steps=(Step("Route agreed", -200, -190), Step("Trench open", -80, -62), Step("First heat in both schools", -21)),
    tales=(
        told(
            Stage.AGREED,
            -215,
            "Route and price are agreed for both schools.",
            shown=(decision("Contract award for the pipe", -216, COUNCIL),),
        ),
        told(
            Stage.UNDER_WAY,
            -64,
            "The trench is open as far as the first school. A sewer that no plan showed costs six weeks.",
            outlook=Outlook.OFF_TRACK,
            next_step="New date for the second school",
            next_on=-30,
            answers=(
                Answer(
                    HOSPITAL,
                    Stance.PARTLY,
                    -60,
                    "The trench is open, but our gate is still closed to deliveries, which was to last two weeks.",
                ),
            ),
        ),
    ),
)

KITCHEN_TABLES = Item(
    objective=WARMTH,
    title="Energy advice at two hundred kitchen tables",
    summary="Neighbours who were trained for it visit two hundred homes and go through bills and draughts.",
    outcome="Two hundred households pay less and know whom to call.",
    starts=-280,
    due=-25,
    none_needed="Giving advice at home needs no power: a group of neighbours may do it as anyone may.",
    asked=(leads(TENANTS), helps(COUNCIL, says_yes=True)),
    owner=TENANTS,
    steps=(Step("Twelve neighbours trained", -200, -203), Step("Two hundred visits", -30, -33)),
    tales=(
        told(Stage.UNDER_WAY, -150, "Twelve neighbours are trained and forty visits are made.", by=TENANTS),
        told(
            Stage.DONE,
            -32,
            "Two hundred and six visits were made. On average a household found £140 a year.",
            by=TENANTS,
            shown=(
                document("What we learnt at the table", -32, TENANTS),
                report("A draught, a form and a cup of tea", -30, WEEKLY),
            ),
        ),
    ),
)

SHELTERED_ROOFS = Item(
    objective=WARMTH,
    title="Solar panels on five roofs, owned by those who live below",
    summary="A community energy society raises shares and puts panels on five blocks of sheltered housing.",
    outcome="Residents own the panels and share what they earn.",
    starts=-200,
    due=400,
    rests_on=(cs("community-energy-society"), cs("community-shares"), precedent("bristol-energy-cooperative")),
    asked=(
        leads(HOSPITAL, reason="We have no roofs of this kind, and nobody who could run a share offer."),
        helps(TENANTS),
    ),
    steps=(Step("Somebody leads", -60), Step("Share offer opens", 180)),
    tales=(told(Stage.PROPOSED, -148, "Three blocks have asked to be looked at. We are looking for a lead."),),
)

CREDIT_UNION = Item(
    objective=MONEY,
    title="Open a credit union to hospital and council staff",
    summary="Pay into a credit union straight from wages, at two employers, and lend the share capital to begin with.",
    outcome="Four thousand people can save and borrow at a fair price.",
    starts=-190,
    due=240,
    rests_on=(lg("credit-union-support"), cs("credit-union"), precedent("glasgow-scotcash")),
    asked=(leads(HOSPITAL), shares(COUNCIL)),
    owner=HOSPITAL,
    steps=(Step("Both payrolls tested", -15, -18), Step("First thousand savers", 160)),
    tales=(
        told(
            Stage.AGREED,
            -118,
            "Both boards agreed. The money is a deferred share, to be paid back in ten years.",
            by=HOSPITAL,
            shown=(decision("Board paper 14", -120, HOSPITAL),),
        ),
        told(
            Stage.UNDER_WAY,
            -17,
            "Both payrolls can take savings from wages. Sixty people have signed up in the test.",
            outlook=Outlook.ON_TRACK,
            next_step="Stall in the canteen of each site",
            next_on=12,
            by=HOSPITAL,
            answers=(Answer(COUNCIL, Stance.AGREE, -16),),
        ),
    ),
)

BOND = Item(
    objective=MONEY,
    title="Borrow from residents for small local works",
    summary="Offer a bond to residents and use the money for works in their own neighbourhoods.",
    outcome="Two million pounds of works are paid for by people who live beside them.",
    starts=-290,
    due=90,
    rests_on=(lg("community-municipal-investment"), precedent("west-berkshire-and-warrington-climate-bonds")),
    asked=(leads(COUNCIL),),
    steps=(Step("Comparison with other borrowing", -120, -118),),
    tales=(
        told(Stage.PROPOSED, -200, "We compare the price of a bond with that of other borrowing."),
        told(
            Stage.DROPPED,
            -92,
            "Dropped. At today's rates it would cost more than other borrowing, and the works are too small for the"
            " paperwork. The comparison is here for whoever looks at it next.",
            shown=(document("What a bond would have cost", -95, COUNCIL),),
        ),
    ),
)

SOCIAL_VALUE = Item(
    objective=BUYING,
    title="Weigh social value in every service contract",
    summary="Write down what each service is to do for the neighbourhood, ask for it, and count it at 15 per cent.",
    outcome="Every new service contract says what it leaves behind, and somebody checks.",
    starts=-320,
    due=-40,
    rests_on=(
        lg("social-value-act"),
        lg("procurement-act-objectives"),
        precedent("manchester-social-value-procurement"),
    ),
    asked=(leads(COUNCIL), shares(HOSPITAL)),
    steps=(Step("Questions and weights agreed", -180, -177), Step("First year's figures", -45, -46)),
    tales=(
        told(
            Stage.AGREED,
            -178,
            "The questions are agreed with the hospital, so that a firm answers them once.",
            shown=(decision("Standing order 12", -179, COUNCIL),),
        ),
        told(
            Stage.DONE,
            -46,
            "All thirty-one contracts since the spring were weighed this way. The figures of the first year are out.",
            shown=(figures("Thirty-one contracts", -47, COUNCIL),),
            answers=(Answer(HOSPITAL, Stance.AGREE, -45, "Ours too: nine of the thirty-one."),),
        ),
    ),
)

SMALL_WORKS = Item(
    objective=BUYING,
    edition=2,
    title="Keep small works for firms from here",
    summary="Reserve contracts below the threshold for firms of the city region, and say so where they look.",
    outcome="Half of small works by value goes to firms with their door in the city region.",
    starts=-60,
    due=300,
    rests_on=(lg("below-threshold-local-reservation"), precedent("preston-community-wealth-building")),
    asked=(leads(COUNCIL), shares(HOSPITAL, says_yes=False)),
    steps=(Step("List of firms", 30), Step("First ten contracts", 180)),
    tales=(
        told(
            Stage.AGREED,
            -38,
            "The rules of the council allow it from the first of the month.",
            next_step="Meet the firms",
            next_on=26,
            shown=(decision("Change to the contract rules", -39, COUNCIL),),
        ),
    ),
)

FOOD = Item(
    objective=BUYING,
    edition=2,
    visibility=Visibility.PARTNERS,
    title="Buy ward food from within thirty miles",
    summary="See which kitchens could buy together, and from whom. Prices are confidential for now.",
    outcome="A third of ward food comes from within thirty miles.",
    starts=-30,
    due=380,
    rests_on=(lg("best-value-england"),),
    asked=(leads(HOSPITAL, says_yes=False),),
)

LEDGER = Item(
    objective=HOMES,
    edition=2,
    visibility=Visibility.DRAFT,
    title="Open the ledger of empty homes",
    summary="Publish how many homes stand empty, street by street, each quarter.",
    outcome="Anyone can see whether the number falls.",
    starts=20,
    due=500,
    asked=(leads(COUNCIL),),
    wonders="What we may publish about empty homes (demonstration)",
)

PLAN = Script(
    city="leeds",
    coordinator=COORDINATOR_LEEDS,
    title="Homes, heat and money that stay in Leeds",
    vision="In three years more people live in homes that they can afford and keep warm, and more of what is spent here"
    " stays here.",
    objectives=(
        ("Homes back in use, and kept affordable", Theme.HOUSING),
        ("Warm homes, and heat from here", Theme.ENERGY),
        ("Money that works for the city", Theme.FINANCE),
        ("Public money spent nearby", Theme.PROCUREMENT),
    ),
    items=(
        EMPTY_HOMES,
        LAND_TRUST,
        LICENSING,
        SCHOOLS_ON_HEAT,
        KITCHEN_TABLES,
        SHELTERED_ROOFS,
        CREDIT_UNION,
        BOND,
        SOCIAL_VALUE,
        SMALL_WORKS,
        FOOD,
        LEDGER,
    ),
    notes=(
        "The first edition, as the network agreed on it at its second meeting.",
        "Small works are new. The empty homes are to be let at social rents, and have a later date.",
    ),
    endorsed_by=(TENANTS, HOSPITAL),
)
