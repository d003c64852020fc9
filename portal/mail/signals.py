"""What mail tells the rooms above it, inside the transaction of the act."""

from __future__ import annotations

from django.dispatch import Signal

address_suppressed = Signal()
"""Mail goes to an address no longer. Sent with `address` and `cause`, a `SuppressionCause`."""

address_unsubscribed = Signal()
"""The reader of an address told our mail provider that they want no more letters. Sent with `address`."""
