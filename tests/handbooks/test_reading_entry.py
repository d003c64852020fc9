"""What a reader finds on an entry."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from handbooks.choices import EntryStatus
from handbooks.models import ChangeNote, Counterpart, EntryPage, PrecedentEntry, PrecedentPage
from handbooks.reading.addresses import address_of
from handbooks.streams import sections
from portal.words.audiences import Audience
from portal.words.themes import Theme
from tests.factories import (
    CounterpartFactory,
    EntryPageFactory,
    EquivalentGroupFactory,
    GlossaryTermFactory,
    PrecedentPageFactory,
    ProvisionFactory,
    SchemeFactory,
)
from tests.factories.handbooks import published

pytestmark = pytest.mark.django_db


def read(client: Client, entry: EntryPage, query: str = "") -> str:
    response = client.get(address_of(entry) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_entry_shows_its_number_law_steps_and_limits(client):
    law = ProvisionFactory(section="section 1")
    entry = EntryPageFactory(theme=Theme.FINANCE, provisions=[law], steps=["First this."], limits=["Mind that."])
    page = read(client, entry)
    assert entry.number == "LG 1.1"
    assert entry.number in page
    assert 'href="https://www.legislation.gov.uk/ukpga/2011/20/section/1"' in page
    assert "First this." in page
    assert "Mind that." in page
    assert page.count("<h1") == 1


def test_entry_that_is_not_in_force_says_so_beside_the_title(client):
    entry = EntryPageFactory(status=EntryStatus.NOT_YET_IN_FORCE)
    title = read(client, entry).split("</h1>")[1].split('class="spread"')[0]
    assert "Not yet in force" in title


def test_entry_in_force_says_nothing_beside_the_title(client):
    assert 'class="standing"' not in read(client, EntryPageFactory())


def test_counterpart_shows_on_both_sides_with_the_words_for_each(client):
    pair = CounterpartFactory(council_to_community="Council gives.", community_to_council="Community brings.")
    council, community = read(client, pair.entry), read(client, pair.other)
    assert "Community brings." in council
    assert "Council gives." not in council
    assert "Council gives." in community
    assert "Community brings." not in community
    assert address_of(pair.other) in council
    assert address_of(pair.entry) in community


def test_counterpart_that_is_a_draft_is_not_shown(client):
    pair = CounterpartFactory()
    pair.other.unpublish()
    assert pair.other.title not in read(client, pair.entry)


def test_related_and_used_precedents_stand_apart(client):
    entry = EntryPageFactory()
    used = PrecedentPageFactory(title="A used story", used=[entry])
    PrecedentPageFactory(title="A neighbouring story", related=[entry])
    page = read(client, entry)
    before, after = page.split("Related, though they did not use it")
    assert used.title in before
    assert "A neighbouring story" in after
    assert "A neighbouring story" not in before


def test_reader_in_another_nation_is_told_and_offered_the_equivalent(client):
    english = EntryPageFactory(title="English power")
    scottish = EntryPageFactory(title="Scottish power", nations=["scotland"])
    EquivalentGroupFactory(entries=[english, scottish])
    page = read(client, english, "?nation=scotland")
    notice = page.split('id="nation"')[1].split("</section>")[0]
    assert "Does not apply in Scotland" in notice
    assert f"{address_of(scottish)}?nation=scotland" in notice


def test_reader_where_it_applies_is_told_so(client):
    assert "Applies in England" in read(client, EntryPageFactory(), "?nation=england")


def test_reader_in_another_nation_without_equivalent_is_told_that_there_is_none(client):
    assert "no entry that does the same work in Wales" in read(client, EntryPageFactory(), "?nation=wales")


def test_unknown_nation_is_named_and_left_aside(client):
    page = read(client, EntryPageFactory(), "?nation=%3Cb%3Emars")
    assert "&lt;b&gt;mars" in page
    assert "<b>mars" not in page


def test_links_carry_the_chosen_nation_and_the_canonical_address_does_not(client):
    first, second = EntryPageFactory(nations=["wales"]), EntryPageFactory(nations=["wales"])
    page = read(client, first, "?nation=wales")
    assert f'href="{address_of(second)}?nation=wales" rel="next"' in re.sub(r'class="next" ', "", page)
    assert f"{address_of(first)}?nation" not in re.search(r'rel="canonical" href="([^"]*)"', page)[1]


def test_choosing_a_nation_sets_no_cookie(client):
    response = client.get(address_of(EntryPageFactory()) + "?nation=wales")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_term_is_marked_once_at_its_first_use(client):
    GlossaryTermFactory(term="Social value", definition="Benefit beyond price.")
    entry = EntryPageFactory(
        what_it_lets_you_do="<p>Ask for social value. Score social value.</p>", steps=["Weigh social value."]
    )
    page = read(client, entry)
    assert page.count('popovertarget="term-social-value"') == 1
    assert page.index("popovertarget") < page.index("Score social value")
    assert page.count("Benefit beyond price.") == 2  # the popover, and the note for print


def test_term_inside_a_link_is_left_alone(client):
    GlossaryTermFactory(term="Social value")
    entry = EntryPageFactory(
        what_it_lets_you_do='<p><a href="https://example.org/">social value</a></p>', steps=["Go."]
    )
    assert "popovertarget" not in read(client, entry)


def test_overdue_review_is_told_and_a_coming_one_is_not(client):
    yesterday, tomorrow = date.today() - timedelta(days=1), date.today() + timedelta(days=1)
    assert "review of this page is overdue" in read(client, EntryPageFactory(review_due=yesterday))
    assert "review of this page is overdue" not in read(client, EntryPageFactory(review_due=tomorrow))


def test_notice_stands_above_the_steps(client):
    page = read(client, EntryPageFactory(check_before_use="The figure is not settled.", editor_notes="No source yet."))
    assert page.index("The figure is not settled.") < page.index('id="how"')
    assert "No source yet." not in page


def test_scheme_without_address_and_start_says_so(client):
    entry = EntryPageFactory(provisions=[], schemes=[SchemeFactory(name="A programme")])
    law = read(client, entry).split('id="law"')[1].split("</dd>")[0]
    assert "A programme" in law
    assert "Start not recorded" in law


def test_hostile_text_is_escaped(client):
    entry = EntryPageFactory(title="<script>alert(1)</script>", slug="hostile", steps=["<img src=x onerror=alert(1)>"])
    page = read(client, entry)
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page


def test_draft_and_unknown_entries_answer_404(client):
    draft = EntryPageFactory(live=False)
    assert client.get(address_of(draft)).status_code == 404
    assert client.get("/handbooks/local-government/nothing/at-all/").status_code == 404
    assert client.get("/handbooks/local-government/a/b/c/d/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_wrong_method_answers_405(client, method):
    assert getattr(client, method)(address_of(EntryPageFactory())).status_code == 405


def test_restricted_entry_is_neither_served_nor_listed(client):
    hidden, shown = EntryPageFactory(title="Hidden power"), EntryPageFactory()
    hidden.view_restrictions.create(restriction_type="login")
    assert client.get(address_of(hidden)).status_code == 302
    assert "Hidden power" not in read(client, shown)
    assert b"Hidden power" not in client.get("/handbooks/local-government/").content
    assert b"Hidden power" not in client.get("/handbooks/feed/").content


def test_restricted_pages_are_in_no_connection(client):
    entry = EntryPageFactory()
    other = EntryPageFactory(title="Hidden half", audience=Audience.CIVIL_SOCIETY)
    neighbour = EntryPageFactory(title="Hidden neighbour", nations=["scotland"])
    story = PrecedentPageFactory(title="Hidden story", used=[entry])
    CounterpartFactory(entry=entry, other=other)
    EquivalentGroupFactory(entries=[entry, neighbour])
    entry.related.add(neighbour)
    entry.save()
    page = read(client, entry)
    assert all(title in page for title in ("Hidden half", "Hidden neighbour", "Hidden story"))
    for hidden in (other, neighbour, story):
        hidden.view_restrictions.create(restriction_type="login")
    assert "Hidden" not in read(client, entry)


def quick(entry: EntryPage, count: int, **values: object) -> list[EntryPage]:
    """Return live, numbered entries beside `entry`, made without the work of publishing."""
    parent = entry.get_parent()
    made = []
    for place in range(count):
        slug = f"quick-{entry.audience}-{place}".replace("_", "-")
        fields = {"live": True, "title": slug, "slug": slug, "theme_number": 9, "item_number": place, **values}
        fields = {"nations": ["england"], "summary": "In short.", "what_it_lets_you_do": "<p>Much.</p>", **fields}
        made.append(parent.add_child(instance=EntryPage(audience=entry.audience, **fields)))
    return made


def make_busy_entry(links: int) -> EntryPage:
    """Return an entry with `links` of everything that it can be connected with."""
    laws = [ProvisionFactory() for _ in range(links)]
    entry = EntryPageFactory(steps=[f"Step {n}." for n in range(links)], provisions=laws)
    others = quick(entry, links, nations=["scotland"])
    community = EntryPageFactory(audience=Audience.CIVIL_SOCIETY)
    for other in quick(community, links, nations=["scotland"]):
        Counterpart.objects.create(entry=entry, other=other)
    for place in range(links):
        story = PrecedentPageFactory(live=False)
        PrecedentPage.objects.filter(pk=story.pk).update(live=True, item_number=place + 1)
        PrecedentEntry.objects.create(precedent=story, entry=entry)
        EquivalentGroupFactory(entries=[entry, *others])
    entry.related.set(others)
    entry.save()
    return entry


@pytest.mark.parametrize("links", [3, 30])
def test_entry_takes_at_most_twelve_queries(client, django_assert_max_num_queries, links):
    address = address_of(make_busy_entry(links)) + "?nation=scotland&x=1"
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200


def test_civil_society_entry_prints_in_its_own_ink(client):
    page = read(client, EntryPageFactory(audience=Audience.CIVIL_SOCIETY))
    assert '<body data-ink="cs"' in page


def test_entry_used_with_it_that_is_not_for_the_nation_says_so_plainly(client):
    entry, neighbour = EntryPageFactory(nations=["scotland"]), EntryPageFactory(title="An English neighbour")
    entry.related.add(neighbour)
    entry.save()
    page = read(client, entry, "?nation=scotland").split("An English neighbour")[-2:]
    assert any("Not Scotland: England" in part for part in page)
    assert "Not Scotland" not in read(client, entry).split('id="where"')[0].split("Often used with")[1]


@pytest.mark.parametrize(("count", "stacked"), [(2, False), (3, True)])
def test_many_counterparts_lie_below_the_entry_and_not_beside_it(client, count, stacked):
    entry = EntryPageFactory()
    for other in EntryPageFactory.create_batch(count, audience=Audience.CIVIL_SOCIETY):
        CounterpartFactory(entry=entry, other=other)
    assert ('class="sheets many"' in read(client, entry)) is stacked


def test_entry_lists_its_five_latest_changes_the_latest_first(client):
    entry = EntryPageFactory()
    for day in range(1, 8):
        ChangeNote.objects.create(page=entry, text=f"Change {day}.", published_at=datetime(2030, 1, day, tzinfo=UTC))
    page = read(client, entry)
    assert re.findall(r"Change \d\.", page) == [f"Change {day}." for day in (7, 6, 5, 4, 3)]


def test_link_to_what_not_everybody_may_read_is_only_its_words(client):
    readable, draft = EntryPageFactory(slug="readable"), EntryPageFactory(live=False)
    keys = [readable.pk, draft.pk, "x", "9" * 20, ""]
    text = "".join(f'<p><a linktype="page" id="{key}">that {key}</a></p>' for key in keys)
    entry = EntryPageFactory(what_it_lets_you_do=text)
    entry.body = sections(entry.body.stream_block, entry.slug, [{"heading": "More", "text": text}])
    page = read(client, published(entry))
    assert page.count(f'<a href="{address_of(readable)}">that {readable.pk}</a>') == 2
    for key in keys[1:]:
        assert page.count(f"<p><a>that {key}</a></p>") == 2, key
