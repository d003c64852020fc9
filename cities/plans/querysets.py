"""Questions that one may ask of plans. `visible_to` is the only door for reading.

A plan has two texts. The network of its city reads the working text: `Action` and what hangs on it. Everyone reads
the last edition: `Edition` and `EditionAction`. What happened is one and live: `Update`, `Evidence`, `Response`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

from django.apps import apps
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from cities.places.roles import cities_of, coordinated_cities, partners_of
from cities.plans.choices import ENDED, Stance, Visibility
from portal.accounts.rules import is_administrator


def working_q(user: Any, path: str = "") -> Q:
    """Match actions whose working text `user` reads; `path` leads to the action, such as `action__`."""
    if is_administrator(user):
        return Q(pk__isnull=False)
    shared = Q(**{f"{path}plan__city__in": cities_of(user)}) & ~Q(**{f"{path}visibility": Visibility.DRAFT})
    coordinated = Q(**{f"{path}plan__city__in": coordinated_cities(user)})
    own = Q(**{f"{path}plan__city__in": cities_of(user)}) & (
        Q(**{f"{path}owner__user": user.pk})
        | Q(**{f"{path}created_by": user.pk})
        | Q(**{f"{path}pk__in": parts_of_own(user)})
    )
    return shared | coordinated | own


def parts_of_own(user: Any) -> QuerySet:
    """Return the keys of actions that an organisation which `user` is there for carries, or is asked to."""
    parts = apps.get_model("plans", "actionpartner").objects.for_members(user)
    return parts.filter(declined_at=None).values("action")


def overdue_q(on: date | None = None) -> Q:
    """Match, of actions `with_stage`, those past their due date and neither done nor dropped."""
    return Q(due_on__lt=on or timezone.localdate()) & (Q(stage=None) | ~Q(stage__in=ENDED))


class PlanQuerySet(QuerySet):
    """Plans: that there is one is public; its working text is the network's."""

    def visible_to(self, user: Any = None) -> Self:
        """Return the plans that `user` may know of: published ones, and those of their own cities."""
        if user is not None and is_administrator(user):
            return self.all()
        editions = self.model._meta.apps.get_model("plans", "edition")
        published = Exists(editions.objects.filter(plan=OuterRef("pk")))
        return self.filter(Q(published) | Q(city__in=cities_of(user)))

    def live(self) -> Self:
        return self.filter(archived_at=None)

    def with_edition(self) -> Self:
        """Annotate `edition_number`, that of the last edition, or None."""
        return self.annotate(edition_number=Max("editions__number"))


class ObjectiveQuerySet(QuerySet):
    """Headings of the working text."""

    def visible_to(self, user: Any) -> Self:
        return self.all() if is_administrator(user) else self.filter(plan__city__in=cities_of(user))


class ActionQuerySet(QuerySet):
    """The working text of actions. The public never reads it: see `EditionActionQuerySet`."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(working_q(user)).distinct() if user.is_authenticated else self.none()

    def live(self) -> Self:
        return self.filter(plan__archived_at=None)

    def with_stage(self) -> Self:
        """Annotate `stage` and `told_at`, from the latest update that stands; None before the first."""
        latest = standing_updates(self.model).filter(action=OuterRef("pk")).order_by("-counts_from", "-pk")
        return self.annotate(
            stage=Subquery(latest.values("stage")[:1]), told_at=Subquery(latest.values("counts_from")[:1])
        )

    def overdue(self, on: date | None = None) -> Self:
        """Return, of actions `with_stage`, those past their due date and neither done nor dropped."""
        return self.filter(overdue_q(on))

    def in_order(self) -> Self:
        return self.order_by("objective__position", "position", "pk")


def standing_updates(model: Any) -> UpdateQuerySet:
    """Return the updates that stand, from the room of `model`."""
    return model._meta.apps.get_model("plans", "update").objects.standing()


class ActionPartnerQuerySet(QuerySet):
    """Partners that actions name, in the working text."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(working_q(user, "action__")) if user.is_authenticated else self.none()

    def accepted(self) -> Self:
        return self.filter(accepted_at__isnull=False)

    def asked(self) -> Self:
        """Return those that nobody has answered for yet."""
        return self.filter(accepted_at=None, declined_at=None)

    def for_members(self, user: Any) -> Self:
        """Return the parts of organisations that `user` is there for."""
        return self.filter(partner__in=partners_of(user))


