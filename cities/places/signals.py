"""What this room announces, inside the transaction of the act."""

from django.dispatch import Signal

membership_changed = Signal()
"""A membership began, changed its role or ended: `membership`. What they may read changes with it."""
