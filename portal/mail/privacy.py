"""What the ledger knows about one person: for their copy of it, and for the day they leave."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from portal.mail.models import Bounce, Letter, Lifting, Suppression, SuppressionCause


def letters_to(person: int, addresses: Iterable[str]) -> list[dict[str, object]]:
    """Return the letters to one person, oldest first. Their text is not kept."""
    rows = Letter.objects.filter(of(person, addresses)).order_by("made_at")
    return [{**row} for row in rows.values("kind", "recipient", "subject", "state", "reason", "made_at", "settled_at")]


def returned_from(addresses: Iterable[str]) -> list[dict[str, object]]:
    """Return which letters came back from a person's addresses or were complained of, oldest first."""
    rows = Bounce.objects.filter(any_of("address", addresses)).order_by("at")
    return [{**row} for row in rows.values("address", "kind", "source", "at", "detail", "counts")]


def stops_of(addresses: Iterable[str]) -> list[dict[str, object]]:
    """Return which of a person's addresses mail goes to no longer, and why."""
    return [
        {**row} for row in Suppression.objects.filter(any_of("address", addresses)).values("address", "cause", "since")
    ]


def forget_recipient(person: int, addresses: Iterable[str], *, instead: str) -> None:
    """Put `instead` in place of a person's addresses in the ledger. What waits for them is not sent any more.

    An address that bounced is forgotten with its owner. One whose owner complained stays on the list that
    keeps letters from it, but for those that somebody asks for to get in: it is what they wanted.
    """
    addresses = list(addresses)
    Letter.objects.filter(of(person, addresses)).update(recipient=instead, person=None, sealed=None)
    Suppression.objects.filter(any_of("address", addresses), cause=SuppressionCause.BOUNCED).delete()
    Bounce.objects.filter(any_of("address", addresses)).update(address=instead, detail="")
    Lifting.objects.filter(any_of("address", addresses)).delete()


def replace_subjects(key: str, instead: str) -> None:
    """Put `instead` in place of the subjects of letters about an act, to whomever. What waits is not sent any more.

    `key` is that of the one letter, or what the keys of all begin with, without the colon that follows.
    """
    about = Letter.objects.filter(Q(key=key) | Q(key__startswith=f"{key}:"))
    about.update(subject=instead[: Letter._meta.get_field("subject").max_length], sealed=None)


def of(person: int, addresses: Iterable[str]) -> Q:
    return Q(person=person) | any_of("recipient", addresses)


def any_of(field: str, addresses: Iterable[str]) -> Q:
    found = Q(pk__in=[])
    for address in addresses:
        found |= Q(**{f"{field}__iexact": address})
    return found
