"""What a page must have before readers see it. Drafts may lack any of it.

The editing form says the same beside each field; this is for the acts that show no form: approving a
workflow, publishing several pages at once, and copying a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from handbooks.models.entry import EntryPage

NEEDS_STEP = gettext_lazy("Give at least one step.")
NEEDS_LIMIT = gettext_lazy("Give at least one thing to know before relying on this.")
NEEDS_BASIS = gettext_lazy("Give at least one legal basis, or say below why there is none.")
NEEDS_NOTE = gettext_lazy("Say what changed, or tick that the change is minor.")

Finder = Callable[[Page], Iterable[str]]
_finders: dict[str, Finder] = {}


def register_gaps(label: str, finder: Finder) -> None:
    """Have `finder` say what pages of the type with this label lack; a room calls it from `AppConfig.ready`."""
    _finders[label] = finder


def gaps(page: Page) -> list[str]:
    """Return what `page` lacks to be published, in words for an editor; empty when it is complete."""
    finder = _finders.get(page._meta.label_lower, row_gaps)
    return [*field_gaps(page), *finder(page)]


def field_gaps(page: Page) -> Iterator[str]:
    """Yield the fields that are empty or wrong, each with its name."""
    try:
        page.full_clean()
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            label = page._meta.get_field(name).verbose_name if name != "__all__" else page._meta.verbose_name
            yield from (_("%(field)s: %(message)s") % {"field": label, "message": text} for text in messages)


def row_gaps(page: Page) -> Iterator[str]:
    """Yield what an entry lacks among its rows."""
    if not isinstance(page, EntryPage):
        return
    if not page.steps.all():
        yield str(NEEDS_STEP)
    if not page.limits.all():
        yield str(NEEDS_LIMIT)
    if not page.legal_bases.all() and not page.no_provision_because.strip():
        yield str(NEEDS_BASIS)


def lacks_change_note(page: Page) -> bool:
    """Return whether a new version of a published page has nothing to say to readers about what changed."""
    has_notes = hasattr(page, "change_note")
    return has_notes and bool(page.first_published_at) and not (page.change_note.strip() or page.change_is_minor)
