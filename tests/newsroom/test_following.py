"""Following the feeds of outlets: what is suggested, what never twice, and what no feed can do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from portal.newsroom import tasks
from portal.newsroom.choices import SuggestionState
from portal.newsroom.feed_items import MOST_ITEMS, NoFeed, items_of
from portal.newsroom.keywords import Words
from portal.newsroom.models import Coverage, OutletFeed, Suggestion
from portal.newsroom.services import following, suggesting
from portal.newsroom.services.coverage import change_coverage
from tests.factories import CityFactory
from tests.factories.newsroom import CoverageFactory, OutletFactory, OutletFeedFactory, SuggestionFactory
from tests.handbooks.editing import person, signed_in
from tests.newsroom.outside import Outside, outside_site

TODAY = date(2026, 11, 26)
BASE = "https://news.example/feeds/all.xml"
RSS = """<?xml version="1.0"?><!DOCTYPE rss><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>The Post</title><link>https://news.example/</link>
<item><media:title>A picture</media:title><title>Local economy: &lt;b&gt;roofs&lt;/b&gt;</title><link>/story-1</link>
<pubDate>Tue, 03 Nov 2026 23:30:00 -0500</pubDate>
<description>What a town &amp;amp; its &lt;p&gt;people did.</description></item>
<item><title>No date</title><guid>https://news.example/story-2</guid></item>
<item><title>Nowhere</title></item><item><link>/untitled</link></item>
<item><title>Script</title><link>javascript:alert(1)</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://cdn.example/base/"><title>The Post</title>
<entry><title type="html">Local economy</title><link rel="self" href="/api/1"/><link href="../story-1"/>
<published>2026-11-03T09:00:00Z</published><updated>2026-11-09T09:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Some <b>words</b></div></content></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel/><item rdf:about="x"><title>Local economy</title>
<link>https://news.example/story-1</link><dc:date>2026-11-03</dc:date></item></rdf:RDF>"""
BOMB = (
    '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    "<rss><channel><item><title>&c;</title><link>/x</link></item></channel></rss>"
)
OUTER = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title></channel></rss>'


def item(number: int, title: str = "The local economy") -> str:
    return f"<item><title>{title} {number}</title><link>/story-{number}</link></item>"


def rss(*items: str) -> str:
    return f"<rss><channel>{''.join(items)}</channel></rss>"


def test_each_kind_of_feed_is_read():
    first, undated = items_of(RSS.encode(), BASE, today=TODAY)
    assert (first.url, first.headline) == ("https://news.example/story-1", "Local economy: roofs")
    assert (first.printed_on, first.excerpt) == (date(2026, 11, 4), "What a town &amp; its people did.")
    assert (undated.url, undated.printed_on) == ("https://news.example/story-2", None)
    (entry,) = items_of(ATOM.encode(), BASE, today=TODAY)
    assert (entry.url, entry.printed_on, entry.excerpt) == (
        "https://cdn.example/story-1",
        date(2026, 11, 3),
        "Some words",
    )
    (old,) = items_of(RDF.encode(), BASE, today=TODAY)
    assert (old.url, old.printed_on) == ("https://news.example/story-1", date(2026, 11, 3))


@pytest.mark.parametrize(
    "feed",
    [
        *(BOMB, OUTER, "", "no xml", "<rss><channel>", "<html><body>Sorry</body></html>", "<rss>&nbsp;</rss>"),
        *("<rss>" + "<a>" * 100 + "</a>" * 100 + "</rss>", "<rss>" + "<a/>" * 200_001 + "</rss>"),
        '<?xml version="1.0" encoding="no-such"?><rss/>',
        '<?xml version="1.0" encoding="euc-kr"?><rss>\u00e9</rss>',
        b"<rss><channel>\xff\xfe\xe9</channel></rss>",
        b"\x1f\x8b\x08\x00 packed",
        "<rss><item><title>\x00</title></item></rss>",
    ],
)
def test_what_is_no_feed_says_so(feed):
    with pytest.raises(NoFeed) as refused:
        items_of(feed if isinstance(feed, bytes) else feed.encode(), BASE)
    assert str(refused.value)
    assert "\x00" not in str(refused.value)


def test_ten_thousand_items_cost_what_the_first_cost():
    assert len(items_of(rss(*(item(number) for number in range(10_000))).encode(), BASE)) == MOST_ITEMS


@pytest.mark.parametrize(
    "said",
    [
        *("Tue, 99 Nov 2026 10:00:00 GMT", "soon", "", "2030-01-01", "1815-06-18"),
        *("Tue, 03 Nov 99999 00:00:00 GMT", "2026-11-03T25:00:00Z", "-1", "Tue, 03 Nov 2026 10:00:00 +9999"),
    ],
)
def test_date_that_is_none_is_left_open(said):
    feed = f"<rss><item><title>A</title><link>/a</link><pubDate>{said}</pubDate></item></rss>"
    assert items_of(feed.encode(), BASE, today=TODAY)[0].printed_on is None


