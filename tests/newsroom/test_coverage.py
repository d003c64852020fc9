"""Coverage by hand, by paste of an address and by suggestion, and what is kept of each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.newsroom.editor import found_articles
from portal.newsroom.models import ArticlePage, Coverage, OutletFeed, Suggestion
from portal.newsroom.services import coverage as acts
from portal.newsroom.services.coverage import AlreadyThere, add_coverage, change_coverage
from tests.factories import ActionFactory, CityFactory
from tests.factories.newsroom import (
    ArticlePageFactory,
    CoverageFactory,
    OutletFactory,
    OutletFeedFactory,
    SuggestionFactory,
)
from tests.factories.plans import publish
from tests.handbooks.editing import person, signed_in
from tests.newsroom.outside import Outside, outside_site

pytestmark = pytest.mark.django_db
LIST, ADD = (f"wagtailsnippets_newsroom_coverage:{name}" for name in ("list", "add"))


@pytest.fixture
def writer(tree: Any) -> Any:
    return signed_in(person("Writers"))


def fields(**changes: Any) -> dict[str, Any]:
    given = {"url": "https://post.example/hall", "headline": "A hall", "printed_on": "2026-11-03", "is_public": "on"}
    return {**given, **changes}


def errors(answer: Any) -> dict[str, str]:
    assert answer.status_code == 200
    return {name: str(said) for name, said in answer.context["form"].errors.items()}


# --- The acts ---------------------------------------------------------------------------------
def test_coverage_is_recorded_once_however_its_address_is_written():
    writer = person("Writers")
    first = add_coverage(CoverageFactory.build(outlet=OutletFactory(), url="https://post.example/a"), by=writer)
    assert first.added_by == writer
    for same in ("http://www.post.example/a/?utm_source=x", "https://POST.example/a#top"):
        with pytest.raises(AlreadyThere) as refused:
            add_coverage(CoverageFactory.build(outlet=first.outlet, url=same), by=writer)
        assert refused.value.coverage == first
    other = CoverageFactory(url="https://post.example/b")
    other.url = "https://post.example/a/"
    with pytest.raises(AlreadyThere):
        change_coverage(other, by=writer)
    assert Coverage.objects.count() == 2


def test_two_who_add_the_same_at_once_get_a_clear_answer(monkeypatch):
    there = CoverageFactory(url="https://post.example/a")
    answers = iter([None, there])
    monkeypatch.setattr(acts, "recorded", lambda address, **_: next(answers))
    with pytest.raises(AlreadyThere), transaction.atomic():
        add_coverage(CoverageFactory.build(outlet=there.outlet, url=there.url), by=person("Writers"))


def test_coverage_that_is_hidden_is_not_shown_until_it_is_public():
    writer = person("Reviewers")
    coverage = add_coverage(CoverageFactory.build(outlet=OutletFactory(), is_public=False), by=writer)
    assert not Coverage.objects.visible_to().exists()
    coverage.is_public = True
    change_coverage(coverage, by=writer)
    assert Coverage.objects.visible_to().get() == coverage
    coverage.is_public = False
    change_coverage(coverage, by=writer)
    assert not Coverage.objects.visible_to().exists()


def test_another_address_is_asked_anew():
    coverage = CoverageFactory(asked_at=timezone.now(), failing_since=timezone.now(), dead_since=timezone.now())
    coverage.url = "https://post.example/moved"
    change_coverage(coverage, by=person("Writers"))
    assert (coverage.asked_at, coverage.failing_since, coverage.dead_since) == (None, None, None)


@pytest.mark.parametrize("groups", [[], ["Moderators"]])
def test_who_is_no_editor_keeps_no_coverage(groups):
    someone, there = person(*groups), CoverageFactory()
    for act, thing in ((add_coverage, CoverageFactory.build(outlet=there.outlet)), (change_coverage, there)):
        with pytest.raises(PermissionDenied):
            act(thing, by=someone)


# --- By hand ----------------------------------------------------------------------------------
def test_editor_records_changes_and_finds_coverage(writer):
    city, article, action = CityFactory(), ArticlePageFactory(), ActionFactory()
    publish(action.plan)
    draft, hidden = ArticlePageFactory(live=False), ActionFactory()
    outlet = OutletFactory()
    about = {"cities": [city.pk], "articles": [article.pk], "actions": [action.pk]}
    answer = writer.post(reverse(ADD), fields(outlet=outlet.pk, headline="A\u202e  hall", **about))
    assert answer.status_code == 302
    coverage = Coverage.objects.get()
    assert (coverage.headline, list(coverage.cities.all()), list(coverage.articles.all())) == (
        "A hall",
        [city],
        [article],
    )
    assert list(coverage.actions.all()) == [action]
    edit = reverse("wagtailsnippets_newsroom_coverage:edit", args=[coverage.pk])
    assert writer.get(edit).status_code == 200
    assert writer.post(edit, fields(outlet=outlet.pk, headline="The hall")).status_code == 302
    coverage.refresh_from_db()
    assert (coverage.headline, coverage.is_public, coverage.articles.count()) == ("The hall", True, 0)
    page = writer.get(reverse(LIST), {"q": "hall", "outlet": outlet.pk, "dead": "false"}).content.decode()
    assert "The hall" in page
    assert "Not asked yet" in page
    refused = writer.post(reverse(ADD), fields(url="https://b.example/", outlet=outlet.pk, articles=[draft.pk]))
    assert "articles" in errors(refused)
    refused = writer.post(reverse(ADD), fields(url="https://b.example/", outlet=outlet.pk, actions=[hidden.pk]))
    assert "actions" in errors(refused)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("url", "https://me:x@post.example/"), ("url", "javascript:alert(1)"), ("url", "ftp://post.example/a")),
        *(("url", f"https://post.example/{'x' * 600}"), ("url", "https://[bad/"), ("headline", "\u200b\u202e")),
        *(("headline", "x" * 251), ("printed_on", "2099-01-01"), ("printed_on", "soon"), ("outlet", "99999999")),
        *(("cities", ["x"]), ("articles", ["1'--"]), ("printed_on", "0001-01-01"), ("printed_on", "1989-12-31")),
    ],
)
def test_bad_input_is_said_beside_its_field_and_kept(writer, name, value):
    answer = writer.post(reverse(ADD), {**fields(outlet=OutletFactory().pk), name: value})
    assert list(errors(answer)) == [name]
    assert not Coverage.objects.exists()


def test_duplicate_leads_to_the_record_that_is_there(writer):
    there = CoverageFactory(url="https://post.example/hall/?utm_campaign=x", headline="<b>Hall</b>")
    said = errors(writer.post(reverse(ADD), fields(outlet=there.outlet_id)))["url"]
    assert reverse("wagtailsnippets_newsroom_coverage:edit", args=[there.pk]) in said
    assert "&lt;b&gt;Hall" in said
    said = writer.post(reverse("newsroom_paste"), {"url": "http://post.example/hall"})
    assert "recorded already" in errors(said)["url"]


def test_any_article_is_found_by_words_and_what_was_typed_and_ticked_stays(writer, monkeypatch):
    monkeypatch.setattr(found_articles, "NEWEST", 1)
    mill, ferry, newest = (
        ArticlePageFactory(title=title, first_published_at=timezone.now() - timedelta(days=days))
        for title, days in (("The mill opens again", 900), ("A ferry", 800), ("The newest", 1))
    )
    ArticlePageFactory(title="The mill in draft", live=False)
    given = fields(headline="", printed_on="soon", articles=[ferry.pk], is_public="")
    asked = {**given, found_articles.FIND: "1", found_articles.WORDS: " MILL opens\0 "}
    listed = writer.get(reverse(ADD)).context["form"].fields["articles"].choices
    assert [key for key, _said in listed] == [newest.pk]
    answer = writer.post(reverse(ADD), asked)
    form, page = answer.context["form"], answer.content.decode()
    assert not form.errors
    assert [key for key, _said in form.fields["articles"].choices] == [ferry.pk, mill.pk, newest.pk]
    assert "1 article with these words stands in the list." in page
    assert "Nothing is saved yet" in page
    assert (form["articles"].value(), form["printed_on"].value(), form["url"].value()) == (
        [str(ferry.pk)],
        "soon",
        given["url"],
    )
    assert 'value="MILL opens"' in page
    assert not Coverage.objects.exists()
    for words, said in (("", "Give a word"), ("draft", "No published article has")):
        assert said in writer.post(reverse(ADD), {**asked, found_articles.WORDS: words}).content.decode()

    whole = fields(outlet=OutletFactory().pk, articles=[ferry.pk, mill.pk], **{found_articles.WORDS: "mill"})
    assert writer.post(reverse(ADD), whole).status_code == 302
    coverage = Coverage.objects.get()
    assert set(coverage.articles.all()) == {ferry, mill}
    ArticlePage.objects.filter(pk=mill.pk).update(live=False)
    edit = reverse("wagtailsnippets_newsroom_coverage:edit", args=[coverage.pk])
    answer = writer.post(edit, {**whole, "articles": [], found_articles.FIND: "1", found_articles.WORDS: "newest"})
    assert {key for key, _said in answer.context["form"].fields["articles"].choices} == {ferry.pk, mill.pk, newest.pk}
    assert answer.context["form"]["articles"].value() == []
    assert coverage.articles.count() == 2
    assert writer.post(edit, whole).status_code == 302
    assert coverage.articles.count() == 2


def test_form_costs_the_same_with_many_articles_and_actions(writer):
    def some(count: int) -> None:
        for _each in range(count):
            ArticlePageFactory()
            action = ActionFactory()
            publish(action.plan)

    some(3)
    writer.get(reverse(ADD))
    with CaptureQueriesContext(connection) as three:
        writer.get(reverse(ADD))
    some(7)
    with CaptureQueriesContext(connection) as ten:
        assert writer.get(reverse(ADD)).status_code == 200
    assert len(ten) == len(three)


@pytest.mark.parametrize(
    "query",
    [
        "url=%00&headline=%00%ED%A0%80&printed_on=2026-02-31&outlet=9999999999&suggestion=-1",
        "printed_on=x&outlet=x&suggestion=²",
        f"headline={'x' * 4000}",
    ],
)
def test_form_begun_with_nonsense_is_a_form(writer, query):
    assert writer.get(f"{reverse(ADD)}?{query}").status_code in (200, 400)


# --- By paste of an address -------------------------------------------------------------------
@pytest.fixture
def site(settings: Any) -> Iterator[Outside]:
    settings.LINK_CHECK_PRIVATE_HOSTS = True
    with outside_site() as site:
        yield site


def test_page_at_an_address_fills_the_form_in(writer, site):
    outlet = OutletFactory(website=site.url, city=CityFactory())
    page = (
        "<title>Not this</title><meta property='og:title' content='Who owns the &lt;b&gt;sun &amp; wind?&lt;/b&gt;'>"
        "<meta property='article:published_time' content='2026-11-03T09:00:00Z'><link rel=canonical href='/sun'>"
    )
    site.say("/sun-amp", page, Content_Type="text/html; charset=utf-8")
    address = site.say("/short", status=302, Location="/sun-amp?utm_source=x")
    answer = writer.post(reverse("newsroom_paste"), {"url": address})
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer.url).query) == {
        "url": [f"{site.url}/sun"],
        "headline": ["Who owns the sun & wind?"],
        "printed_on": ["2026-11-03"],
        "outlet": [str(outlet.pk)],
    }
    form = writer.get(answer.url).context["form"]
    assert (form["headline"].value(), form["outlet"].value()) == ("Who owns the sun & wind?", outlet.pk)
    assert form["printed_on"].value() == date(2026, 11, 3)
    assert form["cities"].value() == [outlet.city_id]
    assert not Coverage.objects.exists()


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7 \x00", b"<title>\xff\xfe\x00</title>", b"<script>" * 1000])
def test_page_that_says_nothing_is_left_to_the_editor(writer, site, body):
    answer = writer.post(reverse("newsroom_paste"), {"url": site.say("/odd", body)}, follow=True)
    assert answer.status_code == 200
    assert answer.context["form"]["url"].value() == f"{site.url}/odd"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("{site}/gone", "status 404"),
        ("http://127.0.0.1:1/closed", "could not be reached"),
        ("{site}/inwards", "not a web address"),
    ],
)
def test_page_that_cannot_be_read_says_why_and_keeps_what_was_typed(writer, site, address, said):
    site.say("/inwards", status=302, Location="file:///etc/passwd")
    address = address.format(site=site.url)
    answer = writer.post(reverse("newsroom_paste"), {"url": address})
    assert said in errors(answer)["url"]
    assert "Fill the form in by hand" in errors(answer)["url"]
    assert answer.context["form"]["url"].value() == address


def test_address_that_is_too_long_says_so_and_is_cut_by_no_browser(writer):
    form, long = reverse("newsroom_paste"), "https://" + "a" * 3000
    for page in (form, reverse("wagtailsnippets_newsroom_coverage:add")):
        assert "maxlength" not in str(writer.get(page).context["form"]["url"])
    assert "at most 500 characters" in errors(writer.post(form, {"url": long}))["url"]
    no_host = errors(writer.post(form, {"url": "https://" + "a" * 64 + ".example/"}))["url"]
    assert "not the address of a public website" in no_host


@pytest.mark.parametrize("address", ["", "x", "javascript:alert(1)", "http://169.254.169.254/latest/", "http://[::1]/"])
def test_what_is_no_public_address_is_refused(writer, address):
    assert "url" in errors(writer.post(reverse("newsroom_paste"), {"url": address}))


# --- By suggestion ----------------------------------------------------------------------------
def test_editor_accepts_declines_and_completes_suggestions(writer):
    outlet = OutletFactory(city=CityFactory())
    feed = OutletFeedFactory(outlet=outlet, problem="It was too slow", failing_since=timezone.now())
    one, two, three, undated = (
        SuggestionFactory(feed=feed, printed_on=day) for day in (*[date(2026, 11, 3)] * 3, None)
    )
    address = reverse("newsroom_suggestions")
    OutletFeedFactory(problem="200 of its suggestions wait.")
    page = writer.get(address).content.decode()
    cannot, full = (part.split("</section>")[0] for part in page.split('<section class="rc-message"')[1:])
    assert "Feeds that cannot be read" in cannot
    assert "It was too slow" in cannot
    assert "since" in cannot
    assert "Feeds that wait for room" in full
    assert "200 of its suggestions wait." in full
    assert "since" not in full
    assert page.count('name="chosen"') == 4
    assert writer.post(address, {"accept": one.pk}).status_code == 302
    answer = writer.post(address, {"act": "accept", "chosen": [two.pk, undated.pk, "x", "9" * 40]}, follow=True)
    assert "has no date" in answer.content.decode()
    assert "1 suggestion is coverage now." in answer.content.decode()
    writer.post(address, {"decline": three.pk})
    assert Coverage.objects.count() == 2
    assert list(Suggestion.objects.waiting()) == [undated]
    form = writer.get(f"{reverse(ADD)}?suggestion={undated.pk}").context["form"]
    assert (form["url"].value(), form["outlet"].value()) == (undated.url, outlet.pk)
    assert writer.post(reverse(ADD), fields(url=undated.url, outlet=outlet.pk)).status_code == 302
    assert not Suggestion.objects.waiting().exists()
    assert "Choose at least one" in writer.post(address, {"act": "decline"}, follow=True).content.decode()


def test_suggestions_cost_what_one_costs(writer):
    address = reverse("newsroom_suggestions")
    SuggestionFactory.create_batch(3)
    writer.get(address)
    with CaptureQueriesContext(connection) as three:
        writer.get(address)
    SuggestionFactory.create_batch(27)
    with CaptureQueriesContext(connection) as thirty:
        writer.get(address)
    assert len(thirty) == len(three)


def test_feed_with_other_words_is_read_anew(writer):
    feed = OutletFeedFactory(etag="1", asked_at=timezone.now() - timedelta(minutes=1), keywords="roof")
    edit = reverse("wagtailsnippets_newsroom_outletfeed:edit", args=[feed.pk])
    given = {"outlet": feed.outlet_id, "url": feed.url, "is_followed": "on", "keywords": "roof\nheat", "unwanted": ""}
    assert writer.post(edit, given).status_code == 302
    assert OutletFeed.objects.values_list("etag", "asked_at").get() == ("", None)


@pytest.mark.parametrize("name", [LIST, ADD, "newsroom_paste", "newsroom_suggestions"])
def test_doors_are_closed_to_others(client, name, tree):
    assert client.get(reverse(name)).status_code == 302
    assert signed_in(person("Moderators")).get(reverse(name)).status_code == 302
    assert signed_in(person()).post(reverse(name)).status_code == 302
