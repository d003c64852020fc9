"""Atom feeds of a plan and of an action: published updates with what co-owners say, and editions. Source: RFC 4287"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from cities.places.models import City
from cities.plans.files.told import evidence_text, responses_text, signed_for, words
from cities.plans.models import Edition, EditionAction, Update
from portal.words.site import LICENCE

ITEMS = 40


@dataclass(frozen=True)
class Item:
    """One thing that happened, as a reader of the feed sees it. Its id never changes; `updated` does with an answer."""

    key: str
    title: str
    said: str
    link: str
    published: datetime
    updated: datetime
    author: str


def update_item(city: City, update: Update) -> Item:
    """Return an update, with what co-owners say to it: a dispute is never apart from the claim."""
    responses = list(update.responses.all())
    outlook = update.get_outlook_display() if update.outlook else ""
    claim = ". ".join(filter(None, [update.get_stage_display(), outlook]))
    step = _("Next: %(step)s") % {"step": update.next_step} if update.next_step else ""
    correction = _("This corrects an earlier update.") if update.corrects_id else ""
    evidence = evidence_text(city.slug, update.evidence.all())
    said = [claim, words(update), correction, step, responses_text(responses), evidence]
    published = update.published_at or update.made_at
    return Item(
        key=f"plan-update-{update.pk}",
        title=f"{update.action.number} {title_of(update)}: {update.get_stage_display()}",
        said="\n\n".join(filter(None, said)),
        link=reverse("plan_update", args=[city.slug, update.action_id, update.pk]),
        published=published,
        updated=max([published, *(given.at for given in responses)]),
        author=signed_for(update),
    )


def title_of(update: Update) -> str:
    """Return the title of the action as it was last published, never that of the working text."""
    return max(update.action.editions.all(), key=lambda held: held.edition_id).title


def edition_item(city: City, edition: Edition) -> Item:
    return Item(
        key=f"plan-edition-{edition.pk}",
        title=_("Edition %(number)s of the action plan") % {"number": edition.number},
        said=edition.note or _("The plan was published anew."),
        link=reverse("plan_edition", args=[city.slug, edition.number]),
        published=edition.published_at,
        updated=edition.published_at,
        author="",
    )


def public_updates() -> Any:
    """Return what anybody may read, newest first; a feed has no reader of its own."""
    return (
        Update.objects.visible_to()
        .select_related("partner__organisation", "action")
        .prefetch_related("evidence", "responses__partner__organisation", "action__editions")
        .order_by("-published_at", "-pk")
    )


class PlanFeed(Feed):
    """Updates of a city's published actions, and the editions of its plan."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, slug: str, pk: int = 0) -> Any:
        city = City.objects.visible_to().filter(slug=slug).first()
        if city is None:
            raise Http404
        return city

    def link(self, obj: City) -> str:
        return reverse("plan", args=[obj.slug])

    def title(self, obj: City) -> str:
        return _("%(city)s: action plan") % {"city": obj.name}

    def subtitle(self, obj: Any) -> str:
        return _("What happens, with evidence, and with what co-owners say to it.")

    def feed_guid(self, obj: City) -> str:
        return f"{settings.SITE_URL}{reverse('plan_feed', args=[obj.slug])}"

    def feed_copyright(self, obj: Any) -> str:
        return LICENCE

    def author_name(self, obj: Any) -> str:
        return "Resilient Cities"

    def items(self, obj: City) -> list[Item]:
        updates = public_updates().filter(action__plan__city=obj, action__plan__archived_at=None)[:ITEMS]
        editions = Edition.objects.visible_to().filter(plan__city=obj, plan__archived_at=None).defer("payload")[:ITEMS]
        found = [*(update_item(obj, row) for row in updates), *(edition_item(obj, row) for row in editions)]
        return sorted(found, key=lambda item: item.published, reverse=True)[:ITEMS]

    def item_title(self, item: Item) -> str:
        return item.title

    def item_description(self, item: Item) -> str:
        return item.said

    def item_link(self, item: Item) -> str:
        return item.link

    def item_guid(self, item: Item) -> str:
        return f"{settings.SITE_URL}/#{item.key}"

    def item_author_name(self, item: Item) -> str | None:
        return item.author or None

    def item_pubdate(self, item: Item) -> datetime:
        return item.published

    def item_updateddate(self, item: Item) -> datetime:
        return item.updated


@dataclass(frozen=True)
class PublicAction:
    """An action as the public knows it: by its row in the last edition that holds it."""

    city: City
    held: EditionAction

    @property
    def pk(self) -> int:
        return self.held.action_id


class ActionFeed(PlanFeed):
    """Updates of one published action."""

    def get_object(self, request: HttpRequest, slug: str, pk: int = 0) -> Any:
        held = EditionAction.objects.visible_to().filter(action=pk, edition__plan__city__slug=slug)
        latest = held.select_related("edition__plan__city").order_by("-edition__number").first()
        if latest is None:
            raise Http404
        return PublicAction(latest.edition.plan.city, latest)

    def link(self, obj: Any) -> str:
        return reverse("action", args=[obj.city.slug, obj.pk])

    def title(self, obj: Any) -> str:
        return f"{obj.city.name}: {obj.held.number} {obj.held.title}"

    def feed_guid(self, obj: Any) -> str:
        return f"{settings.SITE_URL}{reverse('action_feed', args=[obj.city.slug, obj.pk])}"

    def items(self, obj: Any) -> list[Item]:
        return [update_item(obj.city, row) for row in public_updates().filter(action=obj.pk)[:ITEMS]]
