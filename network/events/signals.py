"""What this room announces, inside the transaction of the act."""

from django.dispatch import Signal

event_announced = Signal()
"""An event is there: `event`."""

event_changed = Signal()
"""When or where it is changed: `event`, `before`, what was told of it, and `by`. Those who come have to know."""

event_cancelled = Signal()
"""It does not take place: `event`, `by`."""

attendance_changed = Signal()
"""Somebody comes, waits, or comes no more: `attendance`; with `moved_up` where they had waited."""
