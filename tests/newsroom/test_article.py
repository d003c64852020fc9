"""What a reader finds on an article."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.timezone import localdate

from cities.plans.models import Action
from portal.media.models import PortalImage
from portal.newsroom.cards import card_url
from portal.newsroom.models import ArticleAuthor, ArticlePage, Coverage
from portal.words.themes import Theme
from tests.factories import ActionFactory, CityFactory, EntryPageFactory, PrecedentPageFactory
from tests.factories.handbooks import published
from tests.factories.newsroom import ArticlePageFactory, AuthorFactory, CoverageFactory, picture
from tests.factories.plans import publish

pytestmark = pytest.mark.django_db

THERE = "https://newstart.example"


def read(client, article, query: str = "") -> str:
    response = client.get(f"/news/{article.slug}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def an_action() -> Action:
    action = ActionFactory(title="Buy back the hall")
    publish(action.plan)
    return action


def part(page: str, start: str, end: str) -> str:
    return page.split(start, 1)[1].split(end, 1)[0]


def test_article_shows_its_authors_day_reading_time_and_contents(client):
    authors = [
        AuthorFactory(name="Ana Rees", role="Reporter"),
        AuthorFactory(name="Bo Lund", role=""),
        AuthorFactory(name="The desk", role="All of us", is_body=True),
    ]
    text = f"<h2>First part</h2><p>{'word ' * 454}</p><h2>Second &amp; last</h2><p>End.</p>"
    article = ArticlePageFactory(title="A title", standfirst="Why it matters.", authors=authors, body=[("text", text)])
    page = read(client, article)
    assert page.count("<h1") == 1
    assert "Why it matters." in page
    assert 'href="/news/authors/ana-rees/"' in page
    assert 'href="/news/authors/bo-lund/"' in page
    assert "</a>, Reporter" in page
    assert "All of us" not in page  # what a body does is on its own page
    assert article.words == 460
    assert "2 minutes to read" in page
    contents = part(page, 'class="inpage', "</nav>")
    assert 'href="#h-first-part"' in contents
    assert "Second &amp; last" in contents
    assert 'id="h-second-last"' in page


def test_authors_are_one_sentence_and_none_is_more_than_words(client):
    authors = [AuthorFactory(name=name, role="") for name in ("Ana Rees", "Bo <i>Lund", "Cy Day")]
    byline = part(read(client, ArticlePageFactory(authors=authors)), 'class="byline">', "·")
    assert " ".join(strip_tags(byline).split()) == "By Ana Rees, Bo &lt;i&gt;Lund and Cy Day"


def test_one_heading_makes_no_contents(client):
    assert "In this article" not in read(client, ArticlePageFactory(body=[("text", "<h2>Alone</h2><p>Text.</p>")]))


def test_words_are_counted_again_when_the_article_is_published_again():
    article = ArticlePageFactory(body=[("text", "<p>One two.</p><p>three</p>")])
    article.body = [("pull_quote", {"text": "four words in all", "who": ""})]
    published(article)
    assert ArticlePage.objects.get(pk=article.pk).words == 4


def test_article_that_ran_elsewhere_says_so_and_sends_search_engines_there(client):
    there = "https://newstartmag.co.uk/articles/a-piece/"
    article = ArticlePageFactory(first_ran_at=there, first_ran_in="New Start", first_ran_on=date(2026, 9, 3))
    page = read(client, article)
    assert f'<link rel="canonical" href="{there}">' in page
    assert page.count('rel="canonical"') == 1
    assert "First ran in New Start on 3 September 2026" in page
    own = read(client, ArticlePageFactory(slug="own"))
    assert '/news/own/">' in part(own, 'rel="canonical"', "\n")
    assert "First ran" not in own


@pytest.mark.parametrize(
    ("names", "first_run", "credit", "asked"),
    [
        (
            ["Ana Rees", "Bo Lund"],
            {},
            "Ana Rees and Bo Lund ({year}) “Small sums”, Resilient Cities, {day}. {own}",
            "Free",
        ),
        ([], {}, "Resilient Cities ({year}) “Small sums”, {day}. {own}", "Free to republish with this credit"),
        (
            ["Ana Rees"],
            {"first_ran_in": "New Start", "first_ran_at": f"{THERE}/a/", "first_ran_on": date(2025, 9, 3)},
            f"Ana Rees (2025) “Small sums”, New Start, 3 September 2025. {THERE}/a/",
            "credits New Start",
        ),
        (["Ana Rees"], {"first_ran_in": "New Start"}, "Ana Rees “Small sums”, New Start. {own}", "credits New Start"),
        ([], {"first_ran_at": f"{THERE}/a/"}, f"Resilient Cities “Small sums”. {THERE}/a/", "credits the place where"),
    ],
    ids=["authors", "no author", "elsewhere", "elsewhere on paper", "elsewhere, not named"],
)
def test_credit_is_ready_to_copy_and_stands_on_paper_with_the_address(client, names, first_run, credit, asked):
    authors = [AuthorFactory(name=name, role="") for name in names]
    article = ArticlePageFactory(title="Small sums", authors=authors, **first_run)
    own, day = f"{settings.SITE_URL}/news/small-sums/", date_format(localdate(article.first_published_at), "j F Y")
    note = part(read(client, article), 'aria-labelledby="cite">', "</section>")
    credit = credit.format(year=day[-4:], day=day, own=own)
    assert f'id="cite-text">{credit}<' in note
    assert asked in note
    printed = " ".join(part(note, 'class="print-only">', "<").split())
    source = "" if own in credit else f" from {own}"
    assert printed == f"Printed{source} on {date_format(localdate(), 'j F Y')}."
    assert "BibTeX" not in note


def test_corrections_are_told_at_the_top_and_listed_at_the_end(client):
    article = ArticlePageFactory(corrections=["It was four homes, not five."])
    page = read(client, article)
    assert "Corrected on 2 November 2026" in part(page, "</h1>", 'class="spread"')
    assert "It was four homes, not five." in part(page, 'id="corrections"', "</section>")
    assert "Corrected on" not in read(client, ArticlePageFactory())


def test_update_on_a_later_day_is_told(client):
    article = ArticlePageFactory()
    assert "Updated" not in read(client, article)
    ArticlePage.objects.filter(pk=article.pk).update(first_published_at=timezone.now() - timedelta(days=3))
    assert "Updated" in read(client, article)


def test_related_pieces_share_most_first_and_are_never_drafts_or_itself(client):
    entry, city = EntryPageFactory(), CityFactory()
    article = ArticlePageFactory(title="The piece itself", entries=[entry], cities=[city], themes=[Theme.ENERGY])
    ArticlePageFactory(title="Same theme", themes=[Theme.ENERGY])
    ArticlePageFactory(title="Same city", cities=[city], themes=[Theme.FINANCE])
    ArticlePageFactory(title="Same entry", entries=[entry], themes=[Theme.FINANCE])
    ArticlePageFactory(title="Not yet out", themes=[Theme.ENERGY], live=False)
    ArticlePageFactory(title="Of something else", themes=[Theme.ORGANISING])
    related = part(read(client, article), 'id="related"', "</section>")
    places = [related.find(title) for title in ("Same entry", "Same city", "Same theme")]
    assert -1 not in places
    assert places == sorted(places)
    assert not [title for title in ("itself", "Not yet out", "something else") if title in related]


def test_previous_and_next_follow_the_day(client):
    now = timezone.now()
    for days, title in ((1, "The newest"), (2, "The middle one"), (3, "The oldest"), (4, "A withdrawn one")):
        article = ArticlePageFactory(title=title)
        ArticlePage.objects.filter(pk=article.pk).update(first_published_at=now - timedelta(days=days))
    article.unpublish()
    turn = part(read(client, ArticlePage.objects.get(slug="the-middle-one")), 'class="turn', "</nav>")
    assert "The oldest" in part(turn, 'rel="prev"', "</a>")
    assert "The newest" in part(turn, 'rel="next"', "</a>")
    assert 'rel="prev"' not in read(client, ArticlePage.objects.get(slug="the-oldest"))


def covered(article: ArticlePage, headline: str, **values: object) -> Coverage:
    coverage = CoverageFactory(headline=f"{headline} in print", **values)
    coverage.articles.set([article])
    coverage.save()
    return coverage


def test_coverage_of_the_article_is_listed_unless_it_is_hidden_or_of_another(client):
    article = ArticlePageFactory()
    told = covered(article, "Told")
    covered(article, "Hidden", is_public=False)
    covered(ArticlePageFactory(), "Elsewhere")
    page = read(client, article)
    assert "Told in print" in part(page, f'href="{told.url}"', "</a>")
    assert "Hidden in print" not in page
    assert "Elsewhere in print" not in page


def test_coverage_that_nobody_printed_or_that_is_gone_says_so_beside_the_article(client):
    article = ArticlePageFactory()
    demo = covered(article, "Made up", is_demo=True)
    covered(article, "Gone", dead_since=datetime(2026, 11, 5, tzinfo=UTC))
    page = read(client, article)
    assert "nobody printed this" in part(page, "Made up in print", "</li>")
    assert demo.url not in page
    assert "Not found at its address since 5 November 2026" in part(page, "Gone in print", "</li>")


def test_problem_with_an_article_can_be_reported(client):
    article = ArticlePageFactory()
    address = reverse("report_problem", args=[article.pk])
    assert f'href="{address}?nation=wales"' in read(client, article, "?nation=wales")
    assert client.get(address).status_code == 200


def test_lead_image_has_its_text_credit_sizes_and_place(client):
    image = picture(credit="Drawn by A. Hand, CC BY")
    page = read(client, ArticlePageFactory(lead_image=image, lead_image_alt="Two rings"))
    lead = part(page, "lead-plate", "</figure>")
    assert 'alt="Two rings"' in lead
    assert "Drawn by A. Hand, CC BY" in lead
    assert "640w" in lead
    assert "sizes=" in lead
    assert 'height="' in lead
    assert "lazy" not in lead


def test_picture_is_cut_around_its_focal_point(client):
    image = picture(focal_point_x=1500, focal_point_y=450, focal_point_width=100, focal_point_height=100)
    page = read(client, ArticlePageFactory(lead_image=image, lead_image_alt="Two rings"))
    copies = image.renditions.all()
    assert copies
    for copy in copies:
        assert copy.filter_spec.startswith("fill-")
        assert copy.focal_point_key
        assert copy.url in part(page, "lead-plate", "</figure>")


def test_paper_is_spared_what_only_a_screen_can_do(client):
    text = "".join(f"<h2>Part {number}</h2><p>Words.</p>" for number in range(3))
    film = {"url": "https://vimeo.com/1", "title": "A film", "summary": "What is said."}
    ArticlePageFactory(title="A related piece")
    page = read(client, ArticlePageFactory(body=[("text", text), ("video", film)]))
    for marked in (
        r'<section class="mnote share noprint"[^>]*>\s*<h2 id="share">',
        r'<p class="noprint" data-play hidden>\s*<button',
        r'<div class="marg noprint">\s*<nav class="inpage',
        r'<div class="tools noprint">\s*<a [^>]*href="#cite">.*?</a>\s*<button[^>]*data-print',
        r'<h2 id="discussions" class="noprint">\s*In the peer network',
        r'<section class="part noprint" aria-labelledby="related">',
        r'<div class="mnote noprint">\s*<h2>Something wrong',
    ):
        assert re.search(marked, page), marked


def test_lost_image_leaves_the_article_as_it_is(client):
    image = picture()
    article = ArticlePageFactory(lead_image=image, body=[("figure", {"image": image, "caption": "Lost"})])
    image.file.storage.delete(image.file.name)
    page = read(client, article)
    assert "<img" not in part(page, "</h1>", "</article>")


def test_link_in_the_text_to_a_page_that_is_withdrawn_leads_nowhere(client):
    entry = EntryPageFactory(title="An entry")
    article = ArticlePageFactory(body=[("text", f'<p>See <a linktype="page" id="{entry.pk}">this entry</a>.</p>')])
    assert f'href="{entry.url}">this entry</a>' in read(client, article)
    entry.unpublish()
    page = read(client, article)
    assert "this entry" in page
    assert entry.slug not in page


def test_unpublished_article_is_withdrawn_with_its_cards(client):
    article = ArticlePageFactory()
    card = card_url(article)
    assert client.get(card).status_code == 200
    article.unpublish()
    gone = client.get(f"/news/{article.slug}/")
    assert gone.status_code == 410
    assert article.title in gone.content.decode()
    assert client.get(card).status_code == 404


@pytest.mark.parametrize("is_saved", [True, False])
def test_preview_of_a_draft_shows_what_is_written_and_gives_no_address_away(is_saved):
    entry, author = EntryPageFactory(title="Give land"), AuthorFactory(name="Ana Rees")
    body = [("text", f"<p>{'word ' * 690}</p>"), ("page", entry)]
    if is_saved:
        article = ArticlePageFactory(live=False, body=body, authors=[author], entries=[entry])
        article = article.save_revision().as_object()
    else:
        article = ArticlePage(title="New", standfirst="Why.", themes=[Theme.ENERGY], body=body)
        article.bylines = [ArticleAuthor(author=author)]
    CoverageFactory(headline="About nothing here")
    response = article.make_preview_request()
    page = response.content.decode()
    assert response.status_code == 200
    for words in ("Ana Rees", "Give land", "3 minutes to read", "Not published"):
        assert words in page
    for words in (
        "About nothing here",
        "canonical",
        "og:",
        "ld+json",
        'id="share"',
        'id="cite"',
        '"#cite"',
        "Report a problem",
    ):
        assert words not in page


def everything(cards: int) -> ArticlePage:
    """Return an article with as many blocks of every kind."""
    city, image = CityFactory(), picture()
    entries = [EntryPageFactory() for _ in range(cards)]
    precedents = [PrecedentPageFactory() for _ in range(cards)]
    plan = ActionFactory().plan
    actions = [ActionFactory(objective=plan.objectives.get()) for _ in range(cards)]
    publish(plan)
    body = [("page", page) for page in (*entries, *precedents)] + [("action", action) for action in actions]
    for entry in entries:
        body += [("text", f'<h2>On</h2><p><a linktype="page" id="{entry.pk}">it</a></p>'), *figures(image)]
    article = ArticlePageFactory(
        body=body,
        authors=[AuthorFactory() for _ in range(cards)],
        cities=[city],
        entries=entries,
        precedents=precedents,
        corrections=["Put right."] * cards,
        lead_image=image,
    )
    for _ in range(cards):
        ArticlePageFactory(cities=[city], entries=entries[:1])
        coverage = CoverageFactory()
        coverage.articles.set([article])
        coverage.save()
    return article


def figures(image: PortalImage) -> list[tuple[str, object]]:
    image.contextual_alt_text, image.decorative = "What it shows", False
    return [("figure", {"image": image, "caption": "A caption"})]


@pytest.mark.parametrize("cards", [3, 10])
def test_article_takes_at_most_twelve_queries(client, django_assert_max_num_queries, cards):
    article = everything(cards)
    client.get(f"/news/{article.slug}/")  # copies of pictures are made when they are first drawn
    with django_assert_max_num_queries(12):
        page = read(client, article, "?x=1")
    assert page.count('class="card"') == 3 * cards
    assert page.count("<figcaption>A caption") == cards
