"""The addresses by which a program reads for a person who is not signed in there: feeds, and calendars.

A token says whose it is and the number of their key, and is signed; nothing is stored. Raising the number makes all
of a person's addresses void. What a token opens is asked of the person as they are when it is used.
"""

from __future__ import annotations

from django.core import signing
from django.db import transaction
from django.db.models import F

from network.forum.models import Participant
from network.forum.standing import forget_standing, standing_of
from portal.accounts.models import User

SALT = "network.forum.feed"


def token_for(person: User, *, purpose: str = "feed") -> str:
    """Return the token of a person's own addresses of one purpose; it is no good for another purpose."""
    return signing.dumps([person.pk, standing_of(person).feed_key], salt=f"{SALT}.{purpose}")


def reader_of(token: str, *, purpose: str = "feed") -> User | None:
    """Return whose token it is, or None for one that is forged, revoked, or of somebody who has left the portal."""
    try:
        pk, key = signing.loads(token, salt=f"{SALT}.{purpose}")
    except (signing.BadSignature, TypeError, ValueError):
        return None
    if type(pk) is not int or type(key) is not int:
        return None
    person = User.objects.filter(pk=pk, is_active=True, anonymised_at=None).first()
    return person if person and standing_of(person).feed_key == key else None


@transaction.atomic
def revoke(person: User) -> None:
    """Make every address of a person's feeds and calendars void. They get new ones."""
    Participant.objects.get_or_create(person=person, defaults={"read_before": person.joined_at})
    Participant.objects.filter(person=person).update(feed_key=F("feed_key") + 1)
    forget_standing(person)
