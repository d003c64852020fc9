"""Questions that one may ask of the forum. `visible_to` is the only door for reading.

A board says who reads it; a thread is read by who reads its board; a post by who reads its thread.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Self

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, FilteredRelation, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from cities.places.choices import CityRole
from cities.places.roles import cities_of, coordinated_cities
from handbooks.querysets import unrestricted_q
from network.forum.choices import Audience, ListingState, MatchState
from network.forum.standing import belongs, new_from
from portal.accounts.choices import Directory
from portal.accounts.roles import Role
from portal.accounts.rules import is_administrator, is_moderator

THINGS = ("entry", "precedent", "action", "article", "event")
"""What threads are about: the fields of a link, one of which leads to something."""


def model(name: str) -> Any:
    """Return the manager of a model of the forum, which is not loaded yet when this module is."""
    return apps.get_model("forum", name)._default_manager


def named_on(cities: list[int]) -> QuerySet:
    """Return the keys of boards that name one of some cities."""
    through = apps.get_model("forum", "board").cities.through
    return through.objects.filter(city__in=cities).values("board")


class BoardQuerySet(QuerySet):
    """Boards: their audience decides who knows of them."""

    def visible_to(self, user: Any = None) -> Self:
        if not belongs(user):
            return self.filter(audience=Audience.PUBLIC)
        own = Q(audience=Audience.CITIES, pk__in=named_on(cities_of(user)))
        return self.filter(Q(audience__in=(Audience.PUBLIC, Audience.NETWORK)) | own)

    def moderated_by(self, user: Any) -> Self:
        """Return the boards that `user` keeps fair: moderators those that they read, coordinators their city's."""
        if not belongs(user):
            return self.none()
        own = Q(audience=Audience.CITIES, pk__in=named_on(coordinated_cities(user)))
        return self.visible_to(user) if is_moderator(user) else self.filter(own)

    def open(self) -> Self:
        return self.filter(archived_at=None)

    def with_cities(self) -> Self:
        """Annotate `city_keys` and `city_names` of the cities that each board names."""
        return self.annotate(**cities_named("pk"))


def cities_named(board: str) -> dict[str, ArraySubquery]:
    """Return the keys and the names of the cities of a board, which a row names in the field `board`."""
    through = apps.get_model("forum", "board").cities.through
    rows = through.objects.filter(board=OuterRef(board)).order_by("city__name")
    return {"city_keys": ArraySubquery(rows.values("city")), "city_names": ArraySubquery(rows.values("city__name"))}


class ThreadQuerySet(QuerySet):
    """Threads: who reads the board reads them, but for those that are hidden or wait for a moderator."""

    def visible_to(self, user: Any = None) -> Self:
        boards = model("board")
        readable = boards.visible_to(user)
        shown = Q(last_number__gt=0)
        if user is not None and user.is_authenticated:
            shown |= Q(author=user.pk)
        shown &= Q(hidden_at=None)
        if coordinated_cities(user) or is_moderator(user):
            shown |= Q(board__in=boards.moderated_by(user))
        return self.filter(shown, board__in=readable)

    def listed(self) -> Self:
        """Return those that lists show: published, not hidden, not grown into another."""
        return self.filter(hidden_at=None, merged_into=None, last_number__gt=0)

    def with_reader(self, user: Any) -> Self:
        """Join the reader's own row, and annotate `unread`: how many posts they have not read.

        Of a thread that they never opened all are unread, unless its last post is older than what counts as read.
        """
        if user is None or not user.is_authenticated:
            return self
        found = self.annotate(reading=FilteredRelation("readers", condition=Q(readers__person=user.pk)))
        read_to = Coalesce(F("reading__last_read"), 0)
        is_old = Q(last_post_at__lte=new_from(user)) & Q(Q(reading__last_read=0) | Q(reading__last_read=None))
        left = Case(When(is_old, then=0), default=Greatest(F("last_number") - read_to, 0), output_field=IntegerField())
        return found.annotate(read_to=read_to, unread=left, level=Coalesce(F("reading__level"), Value("")))

    def with_latest(self) -> Self:
        """Join the post that came last, for `select_related("latest__author")`."""
        return self.annotate(latest=FilteredRelation("posts", condition=Q(posts__number=F("last_number"))))

    def before(self, at: datetime, pk: int) -> Self:
        """Return what stands after a place in the list by latest post: a keyset, which no depth makes slower."""
        return self.filter(Q(last_post_at__lte=at) & (Q(last_post_at__lt=at) | Q(pk__lt=pk)))

    def after(self, at: datetime, pk: int) -> Self:
        """Return what stands before a place in the list, the nearest first."""
        found = self.filter(Q(last_post_at__gte=at) & (Q(last_post_at__gt=at) | Q(pk__gt=pk)))
        return found.order_by("last_post_at", "pk")


