"""What this room announces, inside the transaction of the act."""

from django.dispatch import Signal

update_published = Signal()
"""An update was published: `update`."""

edition_published = Signal()
"""A plan was published as its next edition: `edition`."""

part_asked = Signal()
"""A partner was named in an action and is asked to accept: `part`."""

parts_asked = Signal()
"""Partners were named in many actions by one act, an import, and are asked to accept: `parts`, one or more."""

part_answered = Signal()
"""A partner accepted or declined: `part`."""

response_given = Signal()
"""A co-owner answered an update: `response`."""

redacted = Signal()
"""The words of an update or a response, or a piece of evidence, were removed: `published`."""

reminded = Signal()
"""People were reminded of updates that are due: `reminders`."""