@pytest.mark.parametrize(
    "link", ["//x:99999999/", "http://[bad", "http://a:b@c.example/", "mailto:a@b", "x" * 600, " "]
)
def test_item_that_leads_nowhere_is_left_out(link):
    assert items_of(f"<rss><item><title>A</title><link>{link}</link></item></rss>".encode(), BASE) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A LOCAL   economy, at last", ["local economy"]),
        ("The “local-economy” question", ["local economy"]),
        ("Localeconomy and economy local", []),
        ("Council's Café opens", ["cafe", "Council’s"]),
        ("CAFE\u0301 society", ["cafe"]),
        ("Cafeteria", []),
        ("Local economy in football", []),
        ("", []),
    ],
)
def test_words_are_whole_and_without_case_or_accents(text, found):
    feed = OutletFeed(keywords="local economy\ncafe\nCouncil’s\n  \n--", unwanted="Football\n")
    assert Words.of(feed).found_in(text) == found


# --- With the database ------------------------------------------------------------------------
@pytest.fixture
def site(settings: Any) -> Iterator[Outside]:
    settings.LINK_CHECK_PRIVATE_HOSTS, settings.LINK_CHECK_PAUSE = True, 0
    with outside_site() as site:
        yield site


@pytest.fixture
def feed(site: Outside, db: None) -> OutletFeed:
    return OutletFeedFactory(url=f"{site.url}/feed.xml", keywords="local economy", outlet__city=CityFactory())


def test_feed_is_asked_for_what_changed_and_suggests_each_once(site, feed):
    site.say("/feed.xml", rss(item(1), item(1), item(2), item(3, "Football")), ETag='"1"', Last_Modified="Thu")
    assert tasks.follow_feeds() == 2
    assert list(Suggestion.objects.values_list("headline", "matched").order_by("headline")) == [
        ("The local economy 1", ["local economy"]),
        ("The local economy 2", ["local economy"]),
    ]
    assert tasks.follow_feeds() == 0
    assert len(site.asked) == 1
    OutletFeed.objects.update(asked_at=timezone.now() - timedelta(hours=1))
    assert tasks.follow_feeds() == 0
    assert (site.asked[1][1]["If-None-Match"], site.asked[1][1]["If-Modified-Since"]) == ('"1"', "Thu")
    feed.refresh_from_db()
    assert (feed.problem, feed.etag) == ("", '"1"')


def test_what_is_covered_declined_or_old_is_not_suggested(site, feed):
    old = "<item><title>Local economy</title><link>/old</link><pubDate>Tue, 03 Nov 2020 10:00:00 GMT</pubDate></item>"
    CoverageFactory(url=f"{site.url}/story-1/?utm_source=feed")
    SuggestionFactory(url=f"{site.url}/story-2", state=SuggestionState.DECLINED)
    site.say("/feed.xml", rss(item(1), item(2), item(3), old))
    assert following.follow(feed) == 1
    assert Suggestion.objects.waiting().get().url == f"{site.url}/story-3"


def test_feed_that_brings_more_than_editors_can_settle_waits_for_them(site, feed, monkeypatch):
    monkeypatch.setattr(following, "MOST_WAITING", 3)
    SuggestionFactory(feed=feed)
    SuggestionFactory.create_batch(2)
    SuggestionFactory(feed=feed, state=SuggestionState.DECLINED)
    site.say("/feed.xml", rss(*(item(number) for number in range(5))), ETag='"1"')
    assert following.follow(feed) == 2
    feed.refresh_from_db()
    assert "3 of its suggestions wait" in feed.problem
    assert (feed.failing_since, feed.etag) == (None, "")
    assert following.follow(feed) == 0
    suggesting.decline(Suggestion.objects.waiting().filter(feed=feed), by=person("Writers"))
    assert following.follow(feed) == 3
    feed.refresh_from_db()
    assert (feed.problem, feed.etag) == ("", '"1"')


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (200, BOMB, "entities"),
        (200, "<rss>\n<channel>\n</rss>", "XML is broken in line 3"),
        (404, "", "status 404"),
        (500, rss(item(1)), "status 500"),
        (200, b"x" * 5_000_001, "too large"),
    ],
    ids=["bomb", "broken", "gone", "fault", "huge"],
)
def test_feed_that_fails_says_why_and_is_asked_less_often(site, feed, status, body, said):
    site.say("/feed.xml", body, status)
    began = timezone.now()
    moments = [began]
    for hour in range(1, 40):
        moment = began + timedelta(hours=hour)
        feed.refresh_from_db()
        if hour == 1 or following.is_due(feed, moment):
            following.follow(feed, at=moment)
            moments.append(moment)
    feed.refresh_from_db()
    assert said in feed.problem
    assert feed.failing_since == began + timedelta(hours=1)
    assert len(moments) < 10
    assert not Suggestion.objects.exists()
    site.say("/feed.xml", rss(item(1)))
    assert following.follow(feed) == 1
    feed.refresh_from_db()
    assert (feed.problem, feed.failing_since) == ("", None)