class PostQuerySet(QuerySet):
    """Posts: who reads the thread reads them. A held one is read by its author and by moderators of the board."""

    def visible_to(self, user: Any = None) -> Self:
        found = self.filter(thread__in=model("thread").visible_to(user))
        published = Q(number__isnull=False)
        if user is None or not user.is_authenticated:
            return found.filter(published)
        held = Q(author=user.pk)
        if coordinated_cities(user) or is_moderator(user):
            held |= Q(thread__board__in=model("board").moderated_by(user))
        return found.filter(published | held)

    def published(self) -> Self:
        return self.filter(number__isnull=False)

    def held(self) -> Self:
        """Return those that wait for a moderator."""
        return self.filter(number=None, refused_at=None)

    def readable(self) -> Self:
        """Return published posts whose text may be read: neither hidden nor deleted, on threads that lists show."""
        shown = Q(thread__hidden_at=None, thread__merged_into=None)
        return self.published().filter(shown, hidden_at=None, deleted_at=None)

    def between(self, first: int, last: int) -> Self:
        """Return the posts with numbers from `first` to `last`, in order: a range, whatever the depth."""
        return self.filter(number__gte=first, number__lte=last).order_by("number")


class AttachmentQuerySet(QuerySet):
    """Files with posts: who reads the text reads them. One without a post yet is its uploader's."""

    def visible_to(self, user: Any = None) -> Self:
        readable = model("post").visible_to(user).filter(hidden_at=None, deleted_at=None)
        seen = Q(post__in=readable, removed_at=None)
        if user is not None and user.is_authenticated:
            seen |= Q(post=None, by=user.pk, removed_at=None)
        return self.filter(seen)

    def waiting(self, user: Any) -> Self:
        """Return the files that `user` uploaded and put into no post yet."""
        return self.filter(post=None, by=user.pk, removed_at=None)


class ListingQuerySet(QuerySet):
    """Asks and offers: who reads the thread reads them."""

    def visible_to(self, user: Any = None) -> Self:
        return self.filter(thread__in=model("thread").visible_to(user).listed())

    def open(self, on: date | None = None) -> Self:
        return self.filter(state=ListingState.OPEN, expires_on__gte=on or timezone.localdate())

    def met(self) -> Self:
        return self.filter(state=ListingState.MET)


class MatchQuerySet(QuerySet):
    """Suggestions: read by who asks and by who is suggested, each as far as they may read the other's part."""

    def visible_to(self, user: Any) -> Self:
        if not belongs(user):
            return self.none()
        listings = model("listing").visible_to(user)
        people = apps.get_model("places", "membership")._default_manager.visible_to(user).active().values("user")
        found = Q(offer__in=listings) | (Q(person__in=people) & Q(person__is_active=True))
        asked = Q(ask__thread__author=user.pk) & found & ~Q(person__directory=Directory.HIDDEN)
        own = Q(offer__thread__author=user.pk, offer__in=listings) | Q(person=user.pk)
        return self.filter(asked | own, ask__in=listings)

    def waiting(self) -> Self:
        """Return those that are not answered, of an ask that is open, and of an offer that is."""
        listings = model("listing").open().values("pk")
        open_offer = Q(offer=None) | Q(offer__in=listings)
        return self.filter(open_offer, state=MatchState.SUGGESTED, ask__in=listings)


