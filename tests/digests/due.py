"""People who have something to be told of, with a digest that is due."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from network.digests.choices import Cadence
from network.digests.models import Digest
from network.forum.choices import Audience, Level, Why
from network.forum.models import Reader, Thread
from portal.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.digests import LONG_AGO, DigestFactory, PreferenceFactory
from tests.factories.forum import BoardFactory, ThreadFactory
from tests.mail.smtp import Server

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def follow(person: User, thread: Thread, **fields: Any) -> Reader:
    return Reader.objects.create(person=person, thread=thread, level=Level.WATCHING, why=Why.CHOSE, **fields)


def public_thread(**fields: Any) -> Thread:
    return ThreadFactory(board=BoardFactory(audience=Audience.PUBLIC), **fields)


def due_digest(thread: Thread | None = None, *, at: Any = None, person: User | None = None, **choices: Any) -> Digest:
    """Return a digest that is due now, of a person who follows a thread with a post that is new to them."""
    who = person or UserFactory()
    User.objects.filter(pk=who.pk).update(joined_at=LONG_AGO)
    PreferenceFactory(person=who, **choices)
    follow(who, thread or public_thread())
    now = at or timezone.now()
    return DigestFactory(
        person=who, cadence=choices.get("cadence", Cadence.DAILY), period=timezone.localdate(now), due_at=now
    )


def became(digest: Digest) -> tuple[str, str]:
    """Return the state and the reason of a digest, read anew."""
    digest.refresh_from_db()
    return str(digest.state), str(digest.reason)


def reach(settings: Any, port: int, timeout: float = 3) -> None:
    """Let digests leave over a mail server on a port of this machine."""
    settings.LETTER_BACKEND, settings.EMAIL_TIMEOUT = SMTP, timeout
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False


def answer(server: Server, **answers: str) -> None:
    """Let a mail server answer so from now on."""
    server.answers.update(answers)


def was_told(digest: Digest) -> bool:
    """Return whether what a digest tells of a thread counts as told."""
    return Reader.objects.filter(person=digest.person, digested__gt=0).exists()
