"""A little of everything that readers meet, made once for each run: `python -m tests.browser.content`.

Addresses are fixed, so that the tests know them. WORDS hold what a narrow screen finds hard: long words and
long names of laws.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import django

HOUSING = "/handbooks/local-government/housing/"
LAND = f"{HOUSING}dispose-of-land/"
LAND_IN_SCOTLAND = f"{HOUSING}dispose-of-land-scotland/"
LICENSING = f"{HOUSING}license-landlords/"
WITHDRAWN = f"{HOUSING}relief-for-empty-shops/"
ELECTRICITY = "/handbooks/local-government/energy/sell-electricity/"
REQUEST = "/handbooks/civil-society/land-and-assets/request-an-asset/"
BID = "/handbooks/civil-society/land-and-assets/bid-for-an-asset/"
SHARES = "/handbooks/civil-society/housing/issue-community-shares/"
GLASGOW = "/handbooks/precedents/people-make-glasgow-communities/"
TURBINE = "/handbooks/precedents/a-turbine-that-failed/"

WRITER, REVIEWER, ADMINISTRATOR = "writer@example.org", "reviewer@example.org", "administrator@example.org"
OWNER = "owner@example.org"  # of an account whose pages are looked at
UNREACHED = "unreached@example.org"  # letters to whom come back
CROSS = "cross@example.org"  # who reported a letter as unwanted
COORDINATOR, MEMBER, ADVISER = "coordinator@example.org", "member@example.org", "adviser@example.org"
ASKER = "asker@example.org"  # whose request to join waits
INVITATION = "/cities/invitations/an-open-invitation/"
DEFINITION = "The best price that can reasonably be got for land, unless the law lets a council take less."

Made = dict[str, Any]


def make_people() -> None:
    from portal.mail.bounces import note_refused
    from portal.mail.models import Suppression
    from tests.factories import UserFactory

    UserFactory(email=WRITER, display_name="Wendy Writer", groups=["Writers"])
    UserFactory(email=REVIEWER, display_name="Rhys Reviewer", groups=["Reviewers"])
    UserFactory(email=OWNER, display_name="Olwen Owner")
    UserFactory(email=UNREACHED, display_name="Una Unreached")
    UserFactory(email=CROSS, display_name="Cora Cross")
    note_refused(UNREACHED, "550 5.1.1 The address does not exist here")
    Suppression.objects.create(address=CROSS, cause="complained")
    UserFactory(email=ADMINISTRATOR, display_name="Ada Administrator", groups=["Administrators"])


def make_places() -> Made:
    from tests.factories import CityFactory

    return {
        "glasgow": CityFactory(name="Glasgow", nation="scotland", is_focus=True, focus_note="an example"),
        "newcastle": CityFactory(name="Newcastle upon Tyne", nation="england"),
    }


def make_network(city: Any) -> None:
    """Make a network with a little of everything: partners, people, a request, invitations, news."""
    from django.utils import timezone

    from tests.browser.advice import make_advice
    from tests.browser.events import make_events
    from tests.browser.plans import make_plan
    from tests.factories import (
        InvitationFactory,
        MembershipFactory,
        NewsItemFactory,
        OrganisationFactory,
        PartnerFactory,
        UserFactory,
    )

    council = PartnerFactory(
        city=city, organisation=OrganisationFactory(name="Glasgow Example Council", kind="council")
    )
    OrganisationFactory(name="An Antidisestablishmentarian Neighbourhood Association", cities=[city])
    people = [
        (UserFactory(email=COORDINATOR, display_name="Catriona Coordinator"), "coordinator", None),
        (UserFactory(email=MEMBER, display_name="Morag Member", headline="Estates officer"), "member", council),
        (UserFactory(email=ADVISER, display_name="Alasdair Adviser"), "adviser", None),
    ]
    members = [
        MembershipFactory(city=city, user=person, role=role, partner=partner, is_home=role != "adviser")
        for person, role, partner in people
    ]
    asks = UserFactory(email=ASKER, display_name="Ailsa Asker")
    MembershipFactory(
        city=city,
        user=asks,
        state="requested",
        since=None,
        requested_at=timezone.now(),
        message="We run the baths.",
        organisation_named="Friends of the Govanhill Baths",
    )
    InvitationFactory(city=city, token=INVITATION.split("/")[-2], email="an.invited.officer@example.org")
    InvitationFactory(city=city, email="late@example.org", expires_at=timezone.now())
    NewsItemFactory(city=city, title="The lease of the baths is signed", link="https://example.org/lease")
    NewsItemFactory(city=city, title="Agenda of Monday", audience="network")
    make_advice(city, member=people[1][0], adviser=people[2][0])
    make_plan(city, coordinator=people[0][0], owner=members[1])
    make_events(city, host=people[0][0], member=people[1][0])


def make_words() -> None:
    from tests.factories import GlossaryTermFactory

    GlossaryTermFactory(term="Best consideration", definition=DEFINITION)
    GlossaryTermFactory(term="Asset lock", other_forms="asset locks", handbooks=["civil_society"])
    GlossaryTermFactory(
        term="Community development finance institution",
        definition="A lender that serves people and firms whom banks turn away.",
        check_before_use="The rules on their tax relief are due to change in April 2027.",
    )


def make_law() -> Made:
    from tests.factories import ProvisionFactory, SchemeFactory

    return {
        "act": ProvisionFactory(
            statute="Local Government Act 1972",
            section="section 123",
            url="https://www.legislation.gov.uk/id/ukpga/1972/70/section/123",
        ),
        "regulations": ProvisionFactory(
            citation="Disposal of Land by Local Authorities (Scotland) Regulations 2010 (SSI 2010/160)",
            statute="Disposal of Land by Local Authorities (Scotland) Regulations 2010",
            section="",
            url="https://www.legislation.gov.uk/id/ssi/2010/160",
        ),
        "scheme": SchemeFactory(name="General Disposal Consent (England) 2003", url="https://example.org/consent"),
    }


def make_council_entries(law: Made) -> Made:
    from tests.factories import EntryPageFactory

    return {
        "land": EntryPageFactory(
            title="Dispose of council land for less than full price",
            slug="dispose-of-land",
            nations=["england", "wales"],
            provisions=[law["act"]],
            schemes=[law["scheme"]],
            what_it_lets_you_do="<p>Sell or lease land for less than the <b>best consideration</b>.</p>",
            steps=("Have the land valued, and note the best consideration.", "Decide in public, and say why."),
            confidence="tested",
            signed_off_by="Cabinet, on advice from the section 151 officer and the monitoring officer.",
            in_force_since="1974 (general consents since 2003)",
            last_reviewed=date(2026, 11, 23),
            review_due=date(2099, 11, 23),
        ),
        "land in scotland": EntryPageFactory(
            title="Dispose of council land for less than full price (Scotland)",
            slug="dispose-of-land-scotland",
            nations=["scotland"],
            usable_by=["scottish-council"],
            provisions=[law["regulations"]],
        ),
        "licensing": make_overdue_entry(),
        "electricity": EntryPageFactory(
            theme="energy",
            title="Generate and sell electricity",
            slug="sell-electricity",
            nations=["england", "wales", "scotland", "northern-ireland"],
            check_before_use="A new licensing regime is planned. Check whether it has started.",
            confidence="disputed",
        ),
    }


def make_overdue_entry() -> Any:
    """Make an entry past its review, with sections and further reading, and then change it."""
    from handbooks.streams import links, sections
    from tests.factories import EntryPageFactory
    from tests.factories.handbooks import published

    entry = EntryPageFactory(
        title="License private landlords", slug="license-landlords", last_reviewed="2020-01-01", review_due="2021-01-01"
    )
    reading = [{"title": "Selective licensing: guidance for authorities", "url": "https://example.org/" + "long/" * 30}]
    parts = [{"heading": "Counterproductive misunderstandings", "text": "<p>Landlords <b>do not</b> vote.</p>"}]
    entry.further_reading = links(entry.further_reading.stream_block, reading)
    entry.body = sections(entry.body.stream_block, entry.slug, parts)
    entry.change_note = "Added the rules of 2024."
    return published(entry)


def make_community_entries(council: Made) -> Made:
    from tests.factories import EntryPageFactory

    civil = {"audience": "civil_society", "usable_by": ["community-group", "charity"]}
    return {
        "request": EntryPageFactory(
            **civil,
            theme="land-and-assets",
            title="Ask to take over a public building",
            slug="request-an-asset",
            kind="right",
            nations=["scotland"],
            counterparts=[council["land in scotland"]],
        ),
        "bid": EntryPageFactory(
            **civil,
            theme="land-and-assets",
            title="Bid for an asset of community value",
            slug="bid-for-an-asset",
            kind="right",
            status="not-yet-in-force",
            counterparts=[council["land"]],
        ),
        "shares": EntryPageFactory(
            **civil,
            title="Issue community shares",
            slug="issue-community-shares",
            kind="finance",
            nations=["wales"],
            provisions=[],
            no_provision_because="It rests on the rules of the society and not on a statute.",
            limits=("An asset lock keeps what is left for the community.",),
        ),
    }


def make_connections(council: Made, community: Made, places: Made) -> None:
    from tests.factories import EquivalentGroupFactory, PrecedentPageFactory, TaskFactory, ThemePageFactory
    from tests.factories.handbooks import published

    EquivalentGroupFactory(name="Cheap land", entries=[council["land"], council["land in scotland"]])
    council["land"].related.add(council["licensing"])
    published(council["land"])
    PrecedentPageFactory(
        title="People Make Glasgow Communities",
        place="Glasgow",
        city=places["glasgow"],
        nation="scotland",
        used=[council["land in scotland"], community["request"]],
        related=[council["land"]],
    )
    PrecedentPageFactory(
        title="A turbine that failed",
        place="Byker",
        city=places["newcastle"],
        themes=["energy", "procurement-commissioning"],
        is_cautionary=True,
        went_wrong="The grid connection cost more than the turbine.",
        used=[council["electricity"]],
        review_due="2021-01-01",
        last_reviewed="2020-01-01",
        check_before_use="The figures come from one newspaper.",
    )
    TaskFactory(text="I want to use council land for homes.", entries=[council["land"], council["land in scotland"]])
    land = ThemePageFactory(audience="civil_society", theme="land-and-assets")
    TaskFactory(theme=land, text="I want to take over a building.", entries=[community["request"], community["bid"]])


def make_home(*entries: Any) -> None:
    from handbooks.streams import clean_stream, stable_id
    from portal.home.models import HomePage

    home = HomePage.objects.get()
    job = {"text": "Keep a building in community hands", "entries": [entry.pk for entry in entries]}
    home.jobs = clean_stream(home.jobs.stream_block, [{"type": "job", "value": job, "id": stable_id("job")}])
    home.save()


def make_withdrawal(successor: Any) -> None:
    from handbooks.withdrawals import withdraw
    from portal.accounts.models import User
    from tests.factories import EntryPageFactory

    page = EntryPageFactory(title="Relief for empty shops", slug="relief-for-empty-shops")
    by = User.objects.get(email=REVIEWER)
    withdraw(page, reason="The relief ended on 31 March 2026.", by=by, successor=successor)


def make_everything() -> None:
    from portal.accounts.models import User
    from portal.home.foundations import lay_all
    from tests.browser.judging import make_judging
    from tests.browser.newsroom import make_newsroom
    from tests.browser.plans import use_powers
    from tests.browser.ties import make_ties

    lay_all()
    make_people()
    make_words()
    places = make_places()
    make_network(places["glasgow"])
    make_ties(*(User.objects.get(email=email) for email in (MEMBER, COORDINATOR)), places["newcastle"])
    make_judging()
    council = make_council_entries(make_law())
    community = make_community_entries(council)
    make_connections(council, community, places)
    use_powers(council["land in scotland"], community["request"])
    make_home(council["land"], council["land in scotland"], community["request"])
    make_withdrawal(council["licensing"])
    make_newsroom(places["glasgow"], council["land"])


if __name__ == "__main__":
    django.setup()
    make_everything()