def test_one_feed_does_not_keep_the_others_waiting(site, feed, monkeypatch):
    other = OutletFeedFactory(url=f"{site.url}/other.xml", keywords="local economy")
    OutletFeedFactory(url=f"{site.url}/left.xml", is_followed=False)
    site.say("/other.xml", rss(item(1)))
    real = following.items_of

    def fails(body: bytes, address: str) -> Any:
        if address.endswith("feed.xml"):
            raise MemoryError("unforeseen")
        return real(body, address)

    site.say("/feed.xml", rss(item(2)))
    monkeypatch.setattr(following, "items_of", fails)
    assert tasks.follow_feeds() == 1
    feed.refresh_from_db()
    assert feed.problem == "What it answered cannot be read"
    assert Suggestion.objects.get().feed == other
    assert [path for path, _headers in site.asked] == ["/feed.xml", "/other.xml"]


def test_feed_that_was_removed_meanwhile_brings_nothing(site, feed):
    site.say("/feed.xml", rss(item(1)))
    OutletFeed.objects.all().delete()
    assert following.follow(feed) == 0


def test_editor_looks_at_a_feed_now_and_is_told_what_was_found(site, feed):
    OutletFeed.objects.update(is_followed=False)
    client, url = signed_in(person("Writers")), reverse("newsroom_feed_look", args=[feed.pk])
    form = reverse(OutletFeed.snippet_viewset.get_url_name("edit"), args=[feed.pk])
    assert url in client.get(form).content.decode()
    assert feed.url in client.get(url).content.decode()
    assert not site.asked, "nothing is asked by a question"

    told = client.post(url, follow=True).content.decode()
    assert "The feed could not be read. It answered with status 404." in told
    again = client.post(url)
    assert "a moment ago" in str(again.context["form"].errors)
    assert len(site.asked) == 1
    site.say("/feed.xml", rss(item(1), item(2), item(3, "Football")))
    for said in ("It brought 2 suggestions.", "Nothing new in it has the words"):
        OutletFeed.objects.update(asked_at=timezone.now() - timedelta(minutes=2))
        page = client.post(url, follow=True).content.decode()
        assert said in page
        assert ", and read." in page
    with pytest.raises(PermissionDenied):
        following.look_now(feed, by=person())


def test_private_feed_is_never_asked(db):
    feed = OutletFeedFactory(url="http://127.0.0.1:1/feed.xml")
    following.follow(feed)
    feed.refresh_from_db()
    assert feed.problem


def test_accepting_makes_coverage_of_the_city_once(feed):
    writer = person("Writers")
    suggestion = SuggestionFactory(feed=feed)
    coverage = suggesting.accept(suggestion, by=writer)
    assert (coverage.outlet, list(coverage.cities.all())) == (feed.outlet, [feed.outlet.city])
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.coverage, suggestion.settled_by) == ("accepted", coverage, writer)
    with pytest.raises(ValidationError, match="does not wait any more"):
        suggesting.accept(suggestion, by=writer)
    assert Coverage.objects.count() == 1

    feed.outlet.is_demo = True
    feed.outlet.save()
    made_up = suggesting.accept(SuggestionFactory(feed=feed), by=writer)
    assert (coverage.is_demo, made_up.is_demo) == (False, True), "readers are told that nobody printed it"
    made_up.outlet = OutletFactory()
    assert not change_coverage(made_up, by=writer).is_demo


@pytest.mark.parametrize("meanwhile", ["declined", "cleared"])
def test_what_another_settled_or_the_night_cleared_becomes_no_coverage(feed, meanwhile):
    writer, suggestion = person("Writers"), SuggestionFactory(feed=feed)
    if meanwhile == "declined":
        suggesting.decline([suggestion], by=person("Reviewers"))
    else:
        suggesting.clear_suggestions(timezone.now() + timedelta(days=91))
    with pytest.raises(ValidationError, match="does not wait any more"):
        suggesting.accept(suggestion, by=writer)
    assert not Coverage.objects.exists()
    assert not Suggestion.objects.exclude(state=SuggestionState.DECLINED).exists()


def test_undated_waits_for_an_editor_and_readers_decide_nothing(feed):
    undated = SuggestionFactory(feed=feed, printed_on=None)
    with pytest.raises(ValidationError, match="no date"):
        suggesting.accept(undated, by=person("Writers"))
    for act in (suggesting.accept, lambda one, by: suggesting.decline([one], by=by)):
        with pytest.raises(PermissionDenied):
            act(undated, by=person())
    assert suggesting.decline([undated], by=person("Writers")) == 1
    assert not Suggestion.objects.waiting().exists()


def test_what_nobody_settled_is_cleared_and_what_was_declined_is_kept(feed):
    SuggestionFactory(feed=feed)
    SuggestionFactory(feed=feed, state=SuggestionState.DECLINED)
    SuggestionFactory(feed=feed, state=SuggestionState.ACCEPTED)
    assert suggesting.clear_suggestions(timezone.now() + timedelta(days=89)) == 0
    assert suggesting.clear_suggestions(timezone.now() + timedelta(days=91)) == 1
    assert not Suggestion.objects.waiting().exists()
    assert OutletFactory._meta.model.objects.count() == 1
