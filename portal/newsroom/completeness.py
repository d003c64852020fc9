"""What an article or a principle must have before readers see it. Drafts may lack any of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from handbooks.completeness import register_gaps

NEEDS_AUTHOR = gettext_lazy("Give at least one author.")
NEEDS_BODY = gettext_lazy("Write the body.")
NEEDS_ALT = gettext_lazy("Say what the picture shows, or tick that it is only decoration.")
NEEDS_NO_ALT = gettext_lazy("A picture that is only decoration has no alternative text: clear it, or untick this.")
NEEDS_CREDIT = gettext_lazy(
    "The picture “%(title)s” has no credit. Give it one under Images: who made it, and under which licence."
)
TOO_SMALL = gettext_lazy(
    "The picture “%(title)s” is only %(width)s pixels wide and would be blurred. Choose one of at least %(least)s."
)
LEAST_WIDE = 600
"""Pixels. Articles draw their pictures over the whole column, and the lead image beyond it."""
NEEDS_OUTLET = gettext_lazy("Say where it first ran, such as New Start.")

EXPIRES_FIRST = gettext_lazy("It would expire before anybody reads it. Give a later time, or none.")

Gap = tuple[str, str]
"""A field, and what it lacks."""


def picture_gaps(picture: Any, alt: str, is_decorative: bool) -> Iterator[Gap]:
    """Yield what the lead image lacks, such as what it says to those who do not see it."""
    if picture is None:
        return
    yield from (("lead_image", words) for words in faults_of(picture))
    if not alt.strip() and not is_decorative:
        yield "lead_image_alt", str(NEEDS_ALT)
    if alt.strip() and is_decorative:
        yield "lead_image_is_decorative", str(NEEDS_NO_ALT)


def faults_of(picture: Any) -> Iterator[str]:
    """Yield what a picture lacks, wherever it stands: its credit, and enough pixels to be drawn."""
    if not picture.credit.strip():
        yield NEEDS_CREDIT % {"title": picture.title}
    if picture.width < LEAST_WIDE:
        yield TOO_SMALL % {"title": picture.title, "width": picture.width, "least": LEAST_WIDE}


def body_gaps(body: Any) -> Iterator[Gap]:
    """Yield what the body lacks: any words at all, and what its pictures do."""
    if not body:
        yield "body", str(NEEDS_BODY)
        return
    for picture in (block.value.get("image") for block in body if block.block_type == "figure"):
        if picture is not None:
            yield from (("body", words) for words in faults_of(picture))


def origin_gaps(first_ran_at: str, first_ran_in: str) -> Iterator[Gap]:
    """Yield what is lacking where an article is said to have run elsewhere first."""
    if first_ran_at and not first_ran_in.strip():
        yield "first_ran_in", str(NEEDS_OUTLET)


def article_gaps(article: Any) -> Iterator[str]:
    """Yield what an article lacks, in words for an editor."""
    if not article.bylines.all():
        yield str(NEEDS_AUTHOR)
    found = [
        *picture_gaps(article.lead_image, article.lead_image_alt, article.lead_image_is_decorative),
        *body_gaps(article.body),
        *origin_gaps(article.first_ran_at, article.first_ran_in),
    ]
    yield from (words for _name, words in found)
    if article.expire_at and article.expire_at <= max(timezone.now(), article.go_live_at or timezone.now()):
        yield str(EXPIRES_FIRST)
    yield from stream_gaps(article, "body")


def stream_gaps(page: Page, name: str) -> Iterator[str]:
    """Yield that a part of a stream is not complete or not right: checking a page does not look into its streams."""
    value = getattr(page, name)
    try:
        value.stream_block.clean(value)
    except ValidationError:
        label = page._meta.get_field(name).verbose_name
        yield _("%(field)s: a part is not complete. Open the form and press “Publish” or “Submit” to see which.") % {
            "field": label
        }


def principle_gaps(principle: Any) -> Iterator[str]:
    yield from stream_gaps(principle, "evidence")


def register() -> None:
    """Say what is asked for of the pages of this room."""
    register_gaps("newsroom.articlepage", article_gaps)
    register_gaps("newsroom.principlepage", principle_gaps)
