"""The texts that an article is shared with: each fits its network, and nothing on the page contacts one."""

from __future__ import annotations

import re
from html import unescape

import pytest

from portal.newsroom.models import ArticlePage
from portal.newsroom.sharing import ShareText, share_texts
from tests.factories.newsroom import ArticlePageFactory

pytestmark = pytest.mark.django_db  # an address asks for the site

WORDS = "Homes that stay with the people who live in them are worth more than what they cost. " * 20


def an_article(**values: str) -> ArticlePage:
    article = ArticlePage(**{"title": "A title", "standfirst": "A standfirst.", **values})
    article.url_path = values.get("url_path", "/home/news/a-title/")
    return article


def said(article: ArticlePage) -> dict[str, str]:
    return {share.key: share.said for share in share_texts(article)}


def test_text_is_made_of_title_and_standfirst():
    assert said(an_article()) == {
        "short": "A title. A standfirst.",
        "medium": "A title. A standfirst.",
        "long": "A title\n\nA standfirst.",
    }
    assert said(an_article(title="Is it so?"))["short"] == "Is it so? A standfirst."


def test_words_of_the_editor_come_first():
    own = {"share_short": "Short words.", "share_medium": "Longer  words.", "share_long": "Long.\n\nIn paragraphs."}
    assert said(an_article(**own)) == {"short": "Short words.", "medium": "Longer words.", "long": own["share_long"]}


def test_address_stands_in_a_line_of_its_own_after_the_words():
    share = share_texts(an_article())[0]
    assert share.whole.splitlines()[-1] == share.address
    assert share.address.endswith("/news/a-title/")
    assert share.address.startswith("http")


@pytest.mark.parametrize(("said", "rows"), [("", 1), ("Nine words.", 2), ("w" * 60 + "\n\n" + "x" * 29, 6)])
def test_box_of_a_text_has_lines_for_its_last(said, rows):
    """The address: for browsers that do not fit a box to what it holds."""
    assert ShareText("short", "Bluesky", said, "https://a.example/").rows == rows


@pytest.mark.parametrize("slug", ["a", "a" * 120, "a" * 255])
def test_every_text_fits_its_network_and_is_cut_between_words(slug):
    article = an_article(title=WORDS[:255].strip(), standfirst=WORDS[:300].strip(), url_path=f"/home/news/{slug}/")
    short, medium, long = share_texts(article)
    assert len(short.said) <= 250
    assert len(short.said) + 1 + 23 <= 280
    assert len(short.whole) <= 300 or len(short.said) <= 80
    assert len(medium.said) + 1 + 23 <= 500
    assert len(long.said) <= 1300
    whole = f"{article.title}. {article.standfirst}".split()
    assert short.said.endswith("…")
    assert set(short.said.removesuffix("…").split()) <= set(whole)


def test_text_of_the_editor_that_is_too_long_beside_its_address_is_cut():
    share = share_texts(an_article(share_short=WORDS[:250].strip(), url_path=f"/home/news/{'a' * 100}/"))[0]
    assert len(share.whole) <= 300


def test_page_offers_the_texts_to_copy_and_names_no_network_to_the_browser(client):
    article = ArticlePageFactory(title='A </textarea><script>alert("x")</script> title', slug="shared")
    page = client.get("/news/shared/").content.decode()
    part = page.split('aria-labelledby="share"', 1)[1].split("</section>", 1)[0]
    fields = re.findall(r'<textarea id="share-(\w+)"[^>]*readonly>(.*?)</textarea>', part, re.DOTALL)
    assert [key for key, _text in fields] == ["short", "medium", "long"]
    rows = [int(found) for found in re.findall(r'<textarea id="share-\w+" rows="(\d+)" readonly>', part)]
    assert rows == [share.rows for share in share_texts(article)]
    assert unescape(fields[0][1]) == share_texts(article)[0].whole
    assert "<script" not in part
    assert 'href="mailto:?subject=' in part
    assert not re.findall(r'(?:href|src|action)="(?!mailto:|/)', part)
    for button in re.findall(r"<button\b[^>]*>", part):
        assert "hidden" in button


def test_page_loads_nothing_from_elsewhere(client):
    ArticlePageFactory(slug="own", body=[("text", '<p><a href="https://news.example/">A link</a></p>')])
    page = client.get("/news/own/").content.decode()
    loaded = re.findall(r'<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)="([^"]+)"', page)
    assert all(address.startswith("/") or "/news/own/" in address for address in loaded), loaded
