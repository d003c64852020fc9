"""What this room announces, inside the transaction of the act."""

from django.dispatch import Signal

membership_changed = Signal()
"""A membership began, changed its role or ended: `membership`. What they may read changes with it."""

seat_merged = Signal()
"""Two seats of one organisation in one network became one: `seat` ends, and `into` takes over what may be moved."""
