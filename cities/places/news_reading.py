"""Who posted a notice, in the words that a reader may see."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cities.places.models import Membership, NewsItem


def signed(items: list[NewsItem], user: Any) -> list[NewsItem]:
    """Return notices of one city, each with `posted_by`, in one query; of readers without an account in none."""
    authors = {item.author_id for item in items}
    seen: dict[int | None, Membership] = {}
    if authors and user.is_authenticated:
        rows = Membership.objects.visible_to(user).active().filter(city=items[0].city_id, user__in=authors)
        seen = {row.user_id: row for row in rows.select_related("user", "partner__organisation")}
    for item in items:
        item.posted_by = words_of(seen.get(item.author_id))  # type: ignore[attr-defined]  # read by the template, kept nowhere
    return items


def words_of(author: Membership | None) -> str:
    """Say who posted a notice: the name, and the organisation or else the role; neither where it may not be seen."""
    if author is None:
        return _("Posted by a coordinator of the network")
    told = {"person": author.user, "for": author.organisation or author.get_role_display()}
    return _("Posted by %(person)s, %(for)s") % told
