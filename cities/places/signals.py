"""What this room announces, inside the transaction of the act."""

from django.dispatch import Signal

membership_changed = Signal()
"""A membership began, changed its role or ended: `membership`. What they may read changes with it."""

seat_merged = Signal()
"""Two seats of one organisation in one network became one: `seat` ends, and `into` takes over what may be moved."""

invited = Signal()
"""An address was invited into a network, or the invitation was sent again: `invitation`."""

join_requested = Signal()
"""Somebody asks to join a network: `membership`."""

join_answered = Signal()
"""Coordinators answered somebody who asked to join: `membership`, which is active or declined now."""
