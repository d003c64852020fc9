"""The press kit of a city: a page, a tagged PDF and a Word file that say the same, and nothing that is not public."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
import typst
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader
from typst import TypstError

from cities.places.models import City, CityFact
from portal.locks import key_of
from portal.newsroom import press_files
from portal.newsroom.press_files import KINDS
from portal.newsroom.services.narrative import issue_edition
from portal.text import word
from portal.text.made_files import AT_ONCE
from tests.factories import (
    ActionFactory,
    CityFactory,
    MembershipFactory,
    ObjectiveFactory,
    OrganisationFactory,
    PartnerFactory,
    PlanFactory,
    UpdateFactory,
)
from tests.factories.newsroom import (
    ArticlePageFactory,
    CoverageFactory,
    OutletFactory,
    PrinciplePageFactory,
    quick_articles,
)
from tests.factories.plans import coordinator_of, publish

pytestmark = pytest.mark.django_db

SITE = settings.SITE_URL
KIT, PDF, DOCX = "/cities/leeds/press/", "/cities/leeds/press.pdf", "/cities/leeds/press.docx"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HOSTILE = '#panic("x") = $ * _ ` < @a \\ 😀 <script>alert(1)</script> & "]'


@pytest.fixture
def city():
    return CityFactory(name="Leeds", profile="A city of rivers.", combined_authority="West Yorkshire")


@pytest.fixture
def full(city, tree):
    """A city of which there is something to say in each part."""
    City.objects.filter(pk=city.pk).update(is_focus=True, focus_note="an example", check_before_use="Its area.")
    city.refresh_from_db()
    PartnerFactory(city=city, organisation=OrganisationFactory(name="The Trust"), seat="Chair")
    PartnerFactory(city=city, organisation=OrganisationFactory(name="Gone Ltd"), left_on=timezone.localdate())
    coordinator_of(city, user__display_name="Bea Boss")
    MembershipFactory(city=city, user__display_name="Mo Member")
    for name, certainty in (("People", "high"), ("Jobs", "low")):
        CityFact.objects.create(city=city, name=name, value=1000, year=2024, source="ONS", certainty=certainty)
    plan = PlanFactory(city=city)
    action = ActionFactory(objective=ObjectiveFactory(plan=plan, title="Warm homes"), title="Insulate the terraces")
    publish(plan)
    ActionFactory(objective=action.objective, title="Not public yet")
    UpdateFactory(action=action)
    PrinciplePageFactory(title="Homes for people", statement="Homes are for living in.")
    issue_edition(note="", by=None)
    ArticlePageFactory(title="The story of Leeds", cities=[city])
    ArticlePageFactory(title="A draft article", cities=[city], live=False)
    ArticlePageFactory(title="Elsewhere", cities=[CityFactory(name="Hull")])
    dead = timezone.now()
    CoverageFactory(headline="Leeds leads", cities=[city], is_demo=True)
    CoverageFactory(headline="An old story", cities=[city], dead_since=dead, url="https://dead.example/x")
    CoverageFactory(headline="Hidden story", cities=[city], is_public=False)
    return city


def read(client, url=KIT) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def words_of(content: bytes) -> list[tuple[str, str]]:
    """Return the style and the words of each paragraph of a Word file."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        root = ElementTree.fromstring(file.read("word/document.xml"))
    found = []
    for paragraph in root.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        text = "".join(piece.text or "" for piece in paragraph.iter(f"{W}t"))
        found.append((style.get(f"{W}val") if style is not None else "", text))
    return found


SAID = (
    "focus city of the programme (an example)", "1 partner organisation now", "A city of rivers.", "The Trust",
    "Check before you use it: Its area.", "1,000 (not settled: check it at its source before you use it)", "ONS",
    "Look it up there before you print it.", "Warm homes",
    "1 Insulate the terraces", "Under way", "Homes are for living in.", "Principle 1: Homes for people", "edition 1",
    "The story of Leeds", "All our articles about Leeds", "Leeds leads",
    "Everything about Leeds in the press", "demonstration", "An old story", "the link no longer answers",
    "CLES (the Centre for Local Economic Strategies)", "CC BY 4.0",
)  # fmt: skip
NOT_SAID = (
    "Gone Ltd", "Bea Boss", "Mo Member", "Not public yet", "A draft article", "Elsewhere", "Hidden story",
    "https://dead.example",
)  # fmt: skip


