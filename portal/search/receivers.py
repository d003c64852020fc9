"""Keeps passages true as pages and terms are saved, moved, restricted and taken away.

A page's rows are written when it is saved, which is inside the transaction of `Page.save`: Wagtail sends
`page_published` only after that transaction. They are written again on `page_published`, by when other
receivers have given the page its number. Deleting needs nothing: the rows hang on the page.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from cities.places.models import City
from cities.plans.models import Action, ActionPlan, Edition, Response, Update
from cities.plans.signals import edition_published, redacted, update_published
from handbooks.models import (
    EntryPage,
    GlossaryPage,
    GlossaryTerm,
    PageNumber,
    PrecedentPage,
    Provision,
    Scheme,
    Task,
    TaskEntry,
    ThemePage,
)
from portal.newsroom.models import ArticlePage, Author, NarrativePage, NewsPage, PrinciplePage
from portal.newsroom.signals import articles_generated
from portal.search import index, thread_passages

# Saved with every draft: nothing that readers find.
BOOKKEEPING = {"latest_revision", "latest_revision_created_at", "has_unpublished_changes", "draft_title", "locked"}
PAGES = (EntryPage, PrecedentPage, ArticlePage, PrinciplePage)


def connect() -> None:
    """Listen to the acts of other rooms."""
    for model in (*PAGES, GlossaryTerm, City):
        post_save.connect(write_saved, sender=model, dispatch_uid=f"search-{model.__name__}")
    for model in (Page, ThemePage, GlossaryPage, NewsPage, NarrativePage):
        post_save.connect(write_below, sender=model, dispatch_uid=f"search-below-{model.__name__}")
    for model in (GlossaryTerm, City):
        post_delete.connect(remove_deleted, sender=model, dispatch_uid=f"search-{model.__name__}-deleted")
    page_published.connect(write_published, dispatch_uid="search-published")
    page_unpublished.connect(write_published, dispatch_uid="search-unpublished")
    post_page_move.connect(write_published, dispatch_uid="search-moved")
    for signal in (post_save, post_delete):
        signal.connect(write_restricted, sender=PageViewRestriction, dispatch_uid="search-restricted")
    post_save.connect(write_signed, sender=Author, dispatch_uid="search-author")
    articles_generated.connect(write_generated, dispatch_uid="search-generated")
    post_save.connect(write_numbered, sender=PageNumber, dispatch_uid="search-numbered")
    post_save.connect(write_retold, sender=Task, dispatch_uid="search-task")
    for signal in (post_save, post_delete):
        signal.connect(write_led_to, sender=TaskEntry, dispatch_uid="search-task-entry")
    edition_published.connect(write_edition, dispatch_uid="search-edition")
    update_published.connect(write_told, dispatch_uid="search-update")
    redacted.connect(write_redacted, dispatch_uid="search-redacted")
    post_save.connect(write_archived, sender=ActionPlan, dispatch_uid="search-plan")
    thread_passages.connect()
    for source in (Provision, Scheme):
        post_save.connect(write_cited, sender=source, dispatch_uid=f"search-cited-{source.__name__}")


def write_saved(
    instance: models.Model, update_fields: Iterable[str] | None = None, raw: bool = False, **_: Any
) -> None:
    """Write what was saved. A whole save is what readers get; of a part, only the database knows the rest."""
    if raw or is_bookkeeping(update_fields):
        return
    if update_fields is None:
        index.write(instance)
    else:
        index.refresh(type(instance), pk=instance.pk)


def is_bookkeeping(update_fields: Iterable[str] | None) -> bool:
    return update_fields is not None and set(update_fields) <= BOOKKEEPING


def write_below(instance: Page, update_fields: Iterable[str] | None = None, raw: bool = False, **_: Any) -> None:
    """Write what stands on and below a page that was moved or renamed, or whose theme changed."""
    if not raw and not is_bookkeeping(update_fields):
        refresh_tree(instance)


def write_published(instance: Page, **_: Any) -> None:
    """Write what stands on and below a page that was published, unpublished or moved."""
    refresh_tree(instance)


def write_restricted(instance: PageViewRestriction, **_: Any) -> None:
    """Write what stands on and below a page whose restriction was set or lifted."""
    refresh_tree(instance.page)


def refresh_tree(page: Page) -> None:
    """Write the passages of every owner on and below `page`, from the database."""
    path = Page.objects.filter(pk=page.pk).values_list("path", flat=True).first()
    if path is None:
        return
    for model in PAGES:
        index.refresh(model, path__startswith=path)
    for locale in GlossaryPage.objects.filter(path__startswith=path).values_list("locale", flat=True):
        index.refresh(GlossaryTerm, locale=locale)


def write_numbered(instance: PageNumber, **_: Any) -> None:
    """Write a page that was given a number."""
    for model in (EntryPage, PrecedentPage):
        index.refresh(model, pk=instance.page_id)


def write_signed(instance: Author, created: bool = False, raw: bool = False, **_: Any) -> None:
    """Write the articles over which a name stands that was changed."""
    if not created and not raw:
        index.refresh_many(ArticlePage, instance.bylines.values_list("article", flat=True))


def write_generated(keys: Iterable[int], **_: Any) -> None:
    """Write articles that were generated as rows, of which nothing else tells."""
    index.refresh_many(ArticlePage, keys)


def write_cited(instance: Provision | Scheme, created: bool = False, **_: Any) -> None:
    """Write the entries that cite a provision or scheme whose words changed."""
    if not created:
        index.refresh(EntryPage, pk__in=instance.legal_bases.values("entry"))


def write_retold(instance: Task, created: bool = False, raw: bool = False, **_: Any) -> None:
    """Write the entries that a task leads to, whose words changed."""
    if not created and not raw:
        index.refresh(EntryPage, pk__in=TaskEntry.objects.filter(task=instance.pk).values("entry"))


def write_led_to(instance: TaskEntry, raw: bool = False, **_: Any) -> None:
    """Write an entry that a task leads to from now on, or no more."""
    if not raw:
        index.refresh(EntryPage, pk=instance.entry_id)


def write_edition(edition: Edition, **_: Any) -> None:
    """Write a plan that was published and its actions, from its new edition."""
    index.refresh_many(ActionPlan, [edition.plan_id])
    index.refresh_many(Action, edition.plan.actions.values_list("pk", flat=True))


def write_told(update: Update, **_: Any) -> None:
    """Write an action with its latest update. One that no edition holds stays unfound."""
    index.refresh_many(Action, [update.action_id])


def write_redacted(published: Update | Response, **_: Any) -> None:
    """Write an action whose update had its words removed."""
    if isinstance(published, Update):
        index.refresh_many(Action, [published.action_id])


def write_archived(instance: ActionPlan, raw: bool = False, **_: Any) -> None:
    """Take an archived plan and its actions away."""
    if not raw and not instance.is_live:
        index.refresh_many(ActionPlan, [instance.pk])
        index.refresh_many(Action, instance.actions.values_list("pk", flat=True))


def remove_deleted(instance: models.Model, **_: Any) -> None:
    """Take away the passages of what was deleted."""
    index.remove(instance)
