"""Cards of articles: drawn once, under an address that holds the digest of what is drawn."""

from functools import partial
from io import BytesIO

import pytest
from django.core.files.storage import storages
from django.test import SimpleTestCase
from PIL import Image

from portal.newsroom import cards
from portal.newsroom.cards import Card, broken, card_url, draw, drawable, font_of, in_a_line, kept_card
from tests.factories.newsroom import ArticlePageFactory

THEMES = ("housing",)


@pytest.mark.parametrize(
    "title",
    [
        "Heat",
        "x " * 127,
        "W" * 255,
        "WWWWWWW " * 32,
        "城市 مدينة 🏠",
        "\u202eevil\u202c \x00 <b>&amp;</b>",
        "",
        "Ŵy Żółć £20m: “why” – how",
    ],
)
def test_any_title_is_drawn_at_the_right_size_in_few_bytes(title):
    drawn = draw(Card(title, THEMES, ("Leeds", "Glasgow", "Cardiff", "Bristol", "Newcastle upon Tyne")))
    picture = Image.open(BytesIO(drawn))
    assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert len(drawn) < 60_000


def test_words_are_never_cut_and_what_does_not_fit_is_left_out_whole():
    title = " ".join(f"sentence{number}" for number in range(60))
    lines, is_whole = broken(title.split(), font_of("bricolage-800", cards.SMALLEST))
    assert not is_whole
    assert all(cards.fits(line, font_of("bricolage-800", cards.SMALLEST)) for line in lines)
    words = " ".join(lines).split()
    assert words[-1] == "…"
    assert words[:-1] == title.split()[: len(words) - 1]


def test_names_are_as_many_as_there_is_room_for_and_the_others_are_counted():
    line = partial(in_a_line, between=", ", face="atkinson-400")
    assert line(["Birmingham", "Bristol", "Leeds", "Hull"]) == "Birmingham, Bristol, Leeds, Hull"
    assert line(["Newcastle upon Tyne"] * 4) == "Newcastle upon Tyne and 3 more"
    assert line([]) == ""
    both = in_a_line(["Procurement and commissioning", "Land and assets"], " · ", "atkinson-700")
    assert both == "Procurement and commissioning and 1 more"


def test_letters_that_no_font_has_lose_their_accents_and_a_title_without_its_letters_is_left_out():
    assert drawable("Żółć and ŵ") == "Zólc and ŵ"
    assert drawable("Heat 🏠 pumps") == "Heat  pumps"
    assert drawable("مدينة قوية Leeds") == ""


class DigestTests(SimpleTestCase):
    """The digest is of everything that is drawn."""

    def test_differs_with_each_part(self) -> None:
        told = [Card("A", THEMES, ()), Card("B", THEMES, ()), Card("A", ("energy",), ()), Card("A", THEMES, ("Leeds",))]
        assert len({card.digest for card in told}) == 4


@pytest.mark.django_db
def test_card_is_drawn_once_and_kept_for_ever_by_who_asked(client, tree, monkeypatch):
    article = ArticlePageFactory(title="A card of its own")
    response = client.get(card_url(article))
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert "immutable" in response["Cache-Control"]
    monkeypatch.setattr(cards, "draw", None)
    assert client.get(card_url(article)).content == response.content


@pytest.mark.django_db
def test_address_changes_with_the_title_and_the_old_one_leads_to_the_new(client, tree):
    article = ArticlePageFactory(title="Before")
    old = card_url(article)
    client.get(old)
    article.title = "After"
    article.save_revision().publish()
    article.refresh_from_db()
    assert card_url(article) != old
    assert client.get(old)["Location"] == card_url(article)
    client.get(card_url(article))
    kept = storages["private"].listdir
    assert len(kept(f"cards/{article.pk}")[1]) == 1
    pk = article.pk
    article.delete()
    assert kept(f"cards/{pk}")[1] == []


@pytest.mark.django_db
def test_nothing_is_drawn_for_a_draft_a_restricted_article_or_a_digest_of_somebodys_own(client, tree):
    draft = ArticlePageFactory(live=False)
    assert card_url(draft) == ""
    assert client.get(f"/news/cards/{draft.pk}-{Card.of(draft).digest}.png").status_code == 404
    hidden = ArticlePageFactory()
    hidden.view_restrictions.create(restriction_type="login")
    assert client.get(card_url(hidden)).status_code == 404
    assert client.get("/news/cards/999999999-0123456789abcdef.png").status_code == 404
    assert client.get("/news/cards/1-nothing.png").status_code == 404
    article = ArticlePageFactory()
    made_up = client.get(f"/news/cards/{article.pk}-0123456789abcdef.png")
    assert made_up.status_code == 302
    assert not storages["private"].exists(f"cards/{article.pk}/0123456789abcdef.png")
    assert client.post(card_url(article)).status_code == 405


@pytest.mark.django_db
def test_two_who_draw_at_once_leave_one_file(tree, monkeypatch):
    article = ArticlePageFactory()
    card = Card.of(article)
    drawn = draw(card)

    def meanwhile(_card: Card) -> bytes:
        monkeypatch.setattr(cards, "draw", lambda _card: drawn)
        kept_card(article.pk, card)
        return drawn

    monkeypatch.setattr(cards, "draw", meanwhile)
    assert kept_card(article.pk, card) == drawn
    assert storages["private"].listdir(f"cards/{article.pk}")[1] == [f"{card.digest}.png"]
