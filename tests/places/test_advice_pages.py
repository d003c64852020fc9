"""Who reads what of advice days, and what each page says to whom."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from cities.places.choices import CityRole
from cities.places.models import AdviceAccount, AdviceEntry, AdviceRequest
from cities.places.months import Month
from cities.places.reading import Balance
from cities.places.services import advice
from tests.factories import CityFactory, MembershipFactory, OrganisationFactory, PartnerFactory, UserFactory
from tests.places.advising import (
    administrator,
    adviser_of,
    agreed,
    focus_city,
    member_of,
    page_of,
    signed_in,
    used,
    waiting,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return focus_city()


def advice_url(city) -> str:
    return reverse("city_advice", args=[city.slug])


def html(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def audience(name: str, city) -> Any:
    """Return a person of one audience, or None for an anonymous reader."""
    elsewhere = focus_city("Glasgow")
    return {
        "anonymous": lambda: None,
        "without a network": UserFactory,
        "member here": lambda: member_of(city),
        "member elsewhere": lambda: member_of(elsewhere),
        "coordinator": lambda: member_of(city, CityRole.COORDINATOR),
        "adviser": lambda: adviser_of(city),
        "adviser elsewhere": lambda: adviser_of(elsewhere),
        "moderator": lambda: UserFactory(groups=["Moderators"]),
        "writer": lambda: UserFactory(groups=["Writers"]),
        "administrator": administrator,
        "superuser": lambda: UserFactory(is_superuser=True, is_staff=True),
    }[name]()


PUBLIC, NETWORK, NOTES = ("public",), ("public", "network"), ("public", "network", "notes")
READS = {
    "anonymous": PUBLIC,
    "without a network": PUBLIC,
    "member here": NETWORK,
    "member elsewhere": PUBLIC,
    "coordinator": NETWORK,
    "adviser": NOTES,
    "adviser elsewhere": PUBLIC,
    "moderator": PUBLIC,
    "writer": PUBLIC,
    "administrator": NOTES,
    "superuser": NOTES,
}
WORDS = {
    "public": ["Used topic", "A draft bond."],
    "network": ["Waiting topic", "Agreed topic", "Declined topic"],
    "notes": ["They were late."],
}
CALENDAR = {"adviser", "adviser elsewhere", "administrator", "superuser"}


def stage(city) -> dict[str, AdviceRequest]:
    adviser = adviser_of(city)
    declined = waiting(city, topic="Declined topic", question="Question declined?")
    advice.decline(declined, by=adviser, reason="A reason to read.")
    return {
        "used": used(city, 2, by=adviser, topic="Used topic", question="Question used?", note="They were late."),
        "waiting": waiting(city, topic="Waiting topic", question="Question waiting?"),
        "agreed": agreed(city, 3, by=adviser, topic="Agreed topic", question="Question agreed?"),
        "declined": declined,
    }


@pytest.mark.parametrize("who", READS)
def test_city_page_shows_each_audience_what_is_theirs(city, who):
    stage(city)
    page = html(signed_in(audience(who, city)).get(advice_url(city)))
    for part, words in WORDS.items():
        assert [word in page for word in words] == [part in READS[who]] * len(words), part
    assert "Leeds has used 1 of 10 days." in page
    assert "Agreed: 3 days, of which 1 day used and 2 days still to use. Left to agree: 7 days." in page
    assert (reverse("advice_new", args=[city.slug]) in page) == (who in {"member here", "coordinator"})
    assert (reverse("advice_calendar") in page) == (who in CALENDAR)


@pytest.mark.parametrize("who", READS)
def test_request_page_shows_each_audience_what_is_theirs(city, who):
    requests = stage(city)
    client = signed_in(audience(who, city))
    is_network = "network" in READS[who]
    for name in ("waiting", "agreed", "declined"):
        response = client.get(page_of(requests[name]))
        page = html(response, 200 if is_network else 404)
        assert (f"Question {name}?" in page) == is_network
    page = html(client.get(page_of(requests["used"])))
    assert "A draft bond." in page
    assert ("Question used?" in page) == is_network
    assert ("Set aside" in page) == is_network
    assert ("They were late." in page) == ("notes" in READS[who])
    assert ('name="seen"' in page) == ("notes" in READS[who])


@pytest.mark.parametrize("who", READS)
def test_querysets_answer_as_the_pages_do(city, who):
    stage(city)
    user = audience(who, city) or AnonymousUser()
    is_network = "network" in READS[who]
    assert AdviceRequest.objects.visible_to(user).count() == (4 if is_network else 1)
    assert AdviceEntry.objects.visible_to(user).count() == (3 if is_network else 1)


@pytest.mark.parametrize("who", READS)
def test_calendar_is_for_advisers_and_administrators(city, who):
    stage(city)
    response = signed_in(audience(who, city)).get(reverse("advice_calendar"))
    if who not in CALENDAR:
        assert response.status_code == (302 if who == "anonymous" else 403)
        return
    page = html(response)
    sees_leeds = who != "adviser elsewhere"
    assert [word in page for word in ("Waiting topic", "Agreed topic", "Used topic")] == [sees_leeds] * 3
    assert "They were late." not in page


def test_city_page_of_who_has_left_is_the_public_one(city):
    stage(city)
    membership = MembershipFactory(city=city)
    membership.state, membership.ended_at = "ended", membership.since
    membership.save()
    page = html(signed_in(membership.user).get(advice_url(city)))
    assert "Waiting topic" not in page


def test_line_taken_out_is_off_the_public_pages_and_stays_in_the_ledger(city):
    adviser = adviser_of(city)
    asked = used(city, 2, by=adviser, topic="Wrong topic")
    advice.take_out(asked, AdviceEntry.objects.used().get(), by=adviser, private_note="Wrong city.")

    assert "Wrong topic" not in html(signed_in(None).get(advice_url(city)))
    assert signed_in(None).get(page_of(asked)).status_code == 404
    page = html(signed_in(adviser).get(page_of(asked)))
    assert "Taken out later" in page
    assert "Wrong city." in page
    assert "Wrong city." not in html(signed_in(member_of(city)).get(page_of(asked)))


def test_adviser_is_named_by_organisation_where_it_is_a_partner(city):
    body = PartnerFactory(city=city, organisation=OrganisationFactory(name="Centre for Examples"))
    adviser = MembershipFactory(city=city, role=CityRole.ADVISER, partner=body, user__display_name="Ada Adviser").user
    used(city, 1, by=adviser)
    used(city, 1, by=adviser_of(city, display_name="Bo Byhand"))
    page = html(signed_in(None).get(advice_url(city)))
    assert "½ day, Centre for Examples" in page
    assert "½ day, Bo Byhand" in page
    assert "Ada Adviser" not in page


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("anonymous", "None has been used yet."),
        ("member here", "half a day can be enough"),
        ("coordinator", "every member may ask"),
        ("adviser", "You get a letter when this city asks."),
    ],
)
def test_empty_page_says_what_is_useful(city, who, said):
    page = html(signed_in(audience(who, city)).get(advice_url(city)))
    assert said in page
    assert "Leeds has used none of its 10 days yet." in page
    assert "None is agreed yet. Left to agree: 10 days." in page
    assert page.count("<i ") + page.count("<i>") == 10
    assert boxes(page) == [["free", "free"]] * 10


def boxes(page: str) -> list[list[str]]:
    """Return the halves of each box of the drawing, without those of its key."""
    drawing = page.partition('class="tally mt-s"')[2].partition("</div>")[0]
    return [re.findall(r'class="(\w+)"', box) for box in drawing.split("<i>")[1:]]


def test_boxes_tell_used_agreed_and_free_by_halves(city):
    used(city, 5)
    for url in (advice_url(city), city.get_absolute_url()):
        page = html(signed_in(None).get(url))
        assert boxes(page) == [["used"] * 2] * 2 + [["used", "agreed"]] + [["free"] * 2] * 7
        assert "Agreed: 3 days, of which 2½ days used and ½ day still to use. Left to agree: 7 days." in page
        for word in ("Used", "Agreed, still to use", "Free"):
            assert f"</span>{word}</li>" in page


def test_boxes_of_days_that_are_no_even_number_end_with_a_half(city):
    account = AdviceAccount(city=city, allowance=3, committed=2, used=1)
    assert Balance(account).boxes == [["used", "agreed"], ["free"]]


def test_request_says_that_what_is_used_is_of_what_was_set_aside(city):
    asked = used(city, 2)
    page = html(signed_in(member_of(city)).get(page_of(asked)))
    assert "of which 1 day used, ½ day still to use" in page


def test_city_that_is_no_focus_city_says_so(city):
    plain = CityFactory(name="Nottingham")
    page = html(signed_in(None).get(advice_url(plain)))
    assert "Advice days are for the focus cities" in page
    assert advice_url(city) in page
    assert "has used" not in page


def test_request_of_another_city_is_not_found_there(city):
    other = focus_city("Glasgow")
    asked = used(city)
    assert signed_in(None).get(reverse("advice_request", args=[other.slug, asked.pk])).status_code == 404
    assert signed_in(None).get(reverse("advice_request", args=[city.slug, 2**62])).status_code == 404
    assert signed_in(None).get("/cities/atlantis/advice/").status_code == 404


@pytest.mark.parametrize("page", ["0", "999", "x", "-1"])
def test_odd_page_numbers_show_a_page(city, page):
    stage(city)
    assert signed_in(member_of(city)).get(advice_url(city), {"page": page}).status_code == 200


def test_what_was_typed_is_escaped(city):
    adviser = adviser_of(city)
    asked = agreed(city, by=adviser, topic="<script>alert(1)</script>", question="<b>How</b>?")
    advice.log_use(asked, 1, by=adviser, adviser=adviser, on=localdate(), outcome="<img src=x onerror=y>")
    for url in (advice_url(city), page_of(asked), reverse("advice_calendar")):
        page = html(signed_in(adviser).get(url))
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b>How" not in page


def test_calendar_shows_the_month_that_is_asked_for(city):
    adviser = adviser_of(city)
    asked = agreed(city, 2, by=adviser, topic="Planned topic")
    day = (localdate().replace(day=15) + timedelta(days=60)).replace(day=15)
    advice.plan(asked, by=adviser, adviser=adviser, planned_on=day)
    client, url = signed_in(adviser), reverse("advice_calendar")
    month = Month.of(day)

    page = html(client.get(url, {"month": str(month)}))
    assert f'<time datetime="{day}">' in page
    assert page.count("Planned topic") == 2
    assert f"?month={month.moved(-1)}#month" in page
    assert f"?month={month.moved(1)}#month" in page
    assert html(client.get(url, {"month": str(month.moved(1))})).count("Planned topic") == 1


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-00", "26-1", "november", "2026-1", "1999-12", "9" * 300, "２０２６-11"]
)
def test_month_that_is_none_shows_the_present_one_and_says_so(city, text):
    page = html(signed_in(adviser_of(city)).get(reverse("advice_calendar"), {"month": text}))
    assert "That is no month of a calendar" in page
    assert 'aria-current="date"' in page


NOBODY = "Nobody advises Leeds yet; the programme&#x27;s administrators are told of each request."


def test_network_reads_that_nobody_advises_it(city):
    member = signed_in(member_of(city))
    new = reverse("advice_new", args=[city.slug])
    assert NOBODY in html(member.get(advice_url(city)))
    assert NOBODY in html(member.get(new))
    assert NOBODY not in html(signed_in(None).get(advice_url(city)))
    sent = member.post(new, {"topic": "Bonds", "question": "How?"}, follow=True)
    assert html(sent).count(NOBODY) == 2, "in the message, and on the page of the request"
    adviser_of(city)
    for url in (advice_url(city), new, sent.redirect_chain[-1][0]):
        assert NOBODY not in html(member.get(url))


def test_month_knows_its_neighbours_and_ends():
    assert str(Month(2026, 12).moved(1)) == "2027-01"
    assert str(Month(2026, 1).moved(-1)) == "2025-12"
    assert (Month(2000, 1).moved(-1), Month(2099, 12).moved(1)) == (None, None)
    assert (Month(2028, 2).first, Month(2028, 2).last) == (date(2028, 2, 1), date(2028, 2, 29))
    assert Month(2026, 11).weeks()[0] == [None] * 6 + [date(2026, 11, 1)]


def queries(client: Any, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_pages_ask_a_fixed_number_of_questions(city):
    adviser = adviser_of(city)
    AdviceAccount.objects.create(city=city, allowance=1000)
    asked = agreed(city, 60, by=adviser)
    public = used(city, by=adviser)
    urls = [advice_url(city), page_of(asked), page_of(public), reverse("advice_calendar")]

    def rows(count: int) -> None:
        for _number in range(count):
            used(city, by=adviser)
            waiting(city, requested_by=adviser)
            advice.log_use(asked, 1, by=adviser, adviser=adviser, on=localdate(), outcome="Done.")

    def counts() -> list[int]:
        return [queries(signed_in(person), url) for person in (adviser, member_of(city)) for url in urls[:3]] + [
            queries(signed_in(None), advice_url(city)),
            queries(signed_in(adviser), urls[3]),
        ]

    rows(3)
    few = counts()
    rows(27)
    assert counts() == few
    assert max(few) <= 20


# --- What is sensible next --------------------------------------------------------------------
def acts_of(client, asked) -> list[tuple[str, bool]]:
    """Return the acts on the page of a request, and whether each is unfolded."""
    return [(act.act.name, act.is_open) for act in client.get(page_of(asked)).context["acts"]]


def test_request_whose_days_are_all_used_is_to_be_delivered_first():
    city = focus_city()
    adviser = adviser_of(city)
    asked = used(city, 1, by=adviser)
    client = signed_in(adviser)
    assert acts_of(client, asked)[0] == ("log", True)
    advice.release(asked, asked.left, by=adviser)
    shown = acts_of(client, asked)
    assert shown[0] == ("deliver", True)
    assert not {"log", "release"} & {name for name, _is_open in shown}


def test_ledger_and_forms_use_the_same_words():
    city = focus_city()
    adviser = adviser_of(city)
    asked = used(city, 1, by=adviser)
    advice.release(asked, 1, by=adviser)
    ledger = signed_in(adviser).get(page_of(asked)).content.decode().partition('id="ledger"')[2]
    for words in ("Set aside", "Used", "Given back"):
        assert words in ledger
    assert "Allocated" not in ledger
    assert "Released" not in ledger
