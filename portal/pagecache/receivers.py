"""What makes kept pages stale: any committed change to what a reader may see on a page.

Whole rooms count, so that a model added to one is never forgotten; what only editors see is named.
Draft saves do not count: autosave would empty the store every few seconds.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save
from modelcluster.fields import ParentalKey
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from portal.pagecache.shared import shared_store

SHOWN_ROOMS = frozenset({"handbooks", "home", "media", "newsroom", "places", "wagtailredirects"})
SHOWN_MODELS = frozenset(
    {
        "plans.edition",
        "plans.update",
        "wagtailcore.locale",
        "wagtailcore.pageviewrestriction",
        "wagtailcore.site",
    }
)
NOT_SHOWN = frozenset(
    {
        "handbooks.linkcheck",
        "handbooks.problemreport",
        "handbooks.reviewtask",
        "handbooks.starterrecord",
        "handbooks.watchtopic",
        "media.privatefile",
        # What editors of the newsroom see.
        "newsroom.announcement",
        "newsroom.countedbatch",
        "newsroom.outletfeed",
        "newsroom.previewanswer",
        "newsroom.previewlink",
        "newsroom.readcount",
        "newsroom.suggestion",
        # City networks: none of the pages that are kept shows them.
        "places.adviceaccount",
        "places.adviceentry",
        "places.advicerequest",
        "places.invitation",
        "places.membership",
        "places.newsitem",
        "places.partner",
        # Made while a page is drawn.
        "media.portalrendition",
    }
)
# All that a draft save writes to the page itself.
DRAFT_FIELDS = frozenset({"draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at"})
LOCK_FIELDS = frozenset({"locked", "locked_at", "locked_by"})


def is_shown(model: type[Model]) -> bool:
    """Return whether rows of `model` appear on public pages; a table of pairs goes with the model that made it."""
    maker = model._meta.auto_created
    owner = maker if isinstance(maker, type) else model
    label = owner._meta.label_lower
    return label in SHOWN_MODELS or (owner._meta.app_label in SHOWN_ROOMS and label not in NOT_SHOWN)


def raise_on_commit(**_: Any) -> None:
    """Make kept pages stale once the change is committed."""
    transaction.on_commit(shared_store().raise_generation)


def saved(sender: type[Model], instance: Model, update_fields: frozenset[str] | None, **_: Any) -> None:
    if isinstance(instance, Page):
        if instance.live and not is_draft_save(update_fields):
            raise_on_commit()
    elif is_shown(sender) and not is_row_of_draft(instance):
        raise_on_commit()


def is_row_of_draft(instance: Model) -> bool:
    """Return whether `instance` is a row, such as a step, of a page that is not published."""
    keys = (field.name for field in instance._meta.concrete_fields if isinstance(field, ParentalKey))
    owners = (getattr(instance, key) for key in keys)
    return any(isinstance(owner, Page) and not owner.live for owner in owners)


def is_draft_save(fields: frozenset[str] | None) -> bool:
    """Return whether a save of these fields leaves the published page as it is."""
    return fields is not None and fields <= DRAFT_FIELDS | LOCK_FIELDS


def deleted(sender: type[Model], instance: Model, **_: Any) -> None:
    if isinstance(instance, Page) or is_shown(sender):
        raise_on_commit()


def related(sender: type[Model], action: str, **_: Any) -> None:
    if action.startswith("post_") and is_shown(sender):
        raise_on_commit()


def listen() -> None:
    """Connect the receivers, once."""
    post_save.connect(saved, dispatch_uid="pagecache-saved")
    post_delete.connect(deleted, dispatch_uid="pagecache-deleted")
    m2m_changed.connect(related, dispatch_uid="pagecache-related")
    for signal in (page_published, page_unpublished, post_page_move):
        signal.connect(raise_on_commit, dispatch_uid="pagecache")
