"""What follows a publication: change notes, once for each substantive one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from handbooks.models import ChangeNote, EntryPage
from tests.factories import EntryPageFactory, PrecedentPageFactory
from tests.factories.handbooks import published

pytestmark = pytest.mark.django_db


def notes_of(page: EntryPage) -> list[tuple[str, bool]]:
    return list(page.change_notes.order_by("pk").values_list("text", "is_new"))


def test_note_first_publication_has_default_text() -> None:
    assert notes_of(EntryPageFactory()) == [("New entry.", True)]
    assert notes_of(PrecedentPageFactory()) == [("New precedent.", True)]


def test_note_first_publication_keeps_words_of_writer_even_if_minor() -> None:
    entry = EntryPageFactory(change_note="Adds the Welsh consent.", change_is_minor=True)

    assert notes_of(entry) == [("Adds the Welsh consent.", True)]


def test_note_written_for_each_substantive_publication() -> None:
    entry = EntryPageFactory()
    entry.change_note = "  The threshold is £2 million.  "

    published(entry)

    assert notes_of(entry) == [("New entry.", True), ("The threshold is £2 million.", False)]


def test_note_none_for_minor_change() -> None:
    entry = EntryPageFactory()
    entry.change_note, entry.change_is_minor = "A comma.", True

    published(entry)

    assert notes_of(entry) == [("New entry.", True)]


def test_note_none_without_words() -> None:
    entry = EntryPageFactory()

    published(entry)

    assert len(notes_of(entry)) == 1


def test_note_once_for_a_revision() -> None:
    entry = EntryPageFactory(change_note="Adds a step.")
    revision = entry.latest_revision

    revision.publish()
    revision.publish()

    assert ChangeNote.objects.filter(revision=revision).count() == 1


def test_schedule_gives_neither_number_nor_note() -> None:
    entry = EntryPageFactory(live=False)
    entry.go_live_at = timezone.now() + timedelta(days=1)
    entry.save_revision().publish()

    waiting = EntryPage.objects.get(pk=entry.pk)

    assert (waiting.live, waiting.number, notes_of(waiting)) == (False, "", [])


def test_note_dated_as_the_publication() -> None:
    entry = EntryPageFactory()

    assert entry.change_notes.get().published_at == entry.last_published_at
