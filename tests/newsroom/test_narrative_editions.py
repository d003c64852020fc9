"""Editions of the narrative: frozen, quoted, compared, and issued by whoever publishes."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from portal.newsroom.models import NarrativeEdition, NarrativePage
from portal.newsroom.reading.narrative_comparing import compare
from portal.newsroom.reading.narrative_text import narrative_text
from portal.newsroom.services.narrative import issue_edition
from tests.factories.accounts import UserFactory
from tests.factories.handbooks import EntryPageFactory, PrecedentPageFactory, published
from tests.factories.newsroom import ArticlePageFactory, PrinciplePageFactory
from tests.handbooks.editing import signed_in
from tests.newsroom.hidden_pages import pages_that_not_everybody_reads
from tests.together import at_once

LIST, FIRST, ISSUE = "/news/narrative/editions/", "/news/narrative/editions/1/", "/editor/newsroom/narrative/"


def reviewer(**kwargs):
    return UserFactory(groups=["Reviewers"], **kwargs)


def issue(note="The first.", by=None):
    return issue_edition(note=note, by=by)


def change(principle, **values):
    for name, value in values.items():
        setattr(principle, name, value)
    principle.save()


def read(client, url) -> str:
    response = client.get(url)
    assert response.status_code == 200
    page = response.content.decode()
    assert page.count("<h1") == 1
    return page


@pytest.fixture
def principle(tree):
    entry = EntryPageFactory(title="Sell to a community")
    made = PrinciplePageFactory(
        title="Homes for people",
        text=f'<h2>Why</h2><p>They come <a linktype="page" id="{entry.pk}">first</a>.</p>',
        evidence=[("evidence", {"text": "Rents fell.", "source": "A report", "url": "", "year": "2021"})],
        council_steps="Ask.\n\nMap.",
    )
    made.entries, made.precedents = [entry], [PrecedentPageFactory(title="The mill")]
    made.save()
    return made


@pytest.mark.django_db
def test_edition_leads_to_no_page_that_not_everybody_reads(principle):
    hidden = pages_that_not_everybody_reads()
    linked = "".join(f'<p>See <a linktype="page" id="{key}">that {key}</a>.</p>' for key in [*hidden, "x", "9" * 20])
    change(principle, text=principle.text + linked)
    (frozen,) = narrative_text(issue().payload).principles
    assert frozen.text.count("<a") == 1
    assert f"<p>See that {next(iter(hidden))}.</p>" in frozen.text
    assert not [path for path in hidden.values() if path in frozen.text]


@pytest.mark.django_db
def test_edition_holds_what_is_published_and_nobody(principle):
    PrinciplePageFactory(title="A draft", live=False)
    edition = issue(by=reviewer(display_name="Rae Reviewer"))
    text = narrative_text(edition.payload)
    (frozen,) = text.principles
    assert frozen.council_steps == ["Ask.", "Map."]
    assert [str(named).split(" ", 2)[2] for named in frozen.entries + frozen.precedents] == [
        "Sell to a community",
        "The mill",
    ]
    assert f'<a href="{principle.entries.all()[0].url}">first</a>' in frozen.text
    canonical = json.dumps(edition.payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert edition.checksum == hashlib.sha256(canonical.encode()).hexdigest()
    assert "Rae" not in canonical
    with pytest.raises(DatabaseError), transaction.atomic():
        NarrativeEdition.objects.update(note="Another.")


@pytest.mark.django_db
def test_who_may_not_publish_issues_nothing(principle):
    for groups in (["Writers"], ["Moderators"], []):
        with pytest.raises(PermissionDenied):
            issue(by=UserFactory(groups=groups))
    assert not NarrativeEdition.objects.exists()


@pytest.mark.django_db
def test_nothing_new_is_no_edition_and_a_renamed_entry_is_nothing_new(principle):
    with pytest.raises(ValidationError, match="changed since you opened"):
        issue_edition(note="", by=None, as_read="0" * 64)
    issue()
    entry = principle.entries.all()[0]
    entry.title = "Sell it"
    published(entry)
    with pytest.raises(ValidationError, match="Nothing has changed since edition 1"):
        issue()
    change(principle, statement="Another sentence.")
    assert issue().number == 2


@pytest.mark.django_db
def test_empty_narrative_is_not_frozen(tree):
    with pytest.raises(ValidationError, match="No principle is published yet"):
        issue()


@pytest.mark.django_db
def test_translation_of_the_narrative_is_none_of_its_editions(client, principle, settings):
    settings.WAGTAIL_CONTENT_LANGUAGES = [("en-gb", "English"), ("cy", "Welsh")]
    welsh = Locale.objects.create(language_code="cy")
    copy = NarrativePage.objects.get().copy_for_translation(welsh, copy_parents=True)
    copy.title = "Y naratif"
    published(copy)
    assert issue().payload["title"] != "Y naratif"
    assert "it reads the same" in read(client, FIRST)


@pytest.mark.django_db
def test_character_that_stands_between_texts_parts_none(client, principle):
    change(principle, text="<p>One\x1etext.</p>")
    PrinciplePageFactory(text="<p>Another text.</p>")
    assert [frozen.text for frozen in narrative_text(issue().payload).principles] == [
        "<p>Onetext.</p>",
        "<p>Another text.</p>",
    ]
    for url in ("/news/narrative/", principle.url, FIRST):
        assert "Onetext." in read(client, url)
    ArticlePageFactory(slug="parted", body=[("text", "<p>Two\x1eparts.</p>"), ("text", "<p>The next.</p>")])
    for url in ("/news/parted/", "/news/feed/", "/news/feed.json"):
        answer = client.get(url)
        assert answer.status_code == 200
        assert "Twoparts." in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_issues(principle):
    faults = at_once(issue, issue, issue)
    assert [str(fault) for fault in faults] == ["['Nothing has changed since edition 1.']"] * 2
    assert list(NarrativeEdition.objects.values_list("number", flat=True)) == [1]


@pytest.mark.django_db
def test_comparison_tells_each_kind_of_change(principle):
    before = issue()
    narrative = NarrativePage.objects.get()
    narrative.intro = "<p>New words.</p>"
    narrative.save()
    change(principle, text="<p>They come second.</p>", council_steps="Ask.", check_before_use="Unsure.")
    principle.precedents = []
    principle.save()
    PrinciplePageFactory(title="Energy for all")
    told = compare(*(narrative_text(edition.payload) for edition in (before, issue())))
    assert [str(difference.label) for difference in told.frame] == ["Introduction"]
    assert [one.title for one in told.added] == ["Energy for all"]
    (changed,) = told.changed
    assert [str(difference.label) for difference in changed.differences] == [
        "What it means",
        "Notice",
        "First steps for a council",
        "Precedents",
    ]
    assert (changed.differences[0].before, changed.differences[0].after) == (
        "Why\nThey come first.",
        "They come second.",
    )
    assert not told.dropped
    assert not told.is_reordered


@pytest.mark.django_db
def test_frozen_page_stays_and_says_that_the_narrative_changed(client, principle):
    assert "No edition yet" in read(client, LIST)
    edition = issue()
    page = read(client, FIRST)
    assert "it reads the same" in page
    assert 'href="#principle-1"' in page.split('class="inpage', 1)[1].split("</nav>")[0]
    assert edition.checksum in page
    assert "Edition 1" in read(client, "/news/narrative/").split("<main")[0]
    assert f"“{edition.payload['title']}”, edition 1," in page
    change(principle, statement="Another sentence.")
    page = read(client, FIRST)
    assert "Wealth that is made in a place" in page
    assert "Another sentence." not in page
    assert "The narrative was changed since" in page
    narrative = read(client, "/news/narrative/")
    assert "This text was changed since edition 1" in narrative
    assert "Changed since edition 1" in narrative.split("<main")[0]
    cited = read(client, principle.url)
    assert f"principle 1 of “{edition.payload['title']}”, edition 1" in cited
    assert f"{FIRST}#principle-1" in cited
    issue("Sharper words.")
    assert "This text is that of edition 2" in read(client, "/news/narrative/")
    assert "/news/narrative/editions/1/2/" in read(client, FIRST)
    listed = read(client, LIST)
    assert "Sharper words." in listed
    assert client.get(LIST, {"first": 2, "second": 1}).url == "/news/narrative/editions/1/2/?turned=1"
    assert client.get(LIST, {"first": 1, "second": 1}).status_code == 422
    compared = read(client, "/news/narrative/editions/1/2/?turned=1")
    assert "Another sentence" in compared
    assert "You asked from edition 2 to edition 1" in compared


@pytest.mark.django_db
def test_files_of_an_edition(client, principle):
    edition = issue()
    answer = client.get(f"{LIST}1.json").json()
    assert answer["text"] == edition.payload
    assert answer["checksum"] == {"algorithm": "SHA-256", "value": edition.checksum}
    assert answer["license"].startswith("https://creativecommons.org/")
    bib, ris = client.get(f"{LIST}1.bib"), client.get(f"{LIST}1.ris")
    assert bib.content.startswith(b"@misc{resilientcities-narrative-1,")
    assert ris.content.endswith(b"ER  - \r\n")
    assert FIRST in ris.content.decode()
    for missing in ("2/", "0/", "2.json", "2.bib", "1/2/", "99999999999999999999/", "1.epub"):
        assert client.get(f"{LIST}{missing}").status_code == 404, missing
    assert client.get(f"{LIST}1/1/").url == FIRST
    assert client.get(f"{LIST}2/1/").status_code == 302
    for address in ("", "1/", "1.json", "1.bib", "1/2/"):
        assert client.post(f"{LIST}{address}").status_code == 405, address


@pytest.mark.django_db
def test_frozen_page_asks_few_questions_however_long_it_is(client, principle):
    issue()

    def asked():
        client.get(FIRST)
        with CaptureQueriesContext(connection) as found:
            read(client, FIRST)
        return len(found)

    few = asked()
    for _number in range(6):
        PrinciplePageFactory()
    issue()
    assert few <= 8
    assert asked() == few


@pytest.mark.django_db
def test_editor_reads_what_is_different_and_issues_it(principle):
    browser = signed_in(reviewer())
    assert "What it holds" in browser.get(ISSUE).content.decode()
    form = {"note": "The first.", "as_read": browser.get(ISSUE).context["form"].initial["as_read"]}
    assert browser.post(ISSUE, {**form, "note": ""}).status_code == 200
    change(principle, statement="Another sentence.")
    refused = browser.post(ISSUE, form)
    assert "changed since you opened this page" in refused.content.decode()
    assert "The first." in refused.content.decode()
    assert not NarrativeEdition.objects.exists()
    form["as_read"] = refused.context["form"].data["as_read"]
    assert browser.post(ISSUE, form).status_code == 302
    assert "Nothing has changed since edition 1" in browser.get(ISSUE).content.decode()
    change(principle, statement="A third sentence.")
    page = browser.get(ISSUE).content.decode()
    assert "What is different since edition 1" in page
    assert "third" in page
    narrative = NarrativePage.objects.get()
    assert ISSUE in browser.get(f"/editor/pages/{narrative.pk}/").content.decode()


@pytest.mark.django_db
def test_page_to_issue_is_for_who_publishes(client, principle):
    assert client.get(ISSUE).status_code == 302
    writer = signed_in(UserFactory(groups=["Writers"]))
    for method in (writer.get, writer.post):
        assert method(ISSUE).status_code in (302, 403)
    assert not NarrativeEdition.objects.exists()
