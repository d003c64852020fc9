"""What others wrote in threads that a person started or wrote in."""

from __future__ import annotations

from django.utils.translation import gettext as _

from network.digests.building.choice import Choice
from network.digests.building.people import People
from network.digests.building.threads import ENOUGH, followed, fresh, of_each
from network.forum.choices import Why

NAME = "replies"
OWN = (Why.STARTED, Why.WROTE)


def gather(people: People) -> dict[int, list[Choice]]:
    """Return the threads of each person in which others wrote."""
    started, wrote = _("You started this thread."), _("You wrote in this thread.")
    return {
        person: [one.choice(NAME, started if one.why == Why.STARTED else wrote) for one in own[:ENOUGH]]
        for person, own in of_each(fresh(people, followed(people, OWN)).values()).items()
    }