class BasisQuerySet(QuerySet):
    """Bases in the working text."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(working_q(user, "action__")) if user.is_authenticated else self.none()


def told_q(user: Any, path: str) -> Q:
    """Match what hangs on published updates that `user` may read: of published actions, or of their own network's."""
    editions = Q(**{f"{path}action__editions__isnull": False})
    if not getattr(user, "is_authenticated", False):
        return editions
    return editions | working_q(user, f"{path}action__")


class UpdateQuerySet(QuerySet):
    """What happened."""

    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def standing(self) -> Self:
        """Return the published updates that no published correction replaces."""
        corrections = self.model._default_manager.filter(corrects=OuterRef("pk"), published_at__isnull=False)
        return self.published().filter(~Exists(corrections))

    def newest_of_each(self) -> Self:
        """Return the update that says how far each action has come: at most one for each."""
        return self.standing().order_by("action_id", "-counts_from", "-pk").distinct("action_id")

    def draft_of(self, user: Any) -> Self:
        return self.filter(published_at=None, by=user.pk)

    def since(self, moment: datetime) -> Self:
        return self.filter(published_at__gt=moment)

    def visible_to(self, user: Any = None) -> Self:
        """Return published updates of actions that `user` may read about; a draft is read by whoever writes it."""
        read = self.published().filter(told_q(user, "")).values("pk")
        return self.filter(pk__in=read)


class EvidenceQuerySet(QuerySet):
    """Evidence of updates."""

    def visible_to(self, user: Any = None) -> Self:
        updates = self.model._meta.apps.get_model("plans", "update")
        return self.filter(update__in=updates.objects.visible_to(user))


class ResponseQuerySet(QuerySet):
    """What co-owners say: public as the update is."""

    def visible_to(self, user: Any = None) -> Self:
        updates = self.model._meta.apps.get_model("plans", "update")
        return self.filter(update__in=updates.objects.visible_to(user))

    def open_disputes(self) -> Self:
        """Return the disputes that stand: of updates that no correction replaced, unless the same organisation has
        answered a later one.
        """
        standing = standing_updates(self.model).values("pk")
        said_since = self.model._default_manager.filter(
            partner=OuterRef("partner"),
            update__action=OuterRef("update__action"),
            update__counts_from__gt=OuterRef("update__counts_from"),
            update__in=standing,
        )
        return self.filter(~Exists(said_since), stance=Stance.DISPUTE, update__in=standing)


class EditionQuerySet(QuerySet):
    """Published plans: everyone reads them."""

    def visible_to(self, user: Any = None) -> Self:
        return self.all()

    def current(self) -> Self:
        """Return the last edition of each live plan."""
        later = self.model._default_manager.filter(plan=OuterRef("plan"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later), plan__archived_at=None)


class EditionActionQuerySet(QuerySet):
    """Actions as published: everyone reads them."""

    def visible_to(self, user: Any = None) -> Self:
        return self.all()

    def current(self) -> Self:
        """Return the actions of the last edition of each live plan."""
        editions = self.model._meta.apps.get_model("plans", "edition")
        return self.filter(edition__in=editions.objects.current())

    def using_entry(self, entry: int) -> Self:
        return self.filter(entries__contains=[entry])

    def following(self, precedent: int) -> Self:
        """Return the actions that follow a precedent."""
        return self.filter(precedents__contains=[precedent])

    def with_stage(self) -> Self:
        """Annotate `stage`, from the latest update that stands; None before the first."""
        latest = standing_updates(self.model).filter(action=OuterRef("action")).order_by("-counts_from", "-pk")
        return self.annotate(stage=Subquery(latest.values("stage")[:1]))

    def in_order(self) -> Self:
        return self.order_by(F("edition__plan__city__name"), "position")


class FollowQuerySet(QuerySet):
    """Who is told of what. Nobody else reads whom one follows."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(user=user.pk) if user.is_authenticated else self.none()

    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)


class UpdateLinkQuerySet(QuerySet):
    """Links that take an update: their person's own, and those of the cities that one coordinates."""

    def visible_to(self, user: Any) -> Self:
        if not user.is_authenticated:
            return self.none()
        if is_administrator(user):
            return self.all()
        return self.filter(Q(person=user.pk) | Q(action__plan__city__in=coordinated_cities(user)))

    def open(self, at: datetime | None = None) -> Self:
        """Return the links that still take an update."""
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=at or timezone.now())


class ImportBatchQuerySet(QuerySet):
    """Spreadsheets that were checked: for who may edit the whole plan."""

    def visible_to(self, user: Any) -> Self:
        return self.all() if is_administrator(user) else self.filter(plan__city__in=coordinated_cities(user))
