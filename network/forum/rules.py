"""Who may do what in the forum. Views, templates and acts ask these, never `has_perm` alone.

To read is `visible_to`; these are for acts, and take for granted that the thing is read.
"""

from __future__ import annotations

from typing import Any

import rules

from cities.places.roles import cities_of, coordinated_cities
from network.forum.choices import Audience, Kind
from network.forum.models import Board, Flag, Outcome, Post, Thread
from network.forum.standing import belongs, standing_of
from portal.accounts.rules import is_administrator, is_moderator

Thing = Board | Thread | Post | Outcome


def board_of(thing: Thing) -> Board:
    """Return the board whose audience decides."""
    if isinstance(thing, Board):
        return thing
    return thing.board if isinstance(thing, Thread) else thing.thread.board


def named_cities(board: Board) -> list[int]:
    """Return the cities that a board names; no query for the own board of one city, or one read `with_cities`."""
    if board.city_id:
        return [board.city_id]
    known = getattr(board, "city_keys", None)
    return known if known is not None else [city.pk for city in board.cities.all()]


@rules.predicate
def reads_board(user: Any, thing: Thing) -> bool:
    board = board_of(thing)
    if board.audience == Audience.PUBLIC:
        return True
    if not belongs(user):
        return False
    return board.audience == Audience.NETWORK or any(city in named_cities(board) for city in cities_of(user))


@rules.predicate
def belongs_here(user: Any) -> bool:
    """Of the network, and not suspended."""
    return belongs(user)


@rules.predicate
def may_write(user: Any) -> bool:
    """Of the network, and neither silenced nor suspended."""
    return belongs(user) and not standing_of(user).is_silenced


@rules.predicate
def is_open(user: Any, thing: Thing) -> bool:
    """A board that is not archived; a thread on one that is neither closed, hidden nor merged."""
    if board_of(thing).is_archived:
        return False
    if isinstance(thing, Board):
        return True
    thread = thing if isinstance(thing, Thread) else thing.thread
    return not (thread.is_closed or thread.is_hidden or thread.merged_into_id)


@rules.predicate
def moderates(user: Any, thing: Thing) -> bool:
    """A moderator on a board that they read, or a coordinator of a city that the board names."""
    board = board_of(thing)
    if not belongs(user):
        return False
    if is_moderator(user):
        return reads_board(user, board)
    own = coordinated_cities(user)
    return bool(own) and board.audience == Audience.CITIES and any(city in own for city in named_cities(board))


@rules.predicate
def wrote_it(user: Any, thing: Thread | Post) -> bool:
    return thing.author_id == user.pk


@rules.predicate
def recorded_it(user: Any, outcome: Outcome) -> bool:
    return user.pk in (outcome.by_id, outcome.thread.author_id)


@rules.predicate
def is_read(user: Any, post: Post) -> bool:
    """A published post whose text may be read."""
    return post.number is not None and not post.is_removed


@rules.predicate
def is_there(user: Any, post: Post) -> bool:
    """A published post that its author has not deleted, hidden or not."""
    return post.number is not None and post.deleted_at is None


@rules.predicate
def is_question(user: Any, thread: Thread) -> bool:
    return thread.kind == Kind.QUESTION


@rules.predicate
def moderates_something(user: Any) -> bool:
    """A moderator, or a coordinator of a city."""
    return belongs(user) and (is_moderator(user) or bool(coordinated_cities(user)))


@rules.predicate
def settles_something(user: Any) -> bool:
    """Who moderates; and administrators, for what those who moderate wrote themselves."""
    return moderates_something(user) or is_administrator(user)


@rules.predicate
def is_settled_by(user: Any, flag: Flag) -> bool:
    """Who sees the report in the queue. Of their own post somebody else decides."""
    return Flag.objects.visible_to(user).filter(pk=flag.pk).exists()


@rules.predicate
def may_sanction(user: Any, person: Any) -> bool:
    """A moderator, anybody but themselves. Moderators and administrators lose their role before they lose a right."""
    if user.pk == person.pk or not person.is_active or person.anonymised_at:
        return False
    return belongs(user) and is_moderator(user) and not is_moderator(person) and not is_administrator(person)


@rules.predicate
def may_manage_boards(user: Any) -> bool:
    return is_administrator(user) or (belongs(user) and is_moderator(user))


@rules.predicate
def may_open_up(user: Any, board: Board) -> bool:
    """Who may let other people read what stands on a board: who reads it, so that nobody lets themselves in."""
    return may_manage_boards(user) and reads_board(user, board)


rules.add_perm("forum.belong", belongs_here)
rules.add_perm("forum.read", reads_board)
rules.add_perm("forum.start_thread", may_write & reads_board & is_open)
rules.add_perm("forum.post_notice", may_write & moderates & is_open)
rules.add_perm("forum.reply", may_write & reads_board & (is_open | moderates))
rules.add_perm("forum.edit_post", may_write & wrote_it & is_there & (is_open | moderates))
rules.add_perm("forum.delete_post", belongs_here & wrote_it & is_read)
rules.add_perm("forum.edit_thread", may_write & ((wrote_it & is_open) | moderates))
rules.add_perm("forum.accept_answer", ((belongs_here & wrote_it) | moderates) & is_question)
rules.add_perm("forum.mark_useful", belongs_here & reads_board & is_read & ~wrote_it)
rules.add_perm("forum.flag", belongs_here & reads_board & is_read & ~wrote_it)
rules.add_perm("forum.link", may_write & (wrote_it | moderates) & reads_board)
rules.add_perm("forum.record_outcome", may_write & reads_board)
rules.add_perm("forum.change_outcome", may_write & (recorded_it | moderates))
rules.add_perm("forum.change_listing", may_write & (wrote_it | moderates))
rules.add_perm("forum.moderate", moderates)
rules.add_perm("forum.hide_post", moderates & ~wrote_it)
rules.add_perm("forum.moderate_anywhere", belongs_here & is_moderator)
rules.add_perm("forum.settle_flag", is_settled_by)
rules.add_perm("forum.moderate_something", moderates_something)
rules.add_perm("forum.settle_something", settles_something)
rules.add_perm("forum.decide_held", moderates & ~wrote_it)
rules.add_perm("forum.sanction", may_sanction)
rules.add_perm("forum.manage_boards", may_manage_boards)
rules.add_perm("forum.open_board_up", may_open_up)
