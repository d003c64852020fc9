"""Questions that one may ask of cities and their networks. `visible_to` is the only door for reading."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from cities.places.choices import AdviceAct, AdviceState, CityRole, MembershipState, NewsAudience
from cities.places.roles import advised_cities, cities_of, coordinated_cities, is_in_network
from portal.accounts.choices import Directory
from portal.accounts.rules import is_administrator


class CityQuerySet(QuerySet):
    """Cities: all of them are public."""

    def visible_to(self, user: Any = None) -> Self:
        return self.all()

    def focus(self) -> Self:
        return self.filter(is_focus=True)

    def with_network(self) -> Self:
        """Annotate `partner_count`, the organisations in the network now."""
        return self.annotate(partner_count=Count("partners", filter=Q(partners__left_on=None), distinct=True))


class OrganisationQuerySet(QuerySet):
    """Organisations: all of them are public."""

    def visible_to(self, user: Any = None) -> Self:
        return self.all()

    def editable_by(self, user: Any) -> Self:
        """Return the organisations that `user` is an active member for, in any city."""
        theirs = Q(partnerships__memberships__user=user.pk, partnerships__memberships__state=MembershipState.ACTIVE)
        return self.filter(theirs, partnerships__left_on=None).distinct()


class PartnerQuerySet(QuerySet):
    """Organisations in networks: public, as the networks are."""

    def visible_to(self, user: Any = None) -> Self:
        return self.all()

    def current(self) -> Self:
        return self.filter(left_on=None)

    def with_whether_spoken_for(self) -> Self:
        """Annotate `is_spoken_for`: whether somebody with an account is there for the organisation in the network."""
        people = self.model._meta.apps.get_model("places", "membership")._default_manager.active()
        theirs = people.filter(partner=OuterRef("pk"), user__is_active=True).exclude(role=CityRole.ADVISER)
        return self.annotate(is_spoken_for=Exists(theirs))


class MembershipQuerySet(QuerySet):
    """People in networks."""

    def active(self) -> Self:
        return self.filter(state=MembershipState.ACTIVE)

    def requested(self) -> Self:
        return self.filter(state=MembershipState.REQUESTED)

    def coordinators(self) -> Self:
        return self.active().filter(role=CityRole.COORDINATOR)

    def of(self, city: Any) -> Self:
        return self.filter(city=city)

    def with_whether_left(self) -> Self:
        """Annotate `has_left`: whether the organisation that they named was a partner of the network and is none."""
        seats = self.model._meta.apps.get_model("places", "partner")._default_manager
        theirs = seats.filter(city=OuterRef("city"), organisation__name=OuterRef("organisation_named"))
        was, is_one = Exists(theirs.exclude(left_on=None)), Exists(theirs.filter(left_on=None))
        return self.annotate(has_left=Q(partner=None) & was & ~is_one)

    def visible_to(self, user: Any) -> Self:
        """Return what `user` may read: their own rows, all rows of a city that they coordinate, and of the
        rest the active ones of people who let themselves be seen. Without a network, only one's own.
        """
        if not user.is_authenticated:
            return self.none()
        if is_administrator(user):
            return self.all()
        seen = Q(user=user.pk)
        if cities := coordinated_cities(user):
            seen |= Q(city__in=cities)
        if is_in_network(user):
            everywhere = Q(user__directory=Directory.NETWORK)
            neighbours = self.model._default_manager.filter(state=MembershipState.ACTIVE, city__in=cities_of(user))
            near = Q(user__directory=Directory.CITY, user__in=neighbours.values("user"))
            seen |= Q(state=MembershipState.ACTIVE, user__is_active=True) & (everywhere | near)
        return self.filter(seen)


class DirectoryLineQuerySet(QuerySet):
    """Lines of the member directory: those of people who let `user` find them, whatever their role."""

    def visible_to(self, user: Any) -> Self:
        if not is_in_network(user):
            return self.none()
        near = Q(shown_to=Directory.CITY, cities__overlap=cities_of(user))
        return self.filter(Q(shown_to=Directory.NETWORK) | near)


class InvitationQuerySet(QuerySet):
    """Invitations, which name an address and are for coordinators only."""

    def open(self, at: datetime | None = None) -> Self:
        """Return the invitations that can still be accepted."""
        return self.unsettled().filter(expires_at__gt=at or timezone.now())

    def unsettled(self) -> Self:
        """Return the invitations that were neither accepted nor withdrawn, expired or not."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def visible_to(self, user: Any) -> Self:
        return self.all() if is_administrator(user) else self.filter(city__in=coordinated_cities(user))


class AdviceRequestQuerySet(QuerySet):
    """Requests for advice: the public reads of those that days were used on, a city's network of all of its own."""

    def visible_to(self, user: Any) -> Self:
        return self.all() if is_administrator(user) else self.filter(Q(used__gt=0) | Q(city__in=cities_of(user)))

    def advised_by(self, user: Any) -> Self:
        """Return those of the cities that `user` advises; an administrator looks after all."""
        return self.all() if is_administrator(user) else self.filter(city__in=advised_cities(user))

    def waiting(self) -> Self:
        return self.filter(state=AdviceState.REQUESTED)

    def agreed(self) -> Self:
        """Return those that advice is planned or under way for, the first planned first."""
        return self.filter(state=AdviceState.AGREED).order_by(F("planned_on").asc(nulls_last=True), "pk")

    def settled(self) -> Self:
        """Return those that were delivered, declined or taken back."""
        return self.filter(state__in=[AdviceState.DELIVERED, AdviceState.DECLINED, AdviceState.WITHDRAWN])


class AdviceEntryQuerySet(QuerySet):
    """Lines of the ledger. Who reads the private note on a line is another question: `places.read_private_notes`."""

    def used(self) -> Self:
        """Return the uses that count: one that was taken out does not."""
        return self.filter(act=AdviceAct.USE, corrected_by=None)

    def visible_to(self, user: Any) -> Self:
        if is_administrator(user):
            return self.all()
        counts = Q(act=AdviceAct.USE, corrected_by=None)
        return self.filter(counts | Q(account__city__in=cities_of(user)))

    def advised_by(self, user: Any) -> Self:
        """Return those of the cities that `user` advises; an administrator looks after all."""
        return self.all() if is_administrator(user) else self.filter(account__city__in=advised_cities(user))

    def with_organisation(self) -> Self:
        """Annotate `organisation`, the partner of the city's network that the adviser is there for, or None."""
        memberships = self.model._meta.apps.get_model("places", "membership")
        theirs = memberships._default_manager.filter(
            user=OuterRef("adviser"), city=OuterRef("account__city"), role=CityRole.ADVISER, partner__isnull=False
        )
        return self.annotate(organisation=Subquery(theirs.order_by("-pk").values("partner__organisation__name")[:1]))


class NewsItemQuerySet(QuerySet):
    """City news."""

    def standing(self) -> Self:
        """Return what was not taken back."""
        return self.filter(withdrawn_at=None)

    def public(self) -> Self:
        return self.filter(audience=NewsAudience.PUBLIC)

    def visible_to(self, user: Any) -> Self:
        """Return what `user` may read: administrators everything, because they may take it back."""
        if is_administrator(user):
            return self.standing()
        read = Q(audience=NewsAudience.PUBLIC) | Q(city__in=cities_of(user))
        return self.standing().filter(read)
