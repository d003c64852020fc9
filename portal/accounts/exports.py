"""A person's copy of what the portal holds about them: asked for, made by a worker, fetched within seven days."""

from __future__ import annotations

import json
import tempfile
import zipfile
from datetime import timedelta
from typing import Any

import structlog
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.files import File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from portal.accounts.letters import write_to
from portal.accounts.models import Export, User
from portal.accounts.privacy import Named, exporters
from portal.mail.privacy import letters_to, returned_from, stops_of
from portal.media.models import PrivateFile

log = structlog.get_logger(__name__)

PAUSE = timedelta(hours=1)
LATE_AFTER = timedelta(minutes=5)


class AskedLately(Exception):
    """This person asked for a copy within the last hour."""


@transaction.atomic
def ask_for_copy(person: User) -> Export:
    """Have a copy made for a person. Raises AskedLately."""
    User.objects.select_for_update().get(pk=person.pk)  # two clicks at once: the second finds the first
    if last_asked(person):
        raise AskedLately
    export = Export.objects.create(person=person)
    transaction.on_commit(lambda: make_soon(export.pk), robust=True)
    return export


def last_asked(person: User) -> Export | None:
    """Return the request that keeps a person from asking again now, if there is one."""
    waiting = person.exports.filter(made_at=None).first()
    return waiting or person.exports.filter(asked_at__gt=timezone.now() - PAUSE).first()


def make_soon(pk: int) -> None:
    from portal.accounts.tasks import make_copy  # the task module imports this one

    make_copy.delay(pk)


@transaction.atomic
def make(pk: int) -> None:
    """Make the copy of one request and write to the person. Does nothing for one that is made or has gone."""
    export = Export.objects.select_for_update().filter(pk=pk, made_at=None).select_related("person").first()
    if export is None:
        return
    person = export.person
    with tempfile.TemporaryFile() as space:
        pack(person, space)
        size = space.tell()
        name = f"resilient-cities-{localdate():%Y-%m-%d}.zip"
        file = PrivateFile(name=name, content_type="application/zip", size=size, uploaded_by=person)
        file.file.save(name, File(space), save=True)
    export.file, export.made_at = file, timezone.now()
    export.save()
    link = settings.SITE_URL + reverse("privacy_copy", args=[export.pk])
    write_to(person, "copy_ready", act=f"copy {export.pk}", link=link, days=Export.KEPT_FOR.days)


def pack(person: User, space: Any) -> None:
    """Write the zip archive of a person's copy into an open file."""
    with zipfile.ZipFile(space, "w", zipfile.ZIP_DEFLATED) as archive:
        for exporter in exporters():
            text = json.dumps(exporter.data(person), cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
            archive.writestr(f"{exporter.name}.json", text)
            for name, file in exporter.files(person):
                with file.open("rb") as opened:
                    archive.writestr(f"{exporter.name}/{name}", opened.read())


def make_waiting() -> int:
    """Make the copies that no worker has made, and return how many. One that fails waits for the next time."""
    late = Export.objects.filter(made_at=None, asked_at__lt=timezone.now() - LATE_AFTER)
    made = 0
    for pk in late.values_list("pk", flat=True):
        try:
            make(pk)
            made += 1
        except Exception:
            log.exception("A copy of personal data could not be made", export=pk)
    return made


def expired() -> QuerySet[Export]:
    return Export.objects.filter(made_at__lt=timezone.now() - Export.KEPT_FOR)


def clear_expired() -> int:
    """Delete the copies that are older than seven days, and return how many."""
    exports = list(expired().select_related("file"))
    for export in exports:
        if export.file:
            export.file.delete()
        export.delete()
    return len(exports)


def account_of(person: User) -> dict[str, Any]:
    """What accounts know about a person, without secrets."""
    about = ("email", "display_name", "headline", "nation", "interests", "offers")
    fields = (*about, "directory", "takes_letters", "time_zone")
    authenticators = Authenticator.objects.filter(user=person)
    return {
        **{field: getattr(person, field) for field in fields},
        "joined_at": person.joined_at,
        "last_login": person.last_login,
        "roles": list(person.groups.values_list("name", flat=True)),
        "addresses": list(EmailAddress.objects.filter(user=person).values("email", "verified", "primary")),
        "two_step": list(authenticators.values("type", "created_at", "last_used_at")),
        "sessions": list(
            UserSession.objects.filter(user=person).values("ip", "user_agent", "created_at", "last_seen_at")
        ),
        "council_accounts": list(
            SocialAccount.objects.filter(user=person).values("provider", "uid", "extra_data", "date_joined")
        ),
        "copies_asked_for": list(person.exports.values("asked_at", "made_at")),
    }


def picture_of(person: User) -> list[Named]:
    return [("picture.webp", person.picture)] if person.picture else []


def letters_of(person: User) -> list[dict[str, Any]]:
    return letters_to(person.pk, all_addresses(person))


def reach_of(person: User) -> dict[str, Any]:
    """Return which letters came back, and whether that stops others."""
    addresses = all_addresses(person)
    return {"came_back": returned_from(addresses), "stopped": stops_of(addresses)}


def all_addresses(person: User) -> list[str]:
    return [person.email, *EmailAddress.objects.filter(user=person).values_list("email", flat=True)]
