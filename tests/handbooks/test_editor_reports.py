"""Reports and the dashboard: what each lists, that it exports, and that it asks a fixed number of questions."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from openpyxl import load_workbook

from handbooks.models import EntryPage, LinkCheck, ProblemReport
from handbooks.reports.urls import REPORTS
from handbooks.workflow import ensure_workflow
from portal.accounts.groups import ensure_groups
from tests.factories import (
    CityFactory,
    EntryPageFactory,
    GlossaryTermFactory,
    PrecedentPageFactory,
    WatchTopicFactory,
)
from tests.handbooks.editing import add_url, edit_url, person, signed_in

pytestmark = pytest.mark.django_db

NAMES = [report.name for report in REPORTS]


@pytest.fixture
def reviewer(tree: Any) -> Any:
    return signed_in(person("Reviewers"))


def html(client: Any, name: str, **query: str) -> str:
    response = client.get(reverse(f"handbooks_reports:{name}"), query)
    assert response.status_code == 200
    return response.content.decode()


def test_reviews_due_and_overdue(reviewer):
    today = localdate()
    EntryPageFactory(title="Overdue", review_due=today - timedelta(days=3))
    EntryPageFactory(title="Soon", review_due=today + timedelta(days=20))
    EntryPageFactory(title="Later", review_due=today + timedelta(days=80))
    EntryPageFactory(title="Unread", review_due=today - timedelta(days=3), live=False)
    CityFactory(name="Leeds", review_due=today)

    page = html(reviewer, "reviews")
    assert "3 days overdue" in page
    assert [word in page for word in ("Overdue<", "Soon", "Later", "Unread", "Leeds")] == [
        False,
        True,
        False,
        False,
        True,
    ]
    assert "Soon" not in html(reviewer, "reviews", within="overdue")
    assert "Later" in html(reviewer, "reviews", within="90")
    assert "Leeds" not in html(reviewer, "reviews", kind="entry")


def test_entries_without_a_precedent(reviewer):
    used, drafted = EntryPageFactory(title="Used power"), EntryPageFactory(title="Drafted power")
    PrecedentPageFactory(used=[used])
    PrecedentPageFactory(used=[drafted], live=False)
    EntryPageFactory(title="Community right", audience="civil_society")

    page = html(reviewer, "without_precedent")
    assert "Used power" not in page
    assert "Drafted power" in page
    assert "Community right" not in html(reviewer, "without_precedent", audience="local_government")


def test_entries_without_a_counterpart(reviewer):
    paired = EntryPageFactory(title="Paired power")
    EntryPageFactory(title="Paired right", audience="civil_society", counterparts=[paired])
    EntryPageFactory(title="Lone power")
    EntryPageFactory(title="Explained power", no_counterpart_because="Only ministers act.")

    page = html(reviewer, "without_counterpart")
    assert "Paired" not in page
    assert "Lone power" in page
    assert "Explained power" not in page
    assert "Only ministers act." in html(reviewer, "without_counterpart", explained="yes")
    both = html(reviewer, "without_counterpart", explained="all")
    assert "Lone power" in both
    assert "Explained power" in both


def test_uncertain_facts_least_certain_first(reviewer):
    EntryPageFactory(title="Settled power", certainty="high")
    EntryPageFactory(title="Flagged power", certainty="high", check_before_use="Two readings.")
    EntryPageFactory(title="Doubtful power", certainty="low")
    PrecedentPageFactory(title="Flagged story", certainty="medium", check_before_use="Check.")
    CityFactory(name="Leeds", check_before_use="Check.")
    GlossaryTermFactory(term="Flagged term", check_before_use="Check.")

    page = html(reviewer, "uncertain")
    assert "Settled power" not in page
    places = [page.index(title) for title in ("Doubtful power", "Flagged story", "Flagged power")]
    assert places == sorted(places)
    assert "Leeds" in page
    assert "Flagged term" in page


def test_each_value_says_its_column_where_there_is_no_room_for_a_table(reviewer):
    EntryPageFactory(certainty="low", check_before_use="Two readings.", review_due=localdate())

    page = " ".join(html(reviewer, "uncertain").split())
    assert '<span class="rc-label">Certainty:</span> Low' in page
    assert '<span class="rc-label">Notice:</span> Two readings.' in page
    assert '<span class="rc-label">Due:</span>' in html(reviewer, "reviews")


def test_broken_links(reviewer):
    entry = EntryPageFactory(title="Citing power")
    long_ago = timezone.now() - timedelta(days=20)
    broken = LinkCheck.objects.create(url="https://a.example/", status=404, checked_at=long_ago, failing_since=long_ago)
    broken.pages.add(entry.pk)
    LinkCheck.objects.create(
        url="https://b.example/", error="timed out", checked_at=timezone.now(), failing_since=timezone.now()
    )
    LinkCheck.objects.create(url="https://c.example/", status=200, checked_at=timezone.now())

    page = html(reviewer, "broken_links")
    assert "https://a.example/" in page
    assert edit_url(entry) in page
    assert "https://c.example/" not in page
    assert "https://b.example/" not in html(reviewer, "broken_links", state="broken")


def test_problems_open_first_and_settled(reviewer):
    entry = EntryPageFactory()
    done = ProblemReport.objects.create(page=entry, message="An old fault here.", settled_at=timezone.now())
    waits = ProblemReport.objects.create(page=entry, message="A new fault here.")
    page = html(reviewer, "problems")
    assert page.index("A new fault") < page.index("An old fault")

    url = reverse("handbooks_editor:settle", args=[waits.pk])
    assert "A new fault here." in reviewer.get(url).content.decode()
    assert reviewer.post(url, {"answer": ""}).status_code == 200
    assert reviewer.post(url, {"answer": "Corrected."}).status_code == 302
    waits.refresh_from_db()
    assert (waits.answer, waits.settled_by.groups.get().name, bool(waits.settled_at)) == (
        "Corrected.",
        "Reviewers",
        True,
    )
    assert done.message not in html(reviewer, "problems", state="open")


def test_writer_reads_problems_and_does_not_settle_them(tree):
    problem = ProblemReport.objects.create(page=EntryPageFactory(), message="A new fault here.")
    url = reverse("handbooks_editor:settle", args=[problem.pk])
    assert signed_in(person("Writers")).post(url, {"answer": "Done."}).status_code == 302
    assert signed_in(person("Moderators")).post(url, {"answer": "Done."}).status_code == 302

    problem.refresh_from_db()
    assert problem.settled_by.groups.get().name == "Moderators"


def test_law_to_watch(reviewer):
    WatchTopicFactory(title="Leasehold reform", due=date(2021, 1, 1)).entries.add(EntryPageFactory())
    WatchTopicFactory(title="Bus franchising", due=date(2020, 1, 1))
    WatchTopicFactory(title="Ground rents", due=None)
    page = html(reviewer, "watch")
    places = [page.index(title) for title in ("Bus franchising", "Leasehold reform", "Ground rents")]
    assert places == sorted(places)


@pytest.mark.parametrize("name", NAMES)
def test_report_is_exported(reviewer, name):
    some_of_everything(1)
    url = reverse(f"handbooks_reports:{name}")
    csv = b"".join(reviewer.get(url, {"export": "csv"}).streaming_content).decode()
    assert len(csv.splitlines()) >= 2

    sheet = load_workbook(BytesIO(b"".join(reviewer.get(url, {"export": "xlsx"}).streaming_content))).active
    assert sheet.max_row >= 2


@pytest.mark.parametrize("name", NAMES)
def test_downloads_stand_in_the_header_and_keep_the_filter(reviewer, name):
    page = reviewer.get(reverse(f"handbooks_reports:{name}"), {"kind": "entry"})
    assert [button.label for button in page.context["header_buttons"]] == ["Download XLSX", "Download CSV"]
    assert all("kind=entry" in button.url for button in page.context["header_buttons"])
    assert page.content.decode().count("w-header-button") == 2


def test_exported_words_are_no_formula(reviewer):
    ProblemReport.objects.create(page=EntryPageFactory(), message='=HYPERLINK("https://evil.example")')
    url = reverse("handbooks_reports:problems")
    csv = b"".join(reviewer.get(url, {"export": "csv"}).streaming_content).decode()

    assert "'=HYPERLINK" in csv


def some_of_everything(count: int) -> None:
    long_ago = timezone.now() - timedelta(days=20)
    for _number in range(count):
        entry = EntryPageFactory(review_due=localdate(), certainty="low", check_before_use="Check.")
        PrecedentPageFactory(review_due=localdate(), certainty="low")
        CityFactory(review_due=localdate(), check_before_use="Check.")
        GlossaryTermFactory(check_before_use="Check.")
        ProblemReport.objects.create(page=entry, message="A fault of this page.")
        check = LinkCheck.objects.create(
            url=f"https://example.org/{entry.pk}", error="gone", checked_at=long_ago, failing_since=long_ago
        )
        check.pages.add(entry.pk)
        WatchTopicFactory().entries.add(entry)


def queries(client: Any, url: str) -> int:
    from django.db import connection

    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_reports_and_dashboard_ask_a_fixed_number_of_questions(reviewer):
    urls = {name: reverse(f"handbooks_reports:{name}") for name in NAMES} | {"home": "/editor/"}
    some_of_everything(3)
    for url in urls.values():
        reviewer.get(url)
    few = {name: queries(reviewer, url) for name, url in urls.items()}
    some_of_everything(9)
    many = {name: queries(reviewer, url) for name, url in urls.items()}

    assert many == few
    assert few.pop("home") <= 45  # most of them Wagtail's own
    assert max(few.values()) <= 20


def test_dashboard_counts_what_waits(reviewer):
    some_of_everything(2)
    page = reviewer.get("/editor/").content.decode()

    for words in ("problems that readers reported", "reviews due", "uncertain facts", "broken links"):
        assert words in page
    assert EntryPage.objects.first().title not in page


def test_dashboard_shows_own_drafts(tree):
    writer = person("Writers")
    entry = EntryPageFactory(title="Half-written power")
    entry.save_revision(user=writer)

    assert "Half-written power" in signed_in(writer).get("/editor/").content.decode()
    assert "Half-written power" not in signed_in(person("Moderators")).get("/editor/").content.decode()


def waiting_for_review(page: Any) -> bool:
    return "Awaiting your review" in page.content.decode()


def test_dashboard_asks_for_reviews_of_what_others_wrote(tree):
    ensure_groups()
    ensure_workflow()
    entry, author = EntryPageFactory(title="Half-written power", live=False), person("Writers")
    entry.save_revision(user=author)
    entry = EntryPage.objects.get()
    entry.get_workflow().start(entry, author)

    own = signed_in(author).get("/editor/")
    assert not waiting_for_review(own)
    assert "Half-written power" in own.content.decode()
    assert waiting_for_review(signed_in(person("Writers")).get("/editor/"))


def test_dashboard_leaves_out_what_a_reviewer_edited_last(tree):
    ensure_groups()
    ensure_workflow()
    editor, entry = person("Reviewers"), EntryPageFactory(live=False)
    entry.save_revision(user=editor)
    entry = EntryPage.objects.get()
    entry.get_workflow().start(entry, person("Writers"))

    assert not waiting_for_review(signed_in(editor).get("/editor/"))
    assert waiting_for_review(signed_in(person("Reviewers")).get("/editor/"))


def test_reviews_that_wait_are_listed_under_heads_that_are_seen(tree):
    ensure_groups()
    ensure_workflow()
    entry, author = EntryPageFactory(title="Half-written power", live=False), person("Writers")
    entry.save_revision(user=author)
    EntryPage.objects.get().get_workflow().start(EntryPage.objects.get(), author)
    page = signed_in(person("Writers")).get("/editor/").content.decode()
    panel = page.partition('class="listing rc-to-review"')[2].partition("</table>")[0]

    for head in ("Title", "Step", "Last edited by", "Waiting since", "Actions"):
        assert f">{head}</th>" in panel
    assert "w-sr-only" not in panel.partition("</thead>")[0]
    assert "Half-written power" in panel
    assert "<td>Writer&#x27;s check</td>" in panel
    assert f"/editor/pages/workflow/action/{entry.pk}/approve/" in panel


def test_dashboard_leads_through_the_themes_to_a_new_entry(tree):
    ensure_groups()
    theme = EntryPageFactory().get_parent()
    write, add = reverse("handbooks_editor:write"), add_url(theme, EntryPage)
    for role in ("Writers", "Reviewers"):
        client = signed_in(person(role))
        assert f'href="{write}">Write an entry</a>' in client.get("/editor/").content.decode()
        themes = client.get(write).content.decode()
        assert f'<a href="{add}">{theme.title}</a>' in themes
        assert "Local government" in themes
        assert client.get(add).status_code == 200

    moderator = signed_in(person("Moderators"))
    assert write not in moderator.get("/editor/").content.decode()
    assert moderator.get(write).status_code in (302, 403)


def test_problems_say_the_number_of_their_page(reviewer):
    entry, precedent = EntryPageFactory(title="Buy empty homes"), PrecedentPageFactory(title="Homes in Leeds")
    for page in (entry, precedent):
        ProblemReport.objects.create(page=page, message="It is wrong.")
    listed = html(reviewer, "problems")
    sheet = reviewer.get(reverse("handbooks_reports:problems"), {"export": "csv"})
    sheet_words = b"".join(sheet.streaming_content).decode()

    for words in ("LG 1.1 Buy empty homes", "P 1 Homes in Leeds"):
        assert words in listed
        assert words in sheet_words
    one = reviewer.get(reverse("handbooks_editor:settle", args=[entry.problem_reports.get().pk])).content.decode()
    assert "LG 1.1 Buy empty homes</a>" in one
