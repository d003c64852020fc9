"""What an editing form shows of the rows that were set on other pages, and the act that adds one there."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from handbooks.choices import Relation
from handbooks.models import EntryPage, PrecedentEntry, PrecedentPage, ThemePage
from portal.accounts.models import User


class AlreadyLinked(Exception):
    """The precedent names the entry already."""


def edit_url(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def received_counterparts(page: EntryPage, user: User) -> dict[str, Any]:
    """Return the counterparts that were set on the other page, with what each says to this side."""
    rows = page.counterparts_received.select_related("entry").order_by("entry__path")
    return {"counterparts": [(row.entry, row.text_for(page.audience), edit_url(row.entry)) for row in rows]}


def naming_precedents(page: EntryPage, user: User) -> dict[str, Any]:
    """Return the precedents that name the entry, and where to link another."""
    rows = page.precedent_links.select_related("precedent").order_by("relation", "precedent__title")
    return {
        "precedents": [(row.precedent, row.get_relation_display(), edit_url(row.precedent)) for row in rows],
        "link_url": reverse("handbooks_editor:link_precedent", args=[page.pk]),
    }


def tasks_of(page: ThemePage, user: User) -> dict[str, Any]:
    """Return the tasks of a theme, and whether `user` may change them."""
    tasks = page.tasks.prefetch_related("entry_links__entry")
    viewset = page.tasks.model.snippet_viewset
    may_change = user.has_perm("handbooks.change_task")
    return {
        "tasks": [(task, reverse(viewset.get_url_name("edit"), args=[task.pk])) for task in tasks],
        "may_change": may_change,
        "add_url": reverse(viewset.get_url_name("add")),
    }


@transaction.atomic
def link_precedent(precedent: PrecedentPage, entry: EntryPage, *, relation: str, by: User) -> bool:
    """Add `entry` to the newest text of `precedent`, and say whether readers see it at once.

    It is published when the precedent is live, has no unpublished changes, and `by` may publish it: the
    link is then the only change. Otherwise it waits in the draft.
    Raises PermissionDenied, or AlreadyLinked.
    """
    permissions = precedent.permissions_for_user(by)
    if not permissions.can_edit() or (precedent.get_lock() and precedent.get_lock().for_user(by)):
        raise PermissionDenied
    publishes = precedent.live and not precedent.has_unpublished_changes and permissions.can_publish()
    newest = PrecedentPage.objects.select_for_update().get(pk=precedent.pk).get_latest_revision_as_object()
    if any(link.entry_id == entry.pk for link in newest.entry_links.all()):
        raise AlreadyLinked
    newest.entry_links.add(
        PrecedentEntry(entry=entry, relation=Relation(relation), sort_order=newest.entry_links.count())
    )
    if publishes:
        newest.change_note, newest.change_is_minor = "", True
    revision = newest.save_revision(user=by, log_action=True, clean=False)
    if publishes:
        revision.publish(user=by)
    return publishes
