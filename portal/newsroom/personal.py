"""What the newsroom knows about a person: their profile as an author, and what they did for it.

What they wrote stays published, under “A former member”: others quote it. All that the profile says of them goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, ReferenceIndex

from portal.accounts.models import User
from portal.accounts.privacy import Named
from portal.media.models import PortalImage
from portal.newsroom.models import Announcement, Author, Coverage, NarrativeEdition, PreviewLink, Suggestion


def copy_of(person: User) -> dict[str, Any]:
    """Return what is kept about a person, for the copy that they download."""
    profiles = Author.objects.filter(user=person)
    articles = profiles.filter(bylines__article__isnull=False)
    written = {"title": "bylines__article__title", "at": "bylines__article__first_published_at"}
    return {
        "author": list(profiles.values("name", "slug", "role", "bio", "website")),
        "articles": list(articles.order_by(written["at"]).values(*written.values())),
        "coverage_added": list(Coverage.objects.filter(added_by=person).values("headline", "url", "added_at")),
        "suggestions_settled": list(
            Suggestion.objects.filter(settled_by=person).values("headline", "state", "settled_at")
        ),
        "preview_links": list(PreviewLink.objects.filter(made_by=person).values("article__title", "name", "made_at")),
        "announcements_settled": list(
            Announcement.objects.filter(acted_by=person).values("article__title", "channel", "state", "acted_at")
        ),
        "editions": list(NarrativeEdition.objects.filter(published_by=person).values("number", "published_at")),
    }


def portraits_of(person: User) -> Iterator[Named]:
    """Yield the pictures of a person that stand on their page as an author."""
    for author in Author.objects.filter(user=person, portrait__isnull=False).select_related("portrait"):
        if author.portrait:
            yield author.portrait.filename, author.portrait.file


def forget(person: User) -> None:
    """Empty the profile of a person as an author, and part it from them; the portrait goes where nothing else shows it.

    Each is saved, so that search and kept pages hear of it. The former address of the profile held the name.
    """
    for author in Author.objects.filter(user=person).select_related("portrait"):
        portrait = author.portrait
        author.name, author.slug = _("A former member"), f"former-member-{author.pk}"
        author.role = author.bio = author.website = ""
        author.user = author.portrait = None
        author.save()
        ModelLogEntry.objects.for_instance(author).update(label=author.name)
        if portrait and not is_used_elsewhere(portrait, author):
            portrait.delete()


def is_used_elsewhere(portrait: PortalImage, author: Author) -> bool:
    """Return whether a page, or another profile, shows a picture too."""
    own = ContentType.objects.get_for_model(Author)
    references = ReferenceIndex.get_references_to(portrait)
    return references.exclude(base_content_type=own, object_id=str(author.pk)).exists()
