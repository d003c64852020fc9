"""The blocks of an article: what they take, what they draw, and that none says what nobody may read."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils.html import escape
from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError

from cities.plans.models import Action
from portal.newsroom.blocks import ArticleBodyBlock, ChartBlock, FactBlock, VideoBlock
from portal.newsroom.reading.charts import chart_of
from portal.newsroom.services.previews import make_link
from portal.newsroom.videos import PLAYERS, video_at
from tests.factories import (
    ActionFactory,
    CityFactory,
    EntryPageFactory,
    ObjectiveFactory,
    PlanFactory,
    PrecedentPageFactory,
)
from tests.factories.handbooks import published
from tests.factories.newsroom import ArticlePageFactory
from tests.factories.plans import publish
from tests.handbooks.editing import person

HOSTILE = '<script>alert(1)</script>" onload="alert(2)'
KEY = "dQw4w9WgXcQ"
WATCH = f"https://www.youtube.com/watch?v={KEY}"


def film(url: str) -> dict[str, str]:
    return {"url": url, "title": "A film", "summary": "What is said."}


def rows(*pairs: tuple[str, object]) -> list[dict[str, object]]:
    return [{"label": label, "value": Decimal(str(value))} for label, value in pairs]


def chart(*pairs: tuple[str, object], **values: str) -> dict[str, object]:
    return {"title": "Homes", "unit": "homes", "rows": rows(*pairs), "source": "Survey", "url": "", **values}


def read(client, *body: tuple[str, object]) -> str:
    article = ArticlePageFactory(body=list(body))
    response = client.get(f"/news/{article.slug}/")
    assert response.status_code == 200
    page = response.content.decode()
    return page.split("<article", 1)[1].split("</article>", 1)[0]


def an_action(city: str) -> Action:
    """Return the first action of a plan that a city has published."""
    plan = PlanFactory(city=CityFactory(name=city))
    action = ActionFactory(title="Buy back the hall", objective=ObjectiveFactory(plan=plan))
    publish(plan)
    return action


# --- Films --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("address", "watched", "player"),
    [
        (WATCH, WATCH, f"https://www.youtube-nocookie.com/embed/{KEY}?"),
        (f"https://youtu.be/{KEY}?si=x&t=30", WATCH, f"https://www.youtube-nocookie.com/embed/{KEY}?"),
        (f"http://m.youtube.com/shorts/{KEY}/", WATCH, f"https://www.youtube-nocookie.com/embed/{KEY}?"),
        (f"https://www.youtube.com/embed/{KEY}", WATCH, f"https://www.youtube-nocookie.com/embed/{KEY}?"),
        (f"https://www.youtube-nocookie.com/embed/{KEY}", WATCH, f"https://www.youtube-nocookie.com/embed/{KEY}?"),
        ("https://vimeo.com/76979871", "https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?"),
        (
            "https://player.vimeo.com/video/76979871?h=8272103f6e",
            "https://vimeo.com/76979871/8272103f6e",
            "https://player.vimeo.com/video/76979871?",
        ),
    ],
)
def test_film_is_recognised_at_every_address_that_it_has(address, watched, player):
    found = video_at(address)
    assert found.url == watched
    assert found.player.startswith(player)
    assert found.player.startswith(PLAYERS)


@pytest.mark.parametrize(
    "address",
    [
        "https://films.example/watch?v=dQw4w9WgXcQ",
        f"https://www.youtube.com.evil.example/watch?v={KEY}",
        f"https://evil.example/?https://youtu.be/{KEY}",
        f"https://someone@youtu.be/{KEY}",
        f"https://youtu.be:8443/{KEY}",
        "https://www.youtube.com/watch?v=short",
        'https://youtu.be/"onload="al',
        "https://vimeo.com/about",
        "https://www.youtube.com/channel/UCabcdefghij",
        "javascript:alert(1)",
    ],
)
def test_other_address_is_refused_beside_its_field(address):
    assert video_at(address) is None
    block = VideoBlock()
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.to_python(film(address)))
    assert set(refused.value.block_errors) == {"url"}


@pytest.mark.parametrize("block", [FactBlock(), ChartBlock()])
@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://name:word@news.example/", "ftp://news.example/"])
def test_odd_address_of_a_source_is_refused_beside_its_field(block, address):
    value = {**chart(("A", 1), ("B", 2)), "rows": [{"label": "A", "value": "1"}, {"label": "B", "value": "2"}]}
    value |= {"text": "Four homes.", "url": address}
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.to_python({name: value[name] for name in block.child_blocks}))
    assert set(refused.value.block_errors) == {"url"}


@pytest.mark.django_db
def test_film_is_a_link_whose_player_waits_for_a_press(client):
    page = read(client, ("video", film(f"https://youtu.be/{KEY}")))
    assert f'<a href="{WATCH}">A film</a>' in page
    assert "What is said." in page
    assert "<iframe" not in page
    assert "<img" not in page
    assert "Nobody is contacted before" in page
    assert "hidden" in page.split("data-play", 1)[1].split(">", 1)[0]


@pytest.mark.django_db
def test_frames_are_allowed_for_the_two_hosts_and_only_where_there_is_a_film(client):
    def policy(*body: tuple[str, object]) -> str:
        article = ArticlePageFactory(body=list(body))
        return client.get(f"/news/{article.slug}/").headers["Content-Security-Policy"]

    allowed = [part for part in policy(("video", film(WATCH))).split("; ") if part.startswith("frame-src")]
    assert allowed == [f"frame-src {' '.join(PLAYERS)}"]
    assert "frame-src" not in policy(("text", "<p>No film.</p>"))


# --- Charts -------------------------------------------------------------------------------------
def drawn(*pairs: tuple[str, object]) -> list[tuple[float, float]]:
    return [(float(bar.start), float(bar.length)) for bar in chart_of(chart(*pairs)).bars]


def test_bars_begin_at_nought_and_negative_ones_go_to_its_left():
    assert drawn(("Up", 30), ("Down", -10), ("None", 0)) == [(25, 75), (0, 25), (25, 0)]


@pytest.mark.parametrize(
    "pairs", [[("A", 0), ("B", 0)], [("A", "999999999999.99"), ("B", "0.01")], [("A", -5), ("B", -1)]]
)
def test_every_bar_stays_in_the_drawing(pairs):
    assert all(0 <= start <= 100 and length >= 0 and start + length <= 100.01 for start, length in drawn(*pairs))


@pytest.mark.parametrize(
    ("value", "said"), [("1234567.50", "1,234,567.50"), ("-3.00", "\N{MINUS SIGN}3"), ("0", "0"), ("4000.00", "4,000")]
)
def test_numbers_are_printed_as_they_are_read(value, said):
    assert chart_of(chart(("A", value), ("B", 1))).bars[0].value == said


@pytest.mark.parametrize(
    ("unit", "said", "once"),
    [
        ("£", "£207,720", ""),
        ("£ million", "£207,720 million", ""),
        ("£m", "£207,720m", ""),
        ("£ a head", "207,720", "£ a head"),
        ("homes", "207,720", "homes"),
    ],
)
def test_sum_of_money_carries_its_sign_and_other_units_are_said_once(unit, said, once):
    drawn = chart_of(chart(("A", 207720), ("B", -1), unit=unit))
    assert drawn.bars[0].value.replace("\N{NO-BREAK SPACE}", " ") == said
    assert drawn.bars[1].value.startswith("\N{MINUS SIGN}£1" if once == "" else "\N{MINUS SIGN}1")
    assert drawn.unit == once
    assert drawn.described.startswith(f"Bars, in {once}. A: " if once else "Bars. A: £")


def test_long_label_is_broken_into_lines_that_fit_and_its_value_has_room():
    label = "Homes that were let at a social rent by the council and its partners in the whole of the city"
    bar = chart_of(chart((label[:80], 12), ("B", 1))).bars[0]
    assert all(len(line) <= 36 for line, _place in bar.lines)
    assert " ".join(line for line, _place in bar.lines) == label[:80].strip()
    assert float(bar.value_at) >= float(bar.lines[-1][1])
    assert float(bar.top) > float(bar.value_at)


def test_row_without_a_figure_is_no_bar_and_no_rows_are_no_chart():
    half = chart(("A", 3), ("B", 1))
    half["rows"] += [{"label": "", "value": None}, {"label": None, "value": Decimal(2)}]
    assert [(bar.label, bar.value) for bar in chart_of(half).bars] == [("A", "3"), ("B", "1"), ("", "2")]
    assert chart_of({**half, "rows": [{"label": "A", "value": None}]}) is None
    assert chart_of({**half, "rows": []}) is None


NOTHING_YET = [
    ("text", ""),
    ("pull_quote", {"text": "", "who": ""}),
    ("figure", {"image": None, "caption": ""}),
    ("facts", {"heading": "", "facts": [{"text": "", "source": "", "url": ""}]}),
    ("facts", {"heading": "", "facts": []}),
    ("chart", {"title": "", "unit": "", "rows": [{"label": "A", "value": None}], "source": "", "url": ""}),
    ("chart", {"title": "", "unit": "", "rows": [], "source": "", "url": ""}),
    ("page", None),
    ("action", None),
    ("video", {"url": "", "title": "", "summary": ""}),
]


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["link", "editor"])
def test_draft_of_which_every_block_is_half_filled_can_be_looked_at(client, tree, way):
    half = chart(("Leeds", 12))
    half["rows"].append({"label": "Hull", "value": None})
    article = ArticlePageFactory(live=False, body=[*NOTHING_YET, ("chart", half)])
    article.save_revision()
    if way == "link":
        made = make_link(article, by=person("Writers"), name="Ada Lee")
        answer = client.get(reverse("news_preview", args=[made.token]))
    else:
        answer = article.get_latest_revision_as_object().make_preview_request()
    assert answer.status_code == 200
    page = (answer.render() if hasattr(answer, "render") else answer).content.decode()
    assert {block for block, _value in NOTHING_YET} == set(ArticleBodyBlock().child_blocks)
    assert page.count('<figure class="chart') == 1
    assert "Leeds: 12." in page


@pytest.mark.django_db
def test_chart_is_named_described_and_given_as_a_table(client):
    page = read(client, ("chart", chart(("Leeds", 12), ("Hull", -3), url="https://survey.example/")))
    drawing = page.split('<figure class="chart', 1)[1].split("<svg", 1)[1].split("</svg>")[0]
    svg = ElementTree.fromstring(f"<svg{drawing}</svg>")
    assert svg.find("title").text == "Homes"
    assert "Leeds: 12; Hull: \N{MINUS SIGN}3" in svg.find("desc").text
    assert svg.attrib["role"] == "img"
    table = page.split("<table>", 1)[1].split("</table>", 1)[0]
    assert '<th scope="row">Leeds</th>' in table
    assert '<th scope="col" class="number">homes</th>' in table
    assert '<a href="https://survey.example/">Survey</a>' in page


@pytest.mark.django_db
def test_hostile_words_are_printed_and_never_run(client):
    body = [
        ("chart", chart((HOSTILE, 1), ("B", 2), title=HOSTILE, unit=HOSTILE[:40], source=HOSTILE)),
        ("facts", {"heading": HOSTILE, "facts": [{"text": HOSTILE, "source": HOSTILE, "url": ""}]}),
        ("pull_quote", {"text": HOSTILE, "who": HOSTILE}),
        ("video", {**film(WATCH), "title": HOSTILE, "summary": HOSTILE}),
        ("text", '<h2>A <script>x</script>heading</h2><p onclick="x()"><a href="javascript:alert(1)">here</a></p>'),
    ]
    page = read(client, *body)
    assert escape(HOSTILE) in page
    assert "<script" not in page
    assert 'onload="alert' not in page
    assert "onclick" not in page
    assert "javascript:" not in page


# --- Cards --------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_cards_show_what_everybody_reads(client):
    entry, precedent = EntryPageFactory(title="Give land"), PrecedentPageFactory(title="Bath houses")
    page = read(client, ("page", entry), ("page", precedent), ("action", an_action("Hull")))
    assert f'href="{entry.url}"' in page
    assert entry.number in page
    assert entry.summary in page
    assert "Bath houses" in page
    assert "Buy back the hall" in page
    assert "Hull, action 1" in page
    assert "Proposed" in page


@pytest.mark.django_db
def test_card_of_a_draft_or_withdrawn_page_says_nothing(client):
    draft, withdrawn = EntryPageFactory(title="A draft entry", live=False), PrecedentPageFactory(title="A past story")
    withdrawn.unpublish()
    page = read(client, ("page", draft), ("page", withdrawn), ("text", "<p>Still here.</p>"))
    assert "Still here." in page
    assert "A draft entry" not in page
    assert "A past story" not in page
    assert "card" not in page


@pytest.mark.django_db
def test_card_of_an_action_shows_the_edition_and_never_the_working_text(client):
    action = an_action("Leeds")
    action.title = "A title that is being argued about"
    action.save()
    page = read(client, ("action", action))
    assert "Buy back the hall" in page
    assert "argued about" not in page
    unpublished = ActionFactory(title="Not for everybody yet", objective=action.objective)
    assert "Not for everybody" not in read(client, ("action", unpublished))


@pytest.mark.django_db
def test_action_that_is_not_published_is_refused():
    private = ActionFactory()
    block = ArticleBodyBlock()
    with pytest.raises(StreamBlockValidationError) as refused:
        block.clean(block.to_python([{"type": "action", "value": private.pk}]))
    assert "Choose an action that a published plan holds." in str(refused.value.block_errors[0])
    public = an_action("Leeds")
    assert block.clean(block.to_python([{"type": "action", "value": public.pk}]))[0].value == public


@pytest.mark.django_db
def test_entry_of_another_nation_says_so_on_its_card(client):
    article = ArticlePageFactory(body=[("page", EntryPageFactory())])
    page = client.get(f"/news/{article.slug}/?nation=scotland").content.decode()
    card = page.split('class="card"', 1)[1].split("</div>", 1)[0]
    assert "Not Scotland: England" in card
    assert "?nation=scotland" in card


@pytest.mark.django_db
def test_card_follows_a_page_that_is_published_again(client):
    entry = EntryPageFactory(title="Old words")
    article = ArticlePageFactory(body=[("page", entry)])
    entry.title = "New words"
    published(entry)
    assert "New words" in client.get(f"/news/{article.slug}/").content.decode()
