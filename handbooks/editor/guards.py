"""What Wagtail's own views may not do to our pages: each guard answers with a message, or lets them go on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from rules import has_perm
from wagtail.admin import messages
from wagtail.models import Page

from handbooks.completeness import gaps, lacks_change_note
from handbooks.skeleton import is_skeleton

REMOVES = {"delete", "move", "unpublish"}


def refuse(request: HttpRequest, words: str, page: Page) -> HttpResponse:
    """Go back to the page with a message."""
    messages.error(request, words)
    return redirect("wagtailadmin_pages:edit", page.pk)


def holds_skeleton(pages: Iterable[Page]) -> Page | None:
    """Return the first page of the skeleton among `pages`."""
    return next((page for page in pages if is_skeleton(page)), None)


def guard_skeleton(request: HttpRequest, page: Page, *rest: object) -> HttpResponse | None:
    """Keep a page of the skeleton where it is. For delete, move and unpublish."""
    if not is_skeleton(page):
        return None
    return refuse(
        request, _("“%(title)s” stays: the addresses of other pages hang from it.") % {"title": page.title}, page
    )


def guard_published(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Lead from deleting what readers may have cited to withdrawing it; what was never public may go."""
    if not was_published([page]):
        return None
    words = _("“%(title)s” was published, or a page below it was: withdraw it, and say why and what replaces it.")
    return refuse(request, words % {"title": page.title}, page)


def was_published(pages: Iterable[Page]) -> bool:
    """Whether readers may know one of `pages` or of the pages below them."""
    return any(page.get_descendants(inclusive=True).filter(first_published_at__isnull=False).exists() for page in pages)


def ask_for_reason(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Lead from Wagtail's “unpublish” to ours, which asks why and what to read instead."""
    if not page.live:
        return None
    return redirect("handbooks_editor:withdraw", page.pk)


def may_be_withdrawn(page: Page, user: Any) -> bool:
    return not is_skeleton(page) and has_perm("handbooks.withdraw_page", user, page)


def guard_bulk(request: HttpRequest, action_type: str, objects: Iterable[Page], action: object) -> HttpResponse | None:
    """Keep acts on several pages at once to the rules for one."""
    pages = [page for page in objects if isinstance(page, Page)]
    back = redirect(getattr(action, "next_url", "wagtailadmin_home"))
    stays = holds_skeleton(pages) if action_type in REMOVES else None
    if stays is not None:
        messages.error(
            request, _("“%(title)s” stays: the addresses of other pages hang from it.") % {"title": stays.title}
        )
        return back
    if action_type == "delete" and was_published(pages):
        messages.error(request, _("What was published is withdrawn, page by page, and not deleted."))
        return back
    if pages and action_type == "unpublish":
        messages.error(request, _("Withdraw pages one by one: each says why it is gone."))
        return back
    if pages and action_type == "publish":
        return guard_bulk_publish(request, pages, back)
    return None


def guard_bulk_publish(request: HttpRequest, pages: list[Page], back: HttpResponse) -> HttpResponse | None:
    """Publish several pages only when each is complete and says what changed."""
    include = request.POST.get("include_descendants")
    below = [child for page in pages for child in page.get_descendants().not_live()] if include else []
    for page in [*pages, *below]:
        newest = page.get_latest_revision_as_object()
        missing = [*gaps(newest), *([_("Say what changed.")] if lacks_change_note(newest) else [])]
        if missing:
            said = {"title": page.title, "missing": " ".join(missing)}
            messages.error(request, _("Nothing was published. “%(title)s”: %(missing)s") % said)
            return back
    return None
