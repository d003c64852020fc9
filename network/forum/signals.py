"""What the forum announces, inside the transaction of the act."""

from django.dispatch import Signal

post_published = Signal()
"""A post got its number: `post`. The first post of a thread has number 1."""

post_changed = Signal()
"""The text of a published post changed, or is read no more or again: `post`."""

thread_changed = Signal()
"""The title, themes, kind or standing of a thread changed, or it is hidden, shown, closed, opened: `thread`."""

thread_moved = Signal()
"""A thread stands on another board: `thread`, `from_board`. Who lost sight of it loses every trace."""

thread_split = Signal()
"""Posts of a thread became one of their own, and both are numbered anew: `thread`, `from_thread`."""

thread_merged = Signal()
"""The posts of a thread moved into another: `thread`, `into`, and `from_board`, on which it stood."""

board_changed = Signal()
"""The audience of a board changed, or it was archived or opened again: `board`."""

mentioned = Signal()
"""A published post names people who can read it: `post`, `people`, a list of primary keys."""

answer_accepted = Signal()
"""A question has its answer: `thread`, `post`, and `by`, who took it."""

listing_changed = Signal()
"""An ask or an offer was opened, met, withdrawn or extended: `listing`."""

outcome_recorded = Signal()
"""The outcome of a thread was recorded or changed: `outcome`."""

flagged = Signal()
"""A post was reported: `flag`."""

flags_settled = Signal()
"""The open reports of a post were settled: `post`, `flags`, a list of primary keys."""

sanctioned = Signal()
"""A person was warned, silenced or suspended: `sanction`."""

links_changed = Signal()
"""What a thread is about changed: `thread`."""

moderated = Signal()
"""A moderator decided something, and the log says so: `entry`."""

post_held = Signal()
"""A newcomer's post waits for a moderator: `post`."""

matched = Signal()
"""Offers or people were suggested for an ask: `matches`, all of the same one and at least one."""

thread_read = Signal()
"""What a room above keeps of a thread was read together with it: `person`, `thread`."""

all_read = Signal()
"""Everything counts as read to somebody: `person`."""