def text_of(pdf: bytes) -> str:
    """Return what a PDF says, lines that were broken joined again."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_kit_says_what_is_public_and_no_more(client, full):
    page = read(client)
    assert page.count("<h1") == 1
    forms = {
        "page": page.replace("&nbsp;", " "),
        "docx": "\n".join(text for _style, text in words_of(client.get(DOCX).content)),
        "pdf": text_of(client.get(PDF).content),
    }
    for form, said in forms.items():
        said = said.replace("\u00a0", " ")
        for one in SAID:
            assert one in said, (form, one)
        for secret in NOT_SAID:
            assert secret not in said, (form, secret)
        assert ("made anew whenever it is opened" in said) is (form == "page"), form
    for form in ("docx", "pdf"):
        said = "".join(forms[form].split())  # an address may be broken at the end of a line
        assert f"Thenewestkitisalwaysatthisaddress:{SITE}{KIT}" in said, form
        for path in (f"{KIT}ask/", "/news/archive/?city=leeds", "/news/coverage/?city=leeds", "/cities/leeds/plan/"):
            assert f":{SITE}{path}" in said, (form, path)


def test_kit_whose_figures_are_settled_says_nothing_of_such_that_are_not(client, city):
    CityFact.objects.create(city=city, name="People", value=1000, year=2024, source="ONS", certainty="high")
    assert "ettled" not in read(client)


def test_city_without_anything_has_a_kit_too(client, city):
    page = read(client)
    for said in (
        "It has no local partner network yet", "Nobody yet.", "No figures are recorded yet.",
        "Leeds has not published an action plan yet.", "No edition of the shared narrative has been issued yet.",
        "We have published no article about the city yet.", "No coverage of the city is recorded yet.",
    ):  # fmt: skip
        assert said in page, said
    assert "focus city" not in page
    assert client.get(PDF).content.startswith(b"%PDF-")
    assert client.get(DOCX).status_code == 200


def test_pdf_is_tagged_and_of_the_standard(client, full):
    response = client.get(PDF)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="leeds-press-kit.pdf"'
    for mark in (b"%PDF-", b"pdfuaid", b"/StructTreeRoot", b"/Lang", b"Leeds: press kit"):
        assert mark in response.content


def test_word_file_has_headings_a_title_and_its_language(client, full):
    content = client.get(DOCX).content
    paragraphs = words_of(content)
    assert ("Title", "Leeds: press kit") in paragraphs
    headings = [text for style, text in paragraphs if style == "Heading1"]
    assert headings[0] == "What it is"
    assert headings[-1] == "Contact"
    assert ("Heading2", "1. Warm homes") in paragraphs
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.read("docProps/core.xml").count(f">{timezone.now():%Y-%m-%dT}".encode()) == 2, "made and changed"
        assert b"<dc:title>Leeds: press kit</dc:title>" in file.read("docProps/core.xml")
        assert b'w:val="en-GB"' in file.read("word/styles.xml")
        assert b"w:tblHeader" in file.read("word/document.xml")


def test_whatever_people_typed_is_printed_as_it_is(client, city):
    City.objects.update(profile=HOSTILE, check_before_use=HOSTILE)
    PartnerFactory(city=city, organisation=OrganisationFactory(name=HOSTILE))
    CoverageFactory(headline=HOSTILE, cities=[city])
    assert "<script>alert" not in read(client)
    assert client.get(PDF).status_code == 200
    assert HOSTILE in [text for _style, text in words_of(client.get(DOCX).content)]


@pytest.mark.parametrize("url", [PDF, DOCX])
def test_file_is_sent_again_only_when_the_kit_says_something_else(client, city, url):
    tag = client.get(url)["ETag"]
    again = client.get(url, HTTP_IF_NONE_MATCH=tag)
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "public, max-age=0, must-revalidate"
    PartnerFactory(city=city)
    assert client.get(url, HTTP_IF_NONE_MATCH=tag).status_code == 200
    member = MembershipFactory(city=city).user
    client.force_login(member)
    assert "no-store" in client.get(url)["Cache-Control"]


def test_file_that_is_not_made_in_time_is_said(client, city, monkeypatch):
    monkeypatch.setattr(word, "LONGEST", 0.001)
    response = client.get(DOCX)
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert KIT in response.content.decode()


@pytest.mark.parametrize("url", [PDF, DOCX])
@pytest.mark.parametrize("others", ["the same", "as many as may be"])
def test_file_that_is_being_made_is_not_made_twice_and_few_are_at_once(client, city, monkeypatch, url, others):
    kind, asked = url.rpartition(".")[2], []
    monkeypatch.setattr(press_files, "KINDS", {kind: replace(KINDS[kind], make=lambda kit: asked.append(1) or b"file")})
    its_own = f"made-file:press-{kind}:{city.pk}"
    names = [its_own] if others == "the same" else [f"made-files:{number}" for number in range(AT_ONCE)]
    elsewhere = connection.copy()
    try:
        with elsewhere.cursor() as cursor:
            for name in names:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [key_of(name)])
            refused = client.get(url)
            assert (refused.status_code, refused["Retry-After"], asked) == (503, "60", [])
            assert "no-store" in refused["Cache-Control"]
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key_of(names[-1])])
            assert client.get(url).content == b"file"
            for name in [its_own, f"made-files:{AT_ONCE - 1}"]:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [key_of(name)])
                assert cursor.fetchone() == (True,), "what was held is let go"
    finally:
        with elsewhere.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")  # a pool may keep the connection
        elsewhere.close()


@pytest.mark.parametrize("fault", [TypstError("unknown variable"), "unknown font family: Archivo"])
def test_pdf_that_cannot_be_made_is_said_and_not_remembered(client, city, monkeypatch, fault):
    def fails(*_args, **_kwargs):
        if isinstance(fault, str):
            return b"%PDF-", [SimpleNamespace(message=fault)]
        raise fault

    with monkeypatch.context() as patched:
        patched.setattr(typst, "compile_with_warnings", fails)
        for _time in range(2):
            answer = client.get(PDF)
            assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert client.get(PDF).status_code == 200


def test_kit_is_linked_and_listed(client, city):
    for url in ("/cities/leeds/", "/news/coverage/", "/news/"):
        for wanted in (KIT, f"{KIT}ask/"):
            assert f'href="{wanted}"' in read(client, url), (url, wanted)
    assert 'id="press"' in read(client, "/news/")
    assert 'href="/news/#press"' in read(client, "/contact/")
    assert f"{KIT}</loc>" in read(client, "/sitemap.xml")
    page = read(client)
    for url in (PDF, DOCX, f"{KIT}ask/"):
        assert f'href="{url}"' in page
    for url in (KIT, PDF, DOCX):
        assert client.post(url).status_code == 405
        assert client.get(url.replace("leeds", "nowhere")).status_code == 404
    assert client.get("/cities/leeds/press.odt").status_code == 404


def test_queries_do_not_grow_with_what_is_said(client, full):
    def asked():
        client.get(KIT)
        with CaptureQueriesContext(connection) as found:
            read(client)
        return len(found)

    few = asked()
    objective, outlet = ObjectiveFactory(plan=full.plans.get()), OutletFactory()
    for number in range(10):
        PartnerFactory(city=full)
        CityFact.objects.create(city=full, name=f"Fact {number}", value=1, year=2024, source="ONS")
        UpdateFactory(action=ActionFactory(objective=objective))
        CoverageFactory(cities=[full], outlet=outlet, printed_on=date(2026, 1, 1) + timedelta(days=number))
    quick_articles(10, cities=[full])
    publish(objective.plan)
    assert asked() == few
    assert few <= 15
