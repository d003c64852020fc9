"""Who and what the demonstration shows. Every name says that it is one; no real organisation is made a partner."""

from __future__ import annotations

from dataclasses import dataclass, field

from cities.places.choices import CityRole, NewsAudience
from portal.accounts.demo import DemoPerson
from portal.words.organisations import OrganisationKind
from portal.words.themes import Theme

FOCUS = ("bristol", "glasgow", "leeds", "liverpool", "newcastle")
FOCUS_NOTE = "an example for the demonstration"
MARK = "(demonstration)"


@dataclass(frozen=True, kw_only=True)
class Body:
    """An invented organisation that sits in the network of a city."""

    name: str
    kind: OrganisationKind
    city: str
    seat: str

    @property
    def full_name(self) -> str:
        return f"{self.name} {MARK}"


@dataclass(frozen=True, kw_only=True)
class Player:
    """A demonstration account with a part in the networks of some cities."""

    title: str
    purpose: str
    cities: tuple[str, ...]
    role: CityRole | None = CityRole.MEMBER
    body: Body | None = None
    headline: str = ""
    offers: str = ""
    interests: list[Theme] = field(default_factory=list)

    @property
    def account(self) -> DemoPerson:
        return DemoPerson(self.title, self.purpose)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A piece of city news."""

    city: str
    by: str
    title: str
    text: str
    audience: NewsAudience


@dataclass(frozen=True, kw_only=True)
class Use:
    """Half days that were used so many days ago, and what came of them."""

    half_days: int
    days_ago: int
    outcome: str
    private_note: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A request for advice; one without half days waits for an answer."""

    city: str
    by: str
    topic: str
    question: str
    half_days: int = 0
    uses: tuple[Use, ...] = ()


LEEDS_COUNCIL = Body(
    name="Leeds council team", kind=OrganisationKind.COUNCIL, city="leeds", seat="convenes the network"
)
LEEDS_TENANTS = Body(
    name="Leeds tenants together",
    kind=OrganisationKind.VOLUNTARY_ORGANISATION,
    city="leeds",
    seat="leads on empty homes",
)
LEEDS_HOSPITAL = Body(name="Leeds teaching hospital", kind=OrganisationKind.HOSPITAL, city="leeds", seat="buys locally")
GLASGOW_COUNCIL = Body(
    name="Glasgow council team", kind=OrganisationKind.COUNCIL, city="glasgow", seat="convenes the network"
)
GLASGOW_ENERGY = Body(
    name="Glasgow energy co-operative", kind=OrganisationKind.SOCIAL_ENTERPRISE, city="glasgow", seat="leads on heat"
)
BRISTOL_COUNCIL, LIVERPOOL_COUNCIL, NEWCASTLE_COUNCIL = (
    Body(name=f"{slug.title()} council team", kind=OrganisationKind.COUNCIL, city=slug, seat="convenes the network")
    for slug in ("bristol", "liverpool", "newcastle")
)
COMMON_GROUND, *COMMON_GROUND_ELSEWHERE = (
    Body(
        name="Common ground trust",
        kind=OrganisationKind.VOLUNTARY_ORGANISATION,
        city=slug,
        seat="holds land for communities, in three cities",
    )
    for slug in ("bristol", "liverpool", "newcastle")
)
BODIES = (
    LEEDS_COUNCIL,
    LEEDS_TENANTS,
    LEEDS_HOSPITAL,
    Body(name="Leeds weekly", kind=OrganisationKind.LOCAL_MEDIA, city="leeds", seat="reports on the plan"),
    GLASGOW_COUNCIL,
    GLASGOW_ENERGY,
    Body(
        name="Glasgow tenants’ forum",
        kind=OrganisationKind.VOLUNTARY_ORGANISATION,
        city="glasgow",
        seat="speaks for tenants",
    ),
    BRISTOL_COUNCIL,
    LIVERPOOL_COUNCIL,
    NEWCASTLE_COUNCIL,
    COMMON_GROUND,
    *COMMON_GROUND_ELSEWHERE,
    Body(name="Bristol solar society", kind=OrganisationKind.SOCIAL_ENTERPRISE, city="bristol", seat="leads on roofs"),
    Body(name="Liverpool credit circle", kind=OrganisationKind.SOCIAL_ENTERPRISE, city="liverpool", seat="lends"),
    Body(name="Newcastle repair works", kind=OrganisationKind.SOCIAL_ENTERPRISE, city="newcastle", seat="repairs"),
)

