"""What this room announces, inside the transaction of the act."""

from django.dispatch import Signal

event_announced = Signal()
"""An event is there: `event`."""

event_changed = Signal()
"""When or where it is changed: `event`, and `before`, what was told of it. Those who come have to know."""

event_cancelled = Signal()
"""It does not take place: `event`."""

attendance_changed = Signal()
"""Somebody comes, waits, moved up or comes no more: `attendance`."""
