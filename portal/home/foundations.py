"""The pages that must exist for the portal to work, made once and never overwritten.

Runs after every migration, and after a transactional test has emptied the tables. An editor may
change the words of these pages; their addresses belong to the contract, and `handbooks.skeleton` locks them.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import yaml
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from handbooks.models import AlphabetPage, GlossaryPage, HandbookPage, HandbooksPage, PrecedentIndexPage
from handbooks.streams import sections
from handbooks.workflow import ensure_workflow
from portal.accounts.groups import ensure_groups
from portal.home.models import HomePage, StandardPage
from portal.newsroom.models import NarrativePage, NewsPage
from portal.newsroom.workflow import ensure_news_workflow

PROSE = Path(__file__).parent / "prose"

SHARED: tuple[tuple[str, type[Page]], ...] = (
    ("local-government", HandbookPage),
    ("civil-society", HandbookPage),
    ("precedents", PrecedentIndexPage),
    ("glossary", GlossaryPage),
    ("a-z", AlphabetPage),
)
STANDARD = ("about", "contact", "accessibility", "privacy")
REPORT = "REPORT"
"""What stands in the prose for the address at which a reader reports a problem with the page."""

AnyPage = TypeVar("AnyPage", bound=Page)


@transaction.atomic
def lay_all() -> None:
    """Make everything that must exist before anyone reads or writes."""
    ensure_foundations()
    ensure_groups()
    ensure_workflow()
    ensure_news_workflow()


@transaction.atomic
def ensure_foundations() -> HomePage:
    """Make the locale, the page skeleton and the default site where they are missing; return the home page."""
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    home = ensure_home(ensure_root())
    ensure_site(home)
    handbooks = ensure_child(home, "handbooks", HandbooksPage)
    for slug, model in SHARED:
        ensure_child(handbooks, slug, model)
    news = ensure_child(home, "news", NewsPage)
    ensure_child(news, "narrative", NarrativePage)
    for slug in STANDARD:
        ensure_child(home, slug, StandardPage)
    return home


def ensure_root() -> Page:
    """Return the root of the tree, without the page that Wagtail's first migration puts there."""
    root = Page.get_first_root_node()
    if root is None:
        content_type = ContentType.objects.get_for_model(Page)
        root = Page.add_root(instance=Page(title="Root", slug="root", content_type=content_type))
    welcome = Page.objects.child_of(root).exact_type(Page).filter(slug="home").first()
    if welcome is not None:
        welcome.delete()
        root = Page.get_first_root_node()
    return root


def ensure_home(root: Page) -> HomePage:
    """Return the home page, made where it is missing."""
    home = HomePage.objects.child_of(root).first()
    return home or ensure_child(root, "home", HomePage)


def ensure_child(parent: Page, slug: str, model: type[AnyPage]) -> AnyPage:
    """Return the page at `slug` below `parent`, made from the prose where it is missing."""
    page = model.objects.child_of(parent).filter(slug=slug).first()
    if page is None:
        now = timezone.now()
        words = dict(prose()[slug])
        parts = words.pop("sections", [])
        page = model(slug=slug, live=True, first_published_at=now, last_published_at=now, **words)
        # A page keeps its count of children in memory; a copy read earlier would be wrong by now.
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        if parts:
            write_sections(page, parts)
    return page


def write_sections(page: StandardPage, parts: list[dict[str, str]]) -> None:
    """Write the headed parts of a page, checked as an editor's would be, once its address to report to is known."""
    address = reverse("report_problem", args=[page.pk])
    rows = [{**part, "text": part["text"].replace(REPORT, address)} for part in parts]
    page.body = sections(page.body.stream_block, page.slug, rows)
    page.save()


@lru_cache(maxsize=1)
def prose() -> dict[str, dict[str, Any]]:
    """Return the words of the skeleton by slug, read once from the YAML files beside this one."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(PROSE.glob("*.yaml")):
        found |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def ensure_site(home: HomePage) -> Site:
    """Return the default site at SITE_URL; the setting is the one place that names it."""
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    site, _created = Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": address.hostname or "localhost",
            "port": port,
            "site_name": settings.WAGTAIL_SITE_NAME,
            "root_page": home,
        },
    )
    return site