COORDINATOR_LEEDS, MEMBER_LEEDS = "Coordinator, Leeds", "Member, Leeds"
PARTNER_LEEDS, PARTNER_ELSEWHERE = "Partner, Leeds", "Partner, three cities"
COORDINATOR_GLASGOW, MEMBER_GLASGOW, ADVISER = "Coordinator, Glasgow", "Member, Glasgow", "Adviser"
COORDINATOR_BRISTOL, COORDINATOR_LIVERPOOL = "Coordinator, Bristol", "Coordinator, Liverpool"
COORDINATOR_NEWCASTLE, COORDINATOR_CARDIFF = "Coordinator, Newcastle", "Coordinator, Cardiff"
SURVEYOR_BIRMINGHAM, BUYER_MANCHESTER = "Surveyor, Birmingham", "Buyer, Manchester"
ORGANISER_NOTTINGHAM, TREASURER_SHEFFIELD = "Organiser, Nottingham", "Treasurer, Sheffield"

PLAYERS = (
    Player(
        title=COORDINATOR_LEEDS,
        purpose="runs a network, answers a request",
        cities=("leeds",),
        role=CityRole.COORDINATOR,
        body=LEEDS_COUNCIL,
        headline="Housing strategy, and the network of Leeds",
        offers="Bringing empty homes back into use with tenants",
        interests=[Theme.HOUSING, Theme.FINANCE],
    ),
    Player(
        title=MEMBER_LEEDS,
        purpose="reads and asks in a focus city",
        cities=("leeds",),
        body=LEEDS_TENANTS,
        headline="Organises tenants street by street",
        offers="How to run a meeting that people come back to",
        interests=[Theme.HOUSING, Theme.ORGANISING],
    ),
    Player(
        title=PARTNER_LEEDS,
        purpose="speaks for a partner, disputes updates",
        cities=("leeds",),
        body=LEEDS_HOSPITAL,
        headline="Buying for a hospital from whoever is near",
        interests=[Theme.PROCUREMENT],
    ),
    Player(title="Newcomer, Leeds", purpose="has asked to join and waits", cities=("leeds",), role=None),
    Player(
        title=COORDINATOR_GLASGOW,
        purpose="runs a network in Scotland",
        cities=("glasgow",),
        role=CityRole.COORDINATOR,
        body=GLASGOW_COUNCIL,
        headline="Community wealth building",
        interests=[Theme.PROCUREMENT, Theme.LAND],
    ),
    Player(
        title=MEMBER_GLASGOW,
        purpose="member elsewhere, to compare",
        cities=("glasgow",),
        body=GLASGOW_ENERGY,
        headline="Heat networks owned by those who use them",
        offers="Community shares, from the first meeting to the offer document",
        interests=[Theme.ENERGY, Theme.FINANCE],
    ),
    *(
        Player(
            title=title,
            purpose="runs a network and its plan",
            cities=(body.city,),
            role=CityRole.COORDINATOR,
            body=body,
            headline="Regeneration, and the network of the city",
            interests=[Theme.HOUSING, Theme.ENERGY],
        )
        for title, body in (
            (COORDINATOR_BRISTOL, BRISTOL_COUNCIL),
            (COORDINATOR_LIVERPOOL, LIVERPOOL_COUNCIL),
            (COORDINATOR_NEWCASTLE, NEWCASTLE_COUNCIL),
        )
    ),
    Player(
        title=PARTNER_ELSEWHERE,
        purpose="one partner in three networks",
        cities=("bristol", "liverpool", "newcastle"),
        body=COMMON_GROUND,
        headline="Land and buildings in the hands of those who use them",
        offers="Heads of terms for a community lease",
        interests=[Theme.HOUSING, Theme.LAND],
    ),
    Player(
        title=COORDINATOR_CARDIFF,
        purpose="begins a network: what to do first",
        cities=("cardiff",),
        role=CityRole.COORDINATOR,
        headline="Starting from nothing",
    ),
    Player(
        title=ADVISER,
        purpose="advises Leeds and Glasgow, logs days",
        cities=("leeds", "glasgow"),
        role=CityRole.ADVISER,
        headline="Local economies, ownership and public spending",
        offers="Reading a budget with you",
        interests=[Theme.FINANCE, Theme.PROCUREMENT],
    ),
    Player(
        title=SURVEYOR_BIRMINGHAM,
        purpose="asks the network about land",
        cities=("birmingham",),
        headline="Council land and what becomes of it",
        interests=[Theme.LAND],
    ),
    Player(
        title=BUYER_MANCHESTER,
        purpose="tells the network how they buy",
        cities=("manchester",),
        headline="Buying for a council",
        offers="Weighing social value so that bidders understand it",
        interests=[Theme.PROCUREMENT],
    ),
    Player(
        title=ORGANISER_NOTTINGHAM,
        purpose="asks the network about energy",
        cities=("nottingham",),
        headline="Neighbours who make their own power",
        interests=[Theme.ENERGY, Theme.ORGANISING],
    ),
    Player(
        title=TREASURER_SHEFFIELD,
        purpose="answers the network on money",
        cities=("sheffield",),
        headline="Borrowing, lending and community shares",
        offers="Explaining a council's borrowing to people who are not accountants",
        interests=[Theme.FINANCE],
    ),
)

