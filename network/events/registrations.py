"""What this room puts into the registries of the rooms below it, and the signals it listens to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from network.events import demo_meetings, personal, receivers, waited
from network.events.reading.boxes import box_of
from network.events.reading.for_you import lines_of
from network.events.views.calendars import own_address
from network.forum.choices import Kind
from network.forum.feed_addresses import FeedAddress, register_address
from network.forum.reading.kinds import register_box
from portal.accounts.demo import DemoPart, register_demo
from portal.accounts.for_you import register_lines
from portal.accounts.privacy import register_eraser, register_exporter


def register() -> None:
    register_demo(DemoPart(name="events", people=tuple, load=demo_meetings.load))
    receivers.connect()
    waited.register()
    register_box(Kind.EVENT, box_of)
    register_lines(lines_of, order=25)
    register_exporter("events", personal.copy_of, files=personal.files_of)
    register_eraser(personal.forget)
    register_address(
        FeedAddress(
            name="calendar",
            title=_("Your events"),
            text=_("What you come to or wait for, with the place. Your calendar program looks for changes by itself."),
            path=own_address,
            order=60,
        )
    )
