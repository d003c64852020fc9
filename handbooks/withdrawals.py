"""Pages that were taken down: their addresses answer 410 with the title, the day, the reason and a successor.

`withdraw` is the act that editors use. Whatever else ends a page (a day of expiry, a deletion, code that
calls `unpublish`) is caught by the receivers, so that no public page ever turns into a plain 404.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.signals import pre_delete
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.signals import page_published, page_unpublished

from handbooks.models import EntryPage, PageNumber, PrecedentPage, Withdrawal
from handbooks.skeleton import is_skeleton
from portal.accounts.models import User
from portal.errors import WITHDRAWN_PAGES, Withdrawn
from portal.words.parts import Link


def address(page: Page) -> str:
    """Return the path at which readers find `page`; empty for one outside the site."""
    parts = page.get_url_parts()
    return parts[2] or "" if parts else ""


def live_below(page: Page) -> PageQuerySet:
    """Return `page` and the pages under it that readers see."""
    return Page.objects.descendant_of(page, inclusive=True).live()


@transaction.atomic
def withdraw(page: Page, *, reason: str, by: User, successor: Page | None = None) -> list[Withdrawal]:
    """Take a page, and what is under it, away from readers, and say why at each address.

    Raises PermissionDenied for a page of the skeleton and for a person who may not unpublish it.
    """
    if is_skeleton(page) or not page.permissions_for_user(by).can_unpublish():
        raise PermissionDenied
    going = list(live_below(page).specific())
    rows = [record(each, reason=reason, successor=successor) for each in going]
    for each in reversed(going):
        each.unpublish(user=by)
    return [row for row in rows if row]


def record(page: Page, *, reason: str, successor: Page | None = None) -> Withdrawal | None:
    """Write down that `page` is gone from its address.

    Nothing about a page that only some could read, nor about Wagtail's own welcome page.
    """
    path = address(page)
    if not path or page.specific_class in (None, Page) or page.get_view_restrictions().exists():
        return None
    values = {
        "page_id": page.pk,
        "title": page.title,
        "reason": reason,
        "successor": successor,
        "withdrawn_at": timezone.now(),
    }
    return Withdrawal.objects.update_or_create(path=path, defaults=values)[0]


def note_end(page: Page, *, reason: str) -> None:
    """Record the end of a page that came without a reason of its own, unless one was given already."""
    path = address(page)
    if path and not Withdrawal.objects.filter(path=path).exists():
        record(page, reason=reason)


def on_unpublished(instance: Page, **kwargs: Any) -> None:
    reason = _("Its time had passed.") if instance.expired else _("It was taken down.")
    note_end(instance, reason=reason)


def on_deleted(instance: Page, **kwargs: Any) -> None:
    """Record a live page that is deleted; its row of the tree is still there."""
    if instance.live:
        note_end(instance, reason=_("It was deleted."))
        Withdrawal.objects.filter(page_id=instance.pk).update(page=None)


def on_published(instance: Page, **kwargs: Any) -> None:
    """Forget the withdrawal of an address where a page can be read again."""
    if instance.live:
        Withdrawal.objects.filter(path=address(instance)).delete()


def withdrawal_at(path: str) -> Withdrawal | None:
    """Return what was withdrawn from `path`; None where an editor's redirect leads on from it."""
    with_slash = path.rstrip("/") + "/"
    withdrawal = Withdrawal.objects.select_related("successor").filter(path=with_slash).first()
    if withdrawal is None or Redirect.objects.filter(old_path=Redirect.normalise_path(path)).exists():
        return None
    return withdrawal


def withdrawn_page(path: str) -> Withdrawn | None:
    """Return what the 410 page says about `path`, for `portal.errors`."""
    withdrawal = withdrawal_at(path)
    if withdrawal is None:
        return None
    return Withdrawn(
        title=withdrawal.title,
        withdrawn_on=day(withdrawal.withdrawn_at),
        reason=withdrawal.reason,
        number=last_number(withdrawal),
        successor=successor_link(withdrawal.successor),
    )


def last_number(withdrawal: Withdrawal) -> str:
    """Return the number that the page carried last, by which it may be cited; empty when it had none."""
    given = PageNumber.objects.filter(page__isnull=False, page=withdrawal.page_id).order_by("-given_at", "-pk").first()
    return str(given) if given else ""


def day(moment: datetime) -> Any:
    return timezone.localtime(moment).date()


def successor_link(page: Page | None) -> Link | None:
    """Return a link to the successor while readers can open it."""
    if page is None or not page.live:
        return None
    specific = page.specific
    number = specific.number if isinstance(specific, EntryPage | PrecedentPage) else ""
    return Link(title=specific.title, url=specific.url, number=number)


def connect() -> None:
    """Listen to Wagtail, and answer for addresses that nothing else answers for."""
    page_unpublished.connect(on_unpublished, dispatch_uid="handbooks.withdrawals.unpublished")
    page_published.connect(on_published, dispatch_uid="handbooks.withdrawals.published")
    pre_delete.connect(on_deleted, sender=Page, dispatch_uid="handbooks.withdrawals.deleted")
    WITHDRAWN_PAGES.append(withdrawn_page)
