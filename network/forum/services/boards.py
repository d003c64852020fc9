"""Boards: made, changed and archived by those who manage them, and made for each city that has a network.

Whoever changes a board holds it alone: nobody writes on it meanwhile, so that all that was written before is read by
the new readers and nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rules import has_perm

from cities.places.models import City, Membership
from network.forum.choices import Audience, ModerationAct
from network.forum.models import Board
from network.forum.models.board import RESERVED
from network.forum.services.door import check
from network.forum.services.log import log
from network.forum.services.traces import forget_board
from network.forum.signals import board_changed
from portal.accounts.models import User


@dataclass(frozen=True, kw_only=True)
class BoardSet:
    """What a board is called, what it is for and who reads it. `cities` are named where it is for named cities."""

    title: str
    slug: str
    audience: str
    description: str = ""
    cities: Sequence[int] = ()
    themes: Sequence[str] = ()
    position: int = 100

    @property
    def named(self) -> set[int]:
        return set(self.cities) if self.audience == Audience.CITIES else set()

    @property
    def key(self) -> str:
        """Who would read it, as `audience_key` says it of a board."""
        return key_of(self.audience, self.named)


@transaction.atomic
def add_board(wanted: BoardSet, *, by: User) -> Board:
    """Make a board. Raises PermissionDenied, ValidationError with the field that is wrong."""
    check("forum.manage_boards", by, None)
    board = Board()
    write(board, wanted)
    log(ModerationAct.BOARD, by=by, board=board, reason=_("made"))
    return board


@transaction.atomic
def change_board(board: Board, wanted: BoardSet, *, by: User, seen: str) -> Board:
    """Change a board. `seen` is who read it, as `audience_key` says, when `by` was told what would follow.

    Raises PermissionDenied where `by` would let others read what they do not read themselves.
    """
    check("forum.manage_boards", by, None)
    board = Board.objects.select_for_update().get(pk=board.pk)
    if seen != audience_key(board):
        raise ValidationError(_("Somebody changed who reads this board meanwhile. Look at it again."), code="stale")
    is_other = wanted.key != seen
    if is_other:
        check_audience(board, wanted, by)
    write(board, wanted)
    if is_other:
        forget_board(board)
    log(ModerationAct.BOARD, by=by, board=board, reason=_("who reads it") if is_other else "")
    board_changed.send(Board, board=board)
    return board


def check_audience(board: Board, wanted: BoardSet, by: User) -> None:
    """Raise where others may not read a board than do now."""
    if board.city_id:
        raise ValidationError({"audience": _("This board is the own one of a city, and stays its own.")})
    if board.threads.exists() and not has_perm("forum.open_board_up", by, board):
        raise PermissionDenied


def audience_key(board: Board) -> str:
    """Return who reads a board in a form that can be compared."""
    return key_of(board.audience, keys_of(board))


def key_of(audience: str, cities: Iterable[int]) -> str:
    return f"{audience}:{','.join(str(key) for key in sorted(cities))}"


def keys_of(board: Board) -> list[int]:
    """Return the cities that a board names."""
    return list(board.cities.values_list("pk", flat=True))


def write(board: Board, wanted: BoardSet) -> None:
    """Save a board. Raises ValidationError where its address is taken."""
    for name in ("title", "slug", "audience", "description", "position"):
        setattr(board, name, getattr(wanted, name))
    board.themes = list(wanted.themes)
    board.full_clean(validate_constraints=True)
    try:
        with transaction.atomic():
            board.save()
    except IntegrityError as error:
        raise ValidationError({"slug": _("Another board has this address.")}) from error
    board.cities.set(wanted.named)


@transaction.atomic
def archive_board(board: Board, *, by: User) -> Board:
    """Let a board be read and take nothing new."""
    return set_archived(board, True, by)


@transaction.atomic
def open_board_again(board: Board, *, by: User) -> Board:
    """Let people write on an archived board again."""
    return set_archived(board, False, by)


def set_archived(board: Board, is_archived: bool, by: User) -> Board:
    check("forum.manage_boards", by, None)
    board = Board.objects.select_for_update().get(pk=board.pk)
    if board.is_archived != is_archived:
        board.archived_at = timezone.now() if is_archived else None
        board.save(update_fields=["archived_at"])
        log(ModerationAct.BOARD, by=by, board=board, reason=_("archived") if is_archived else _("opened again"))
        board_changed.send(Board, board=board)
    return board


def ensure_city_board(city: City) -> Board:
    """Return the own board of a city's network, made where it is missing."""
    board = Board.objects.filter(city=city).first()
    if board is not None:
        return board
    board = Board(title=city.name, slug=free_slug(city.slug), audience=Audience.CITIES, city=city, position=200)
    board.description = _("What the network of %(city)s talks about among itself.") % {"city": city.name}
    try:
        with transaction.atomic():
            board.save()
            board.cities.set([city])
    except IntegrityError:
        return Board.objects.get(city=city)
    return board


def free_slug(wanted: str) -> str:
    """Return an address for a city's board that neither a page of the forum nor another board has."""
    taken = set(Board.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)) | RESERVED
    tries = (wanted, f"{wanted}-network", *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
    return next(slug for slug in tries if slug not in taken)


def ensure_boards() -> None:
    """Make the own board of every city that has a network, where it is missing."""
    for city in City.objects.filter(pk__in=Membership.objects.active().values("city"), board=None):
        ensure_city_board(city)
