"""What readers find of what outlets printed: the page, a city's own, and what an action was about."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from itertools import cycle

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.newsroom.choices import EARLIEST
from portal.newsroom.reading.coverage_page import months_before
from tests.factories import ActionFactory, CityFactory, PlanFactory
from tests.factories.newsroom import ArticlePageFactory, CoverageFactory, OutletFactory, quick_articles
from tests.factories.plans import publish

pytestmark = pytest.mark.django_db
ADDRESS = "/news/coverage/"


def read(client, address: str = ADDRESS, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def headlines(page: str) -> list[str]:
    listed = page.split('id="list"')[-1]
    return re.findall(r"<h3[^>]*>\s*(?:<a[^>]*>)?\s*([^<\n]+?)\s*<", listed)


def test_empty_page_says_so(client):
    page = read(client)
    assert "Nothing is recorded yet" in page
    assert page.count("<h1") == 1
    assert "<svg viewBox" not in page


def test_each_line_leads_out_and_says_what_it_is_about(client):
    leeds = CityFactory(name="Leeds")
    action = ActionFactory(title="Buy back the hall", objective__plan__city=leeds)
    publish(action.plan)
    article, draft = ArticlePageFactory(title="An article"), ArticlePageFactory(title="A draft", live=False)
    hidden = ActionFactory(title="Secret works")
    coverage = CoverageFactory(
        headline="Hall & <b>town</b>", url="https://post.example/hall?a=1&b=2", outlet__name="The Post", cities=[leeds]
    )
    coverage.articles.set([article, draft])
    coverage.actions.set([action, hidden])
    coverage.save()
    CoverageFactory(headline="Not for readers", is_public=False)
    page = read(client)
    assert 'href="https://post.example/hall?a=1&amp;b=2" rel="noopener external"' in page
    assert "Hall &amp; &lt;b&gt;town&lt;/b&gt;" in page
    assert "The Post" in page
    assert '<time datetime="2026-11-03">3 November 2026</time>' in page
    assert f'href="/cities/{leeds.slug}/"' in page
    assert f'href="/news/{article.slug}/"' in page
    assert f"/actions/{action.pk}/" in page
    assert f"Leeds, action {action.number}: Buy back the hall" in page
    for secret in ("A draft", "Secret works", "Not for readers"):
        assert secret not in page
    crumbs = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert [crumb["name"] for crumb in crumbs["itemListElement"]] == ["Home", "News", "In the press"]


def test_filters_stand_in_the_address(client):
    leeds, outlet = CityFactory(name="Leeds"), OutletFactory(name="The Post")
    CoverageFactory(headline="Both", cities=[leeds, CityFactory()], outlet=outlet, printed_on=date(2026, 11, 30))
    CoverageFactory(headline="Elsewhere", outlet=outlet, printed_on=date(2026, 10, 31))
    CoverageFactory(headline="Other outlet", cities=[leeds], printed_on=date(2026, 11, 1))
    assert headlines(read(client)) == ["Both", "Other outlet", "Elsewhere"]
    assert headlines(read(client, f"{ADDRESS}?city={leeds.slug}")) == ["Both", "Other outlet"]
    assert headlines(read(client, f"{ADDRESS}?outlet={outlet.slug}")) == ["Both", "Elsewhere"]
    assert headlines(read(client, f"{ADDRESS}?month=2026-10")) == ["Elsewhere"]
    assert headlines(read(client, f"{ADDRESS}?city={leeds.slug}&outlet={outlet.slug}&month=2026-11")) == ["Both"]
    assert "Nothing fits all of that" in read(client, f"{ADDRESS}?month=2020-01")
    assert '<option value="2026-10" selected>' in read(client, f"{ADDRESS}?month=2026-10")


def test_months_of_the_last_century_are_known_and_none_is_before_the_first_day(client):
    CoverageFactory(headline="A fair", printed_on=EARLIEST)
    page = read(client)
    assert "January 1990" in page
    for month in re.findall(r"[?;]month=([0-9-]+)", page):
        assert "was left aside" not in read(client, f"{ADDRESS}?month={month}")
    assert headlines(read(client, f"{ADDRESS}?month=1990-01")) == ["A fair"]
    with pytest.raises(IntegrityError, match="coverage_not_before_1990"), transaction.atomic():
        CoverageFactory(printed_on=date(1, 1, 1))


@pytest.mark.parametrize(
    "query",
    ["city=nowhere", "month=2026-13", "month=x", "month=٢٠٢٦-١١", "city=%FF%FE", f"outlet={'x' * 3000}"],
)
def test_what_is_not_known_is_named_and_not_obeyed(client, query):
    CoverageFactory(headline="There")
    page = read(client, f"{ADDRESS}?{query}")
    assert headlines(page) == ["There"]
    assert "Part of this address is not known" in page
    assert '<meta name="robots" content="noindex, follow">' in page


def test_pages_are_bounded(client):
    for number in range(31):
        CoverageFactory(headline=f"Number {number}", printed_on=date(2026, 10, 1 + number % 5))
    assert len(headlines(read(client))) == 30
    for page, shown in (("2", 1), ("99", 1), ("x", 30), ("9" * 5000, 30)):
        assert len(headlines(read(client, f"{ADDRESS}?page={page}"))) == shown
    assert client.get(f"{ADDRESS}?outlet=%00").status_code == 400


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_is_taken(client, method):
    assert getattr(client, method)(ADDRESS).status_code == 405


@time_machine.travel("2026-11-20 12:00", tick=False)
def test_chart_counts_twelve_months_as_its_table_does(client):
    for month, count in ((11, 3), (9, 1)):
        for _each in range(count):
            CoverageFactory(printed_on=date(2026, month, 2))
    CoverageFactory(printed_on=date(2025, 11, 30))
    page = read(client)
    bars = re.findall(r'class="plus" x="(\d+)" y="(\d+)" width="8" height="(\d+)"', page)
    assert len(bars) == 12
    assert [bars[-1][2], bars[-2][2], bars[-3][2], bars[0][2]] == ["40", "0", "14", "0"]
    assert "4 from December 2025 to November 2026; most in November 2026: 3." in page
    table = page.split("<caption")[1].split("</table>")[0]
    assert re.findall(r'number n">(\d+)<', table) == ["3", "0", "1", *["0"] * 9]
    assert '<a href="?month=2026-09">September 2026</a>' in table
    hull = CityFactory(name="Hull")
    for month in (2, 5):
        CoverageFactory(printed_on=date(2026, month, 2), cities=[hull])
    page = read(client, f"{ADDRESS}?city=hull")
    assert "2 from December 2025 to November 2026.<" in page, "no month of several has most"
    assert "<span>Dec 2025</span><span>Nov 2026</span>" in page
    CoverageFactory(printed_on=date(2024, 1, 2), cities=[CityFactory(name="York")])
    page = read(client, f"{ADDRESS}?city=york")
    assert "0 from December 2025 to November 2026.<" in page
    assert re.findall(r'class="plus"[^>]* height="(\d+)"', page) == ["0"] * 12
    assert months_before(date(2026, 1, 1), 1) == date(2025, 12, 1)
    assert months_before(date(2026, 12, 1), -1) == date(2027, 1, 1)


def test_dead_links_and_demonstrations_say_so(client):
    CoverageFactory(headline="Gone", dead_since=datetime(2026, 11, 20, 9, tzinfo=UTC))
    CoverageFactory(headline="Made up", is_demo=True, url="https://demo.example/story")
    page = read(client)
    assert "Not found at its address since 20 November 2026." in page
    assert page.count("Demonstration: nobody printed this.") == 1
    assert "https://demo.example/" not in page


def test_city_shows_its_own(client):
    leeds = CityFactory(name="Leeds")
    for number in range(6):
        CoverageFactory(headline=f"Leeds {number}", cities=[leeds], printed_on=date(2026, 11, 1 + number))
    CoverageFactory(headline="Elsewhere", cities=[CityFactory()])
    page = read(client, f"/cities/{leeds.slug}/")
    assert "Leeds in the press" in page
    assert ("Leeds 5" in page, "Leeds 0" in page, "Elsewhere" in page) == (True, False, False)
    assert f'href="{ADDRESS}?city={leeds.slug}"' in page


def test_action_shows_what_was_printed_about_it(client):
    action = ActionFactory()
    publish(action.plan)
    coverage = CoverageFactory(headline="About the action")
    coverage.actions.set([action])
    coverage.save()
    CoverageFactory(headline="About nothing")
    page = read(client, f"/cities/{action.plan.city.slug}/plan/actions/{action.pk}/")
    assert "About the action" in page
    assert "About nothing" not in page


def test_thirty_lines_cost_what_three_cost(client):
    plan = PlanFactory()
    actions = ActionFactory.create_batch(10, objective__plan=plan)
    publish(plan)

    def some(count: int) -> None:
        for article, action in zip(quick_articles(count), cycle(actions), strict=False):
            coverage = CoverageFactory(cities=[CityFactory()])
            coverage.articles.set([article])
            coverage.actions.set([action])
            coverage.save()

    some(3)
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as three:
        client.get(ADDRESS)
    some(27)
    with CaptureQueriesContext(connection) as thirty:
        read(client)
    assert len(thirty) == len(three) <= 9
