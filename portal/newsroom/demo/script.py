"""What the press would have printed in the demonstration. Days are counted from today; nobody printed any of it."""

from __future__ import annotations

from dataclasses import dataclass

from portal.newsroom.choices import OutletKind

MARK = "Demonstration"
PLACE = "https://example.org/demonstration/press"
"""Where it would stand: an address that is kept free for examples. Source: RFC 2606."""


@dataclass(frozen=True)
class Paper:
    """An outlet that does not exist, and says so in its name."""

    slug: str
    name: str
    kind: OutletKind
    city: str = ""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Something printed: what it is about is named by the slugs of articles and the titles of actions."""

    days: int
    paper: str
    headline: str
    cities: tuple[str, ...]
    articles: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    is_gone: bool = False

    @property
    def url(self) -> str:
        return f"{PLACE}/{self.paper}/{-self.days}"


@dataclass(frozen=True)
class Tip:
    """An item of a feed that waits for an editor."""

    days: int
    headline: str
    excerpt: str
    matched: tuple[str, ...]


PAPERS = (
    Paper("demonstration-courier-leeds", "Demonstration Courier, Leeds", OutletKind.LOCAL_PAPER, "leeds"),
    Paper("demonstration-gazette-bristol", "Demonstration Gazette, Bristol", OutletKind.LOCAL_PAPER, "bristol"),
    Paper("demonstration-voice-glasgow", "Demonstration Voice, Glasgow", OutletKind.COMMUNITY, "glasgow"),
    Paper("demonstration-lantern-liverpool", "Demonstration Lantern, Liverpool", OutletKind.LOCAL_PAPER, "liverpool"),
    Paper("demonstration-signal-newcastle", "Demonstration Signal, Newcastle", OutletKind.LOCAL_PAPER, "newcastle"),
    Paper("demonstration-bulletin-sheffield", "Demonstration Bulletin, Sheffield", OutletKind.COMMUNITY, "sheffield"),
    Paper("demonstration-radio", "Demonstration Radio", OutletKind.BROADCASTER),
    Paper("demonstration-review", "Demonstration Review", OutletKind.MAGAZINE),
)
LEEDS, BRISTOL, GLASGOW, LIVERPOOL, NEWCASTLE, SHEFFIELD, RADIO, REVIEW = (paper.slug for paper in PAPERS)

PUBLISHED = {
    "from-protest-to-ownership": -2,
    "small-contracts-big-difference": -9,
    "who-owns-the-sunshine": -20,
    "patient-money": -31,
    "a-right-to-buy-in-waiting": -44,
    "homes-that-stay-affordable": -58,
    "the-charities-that-kept-going": -75,
    "what-failure-is-for": -92,
}
"""How long ago the articles of the starter content would have come out: so that there is a run of them to look at."""

PIECES = (
    Piece(
        days=-3,
        paper=LEEDS,
        headline="First ten homes in Leeds plan find tenants",
        cities=("leeds",),
        actions=("Bring twenty long-empty homes back into use",),
    ),
    Piece(
        days=-6,
        paper=REVIEW,
        headline="Five cities, five plans: what the smaller contracts show",
        cities=("leeds", "newcastle"),
        articles=("small-contracts-big-difference",),
        actions=("Keep small works for firms from here", "Keep repair contracts small and near"),
    ),
    Piece(
        days=-14,
        paper=BRISTOL,
        headline="Schools’ solar shares sell out in a fortnight",
        cities=("bristol",),
        articles=("who-owns-the-sunshine",),
        actions=("Panels on fifteen schools, paid for by shares",),
    ),
    Piece(
        days=-19,
        paper=RADIO,
        headline="Phone-in: should the council own the panels on your roof?",
        cities=("bristol", "leeds", "liverpool"),
        articles=("who-owns-the-sunshine",),
    ),
    Piece(
        days=-27,
        paper=GLASGOW,
        headline="Close by close: six stairs in Govanhill get their repairs",
        cities=("glasgow",),
        actions=("Repair six failing closes with their owners",),
    ),
    Piece(
        days=-29,
        paper=SHEFFIELD,
        headline="What Sheffield’s makers could teach the other nine cities",
        cities=("sheffield",),
        articles=("patient-money",),
    ),
    Piece(
        days=-38,
        paper=LIVERPOOL,
        headline="Two terraces go to the people who live beside them",
        cities=("liverpool",),
        articles=("homes-that-stay-affordable",),
        actions=("Two terraces in the hands of their street",),
    ),
    Piece(
        days=-55,
        paper=NEWCASTLE,
        headline="Fifty-two council homes pencilled in for old garages",
        cities=("newcastle",),
        actions=("Build fifty-two council homes on garage sites",),
    ),
    Piece(
        days=-63,
        paper=REVIEW,
        headline="In praise of the long grant",
        cities=("leeds",),
        articles=("the-charities-that-kept-going",),
    ),
    Piece(
        days=-80,
        paper=LEEDS,
        headline="Council asks residents to lend for small works",
        cities=("leeds",),
        actions=("Borrow from residents for small local works",),
    ),
    Piece(
        days=-97,
        paper=BRISTOL,
        headline="Three small sites, one public meeting, many opinions",
        cities=("bristol",),
        actions=("Three small sites for community-led homes",),
        is_gone=True,
    ),
    Piece(
        days=-118,
        paper=GLASGOW,
        headline="A janitor’s house looks for its street",
        cities=("glasgow",),
        actions=("Hand a school janitor’s house to its street",),
    ),
    Piece(
        days=-139,
        paper=LIVERPOOL,
        headline="Landlord licensing: inspectors knock on the first doors",
        cities=("liverpool",),
        actions=("Landlord licensing that is checked door by door",),
    ),
    Piece(
        days=-160,
        paper=RADIO,
        headline="City networks meet in Manchester to compare notes",
        cities=("manchester", "birmingham", "cardiff"),
    ),
    Piece(
        days=-188,
        paper=NEWCASTLE,
        headline="Valley trust and council shake hands on a longer lease",
        cities=("newcastle",),
        actions=("A lease for the trust that looks after the valley",),
    ),
    Piece(
        days=-214,
        paper=REVIEW,
        headline="Can a city plan its economy from the kitchen table up?",
        cities=("nottingham", "sheffield", "leeds"),
    ),
    Piece(
        days=-246,
        paper=LEEDS,
        headline="Partners sign up to a plan for homes, heat and money",
        cities=("leeds",),
    ),
    Piece(
        days=-265,
        paper=BRISTOL,
        headline="Forty places that Bristol would miss: send us yours",
        cities=("bristol",),
        actions=("List forty places that people would miss",),
    ),
)
WORDS = "local economy\ncommunity energy\nland trust"
TIPS = (
    Tip(
        -1,
        "Hospital kitchen to buy from farms around Leeds",
        "The trust says that a change to the local economy begins with potatoes.",
        ("local economy",),
    ),
    Tip(
        -4,
        "Land trust seeks members before its first lease",
        "A public meeting next week will elect the board of the land trust.",
        ("land trust",),
    ),
)

DRAFT_TITLE = "A street that keeps its own accounts (demonstration)"
DRAFT_TEXT = (
    "<p>This is a demonstration of a draft. Nothing in it happened.</p>"
    "<h2>Every second Thursday</h2>"
    "<p>On a street that does not exist, nineteen neighbours write down what they spend within a mile and what they"
    " spend beyond it. After three months they know which shop holds the street together.</p>"
    "<p>A draft like this one can be shown to whoever it is about, by a secret link, before it is published.</p>"
)
REVIEW_TITLE = "Ten questions to put to a budget (demonstration)"
REVIEW_TEXT = (
    "<p>This is a demonstration of an article that waits for a reviewer. Whoever tries this may ask.</p>"
    "<p>Who decides? Who is paid? What stays? The other seven are left to the reader.</p>"
)
SOURCE = "The treasurer of the street (demonstration)"
ANSWER = "It was eighteen neighbours in the first month, please, and not nineteen. Apart from that, yes."
