"""Tokens of digests: a link in a digest that turns it down for its person, without signing in.

A token says who and which list, and is signed with a salt of its own: it is good for that one switch. It never runs
out, and works after a change of keys for as long as the former key is in SECRET_KEY_FALLBACKS. Source: RFC 8058 s.3.1
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT = "network.digests.unsubscribe"
LIST = "digest"
LONGEST = 200
"""Characters. None of ours has more, so that nothing is worked out for those that do."""


class BadToken(Exception):
    """The token is not one of these."""


def make_token(person: int) -> str:
    """Return the token by which a person turns down their digest."""
    return signing.Signer(salt=SALT).sign_object([LIST, person])


def read_token(token: str) -> int:
    """Return the key of the person that a token is of. Raises BadToken."""
    if len(token) > LONGEST:
        raise BadToken
    try:
        name, person = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadToken from error
    if name != LIST or not isinstance(person, int):
        raise BadToken
    return person


def unsubscribe_url(token: str) -> str:
    return settings.SITE_URL + reverse("digest_unsubscribe", kwargs={"token": token})
