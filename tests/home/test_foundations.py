"""The skeleton of pages: there after migrations, made again when missing, never overwritten."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.models import Locale, Page, Site, Workflow

from handbooks.models import HandbookPage
from handbooks.skeleton import is_skeleton
from portal.accounts.roles import Role
from portal.home.foundations import ensure_foundations, lay_all, prose
from portal.home.models import HomePage, StandardPage

pytestmark = pytest.mark.django_db

PATHS = {
    "/home/",
    "/home/handbooks/",
    "/home/handbooks/local-government/",
    "/home/handbooks/civil-society/",
    "/home/handbooks/precedents/",
    "/home/handbooks/glossary/",
    "/home/handbooks/a-z/",
    "/home/news/",
    "/home/news/narrative/",
    "/home/about/",
    "/home/contact/",
    "/home/accessibility/",
    "/home/privacy/",
}


def test_foundations_are_there_after_migrations() -> None:
    assert set(Page.objects.filter(depth__gt=1).live().values_list("url_path", flat=True)) == PATHS
    assert Locale.objects.get().language_code == "en-gb"


def test_foundations_twice_changes_nothing() -> None:
    before = list(Page.objects.order_by("pk").values())

    lay_all()

    assert list(Page.objects.order_by("pk").values()) == before


def test_foundations_keep_words_of_an_editor() -> None:
    StandardPage.objects.filter(slug="about").update(standfirst="Ours.")

    ensure_foundations()

    assert StandardPage.objects.get(slug="about").standfirst == "Ours."


def test_foundations_make_again_what_is_missing() -> None:
    Page.objects.get(url_path="/home/privacy/").delete()
    Page.objects.get(url_path="/home/handbooks/").delete()

    ensure_foundations()

    assert set(Page.objects.filter(depth__gt=1).values_list("url_path", flat=True)) == PATHS
    assert HandbookPage.objects.get(slug="civil-society").audience == "civil_society"


@pytest.mark.django_db(transaction=True)
def test_foundations_return_after_tables_were_emptied() -> None:
    call_command("flush", interactive=False, verbosity=0)

    assert set(Page.objects.filter(depth__gt=1).values_list("url_path", flat=True)) == PATHS
    assert set(Role) <= set(Group.objects.values_list("name", flat=True))
    assert Workflow.objects.active().exists()


def test_site_follows_setting(settings: object) -> None:
    settings.SITE_URL = "https://cities.example"

    ensure_foundations()

    site = Site.objects.get()
    assert (site.hostname, site.port, site.is_default_site) == ("cities.example", 443, True)
    assert site.root_page.specific == HomePage.objects.get()


def test_every_page_of_the_skeleton_is_locked() -> None:
    pages = Page.objects.filter(depth__gt=1).specific()

    assert all(is_skeleton(page) for page in pages)


def test_standard_pages_have_sections_and_report_addresses() -> None:
    for page in StandardPage.objects.all():
        headings = [block.value["heading"] for block in page.body]
        text = str(page.body.raw_data[0:])
        assert len(headings) >= 4
        assert "REPORT" not in text
        if page.slug != "about":
            assert f"/report/{page.pk}/" in text


def test_prose_reads_as_finished() -> None:
    assert not re.search(r"lorem|TODO|TBC|placeholder|coming soon|example\.org", str(prose()), re.IGNORECASE)