class OutcomeQuerySet(QuerySet):
    """Outcomes: who reads the thread reads them."""

    def visible_to(self, user: Any = None) -> Self:
        return self.filter(thread__in=model("thread").visible_to(user).listed())


class ThreadLinkQuerySet(QuerySet):
    """What threads are about: read by who reads both the thread and the thing."""

    def visible_to(self, user: Any = None) -> Self:
        """Return the links of threads that `user` reads, to things that `user` reads."""
        threads = model("thread").visible_to(user).listed()
        return self.filter(thread__in=threads).to_things_of(user)

    def to_things_of(self, user: Any, kinds: Collection[str] = THINGS) -> Self:
        """Return the links to things that `user` reads; of actions those in an edition, or in a text they work on.

        `kinds` names the fields that some link fills, where that is known: of others nothing is asked.
        """
        read = Q(pk__in=[])
        for page in ("entry", "precedent", "article"):
            read |= readable_q(page) if page in kinds else Q()
        if "action" in kinds:
            editions = apps.get_model("plans", "editionaction")._default_manager.filter(action=OuterRef("action"))
            read |= Q(action__isnull=False) & Q(Exists(editions))
            if cities_of(user):
                read |= Q(action__in=apps.get_model("plans", "action")._default_manager.visible_to(user))
        if "event" in kinds:
            read |= Q(event__in=model("thread").visible_to(user).listed())
        return self.filter(read)


def readable_q(name: str) -> Q:
    """Match rows whose page, in the field `name`, readers open: what `visible_to` of pages says, without a query."""
    return Q(**{f"{name}__isnull": False, f"{name}__live": True}) & unrestricted_q(f"{name}__path")


def left_to_administrators() -> Q:
    """Match reports of posts by a moderator or a coordinator of the board whom no other of these may judge."""
    people, author = apps.get_model("accounts", "user"), OuterRef("post__author")
    moderators = people.objects.filter(groups__name=Role.MODERATORS, is_active=True)
    members = apps.get_model("places", "membership")._default_manager.active().filter(role=CityRole.COORDINATOR)
    board = {"city__named_on_boards": OuterRef("post__thread__board")}
    coordinators = members.filter(**board, city__named_on_boards__audience=Audience.CITIES)
    keeps = Exists(moderators.filter(pk=author)) | Exists(coordinators.filter(user=author))
    return keeps & ~Exists(moderators.exclude(pk=author)) & ~Exists(coordinators.exclude(user=author))


class FlagQuerySet(QuerySet):
    """Reports of posts: a moderator's work, and the reporter's own."""

    def open(self) -> Self:
        return self.filter(settled_at=None)

    def visible_to(self, user: Any) -> Self:
        """Return the reports that `user` settles; none of their own posts, so that nobody reads who reported them.

        A moderator sees a reported post on whatever board it stands. What neither a moderator nor a coordinator of
        the board may settle, because each of them wrote it, is for administrators.
        """
        others = self.exclude(post__author=user.pk)
        if belongs(user) and is_moderator(user):
            return others
        seen = Q(post__thread__board__in=model("board").moderated_by(user))
        if is_administrator(user):
            seen |= left_to_administrators()
        return others.filter(seen)


class SanctionQuerySet(QuerySet):
    """Warnings, silences and suspensions: the person's own, and the moderators'."""

    def in_force(self, at: datetime) -> Self:
        return self.filter(lifted_at=None, until__gt=at)

    def visible_to(self, user: Any) -> Self:
        if not user.is_authenticated:
            return self.none()
        return self.all() if is_moderator(user) else self.filter(person=user.pk)


class ModerationEntryQuerySet(QuerySet):
    """The log of moderation: read by who moderates the board, and all of it but other cities' by moderators."""

    def visible_to(self, user: Any) -> Self:
        seen = Q(board__in=model("board").moderated_by(user))
        if belongs(user) and is_moderator(user):
            seen |= Q(board=None)
        return self.filter(seen)
