"""What people are told of when something happens in the rooms below, inside the transaction in which it happens."""

from network.digests.receivers import events, forum, moderation, networks, plans


def connect() -> None:
    """Listen to the acts of the rooms below."""
    for module in (forum, moderation, plans, networks, events):
        module.connect()