WHY_JOIN = "I run a repair café in Harehills and would like to bring it into the plan. This is a demonstration."
INVITED = "invited@demo.example"

NOTICES = (
    Notice(
        city="leeds",
        by=COORDINATOR_LEEDS,
        title=f"First meeting of the network {MARK}",
        text="We meet in the central library and agree on what to do first. Anyone who works here may come.",
        audience=NewsAudience.PUBLIC,
    ),
    Notice(
        city="leeds",
        by=COORDINATOR_LEEDS,
        title=f"Draft list of empty homes {MARK}",
        text="The list is with the tenants' group for a first look. Please keep it within the network until June.",
        audience=NewsAudience.NETWORK,
    ),
    Notice(
        city="glasgow",
        by=COORDINATOR_GLASGOW,
        title=f"Two sites for a heat network {MARK}",
        text="The co-operative has looked at two sites. Its notes will be on this page after the next meeting.",
        audience=NewsAudience.PUBLIC,
    ),
)

QUESTIONS = (
    Question(
        city="leeds",
        by=COORDINATOR_LEEDS,
        topic=f"Leasing empty homes to a community group {MARK}",
        question="Which power fits a lease of ten homes at less than full price, and for how many years?",
        half_days=6,
        uses=(
            Use(half_days=2, days_ago=30, outcome="A morning and an afternoon on the options, with a note of each."),
            Use(
                half_days=1,
                days_ago=12,
                outcome="Heads of terms read together; two risks named and dealt with.",
                private_note="The valuation is older than they think: ask before the next half day.",
            ),
        ),
    ),
    Question(
        city="leeds",
        by=MEMBER_LEEDS,
        topic=f"What a tenants' group may be paid for {MARK}",
        question="Can the council commission us to knock on doors, and what would we have to become first?",
    ),
    Question(
        city="glasgow",
        by=COORDINATOR_GLASGOW,
        topic=f"Community shares for a heat network {MARK}",
        question="What would a share offer of this size cost to prepare, and who has done one nearby?",
        half_days=4,
        uses=(Use(half_days=2, days_ago=20, outcome="A day with the co-operative's board: a timetable and a budget."),),
    ),
)
