"""Numbers are given at first publication and never to two pages."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from wagtail.models import Page

from handbooks.models import EntryPage, PageNumber, PrecedentPage
from handbooks.numbers import page_of_number
from tests.factories import CounterpartFactory, EntryPageFactory, PrecedentPageFactory, ThemePageFactory
from tests.factories.handbooks import published
from tests.fixtures import Tree

pytestmark = pytest.mark.django_db


def numbers_of(*pages: Page) -> list[str]:
    return [Page.objects.get(pk=page.pk).specific.number for page in pages]


def test_number_draft_has_none() -> None:
    draft = EntryPageFactory(live=False)

    assert draft.number == ""
    assert not PageNumber.objects.filter(page_id=draft.pk).exists()


def test_number_counts_within_theme_and_handbook() -> None:
    ThemePageFactory(theme="housing")
    first = EntryPageFactory(theme="energy")
    second = EntryPageFactory(theme="energy")
    civil = EntryPageFactory(audience="civil_society", theme="energy")

    assert numbers_of(first, second, civil) == ["LG 2.1", "LG 2.2", "CS 1.1"]


def test_number_precedents_count_from_one() -> None:
    assert numbers_of(PrecedentPageFactory(), PrecedentPageFactory()) == ["P 1", "P 2"]


def test_number_stays_on_republication() -> None:
    entry = EntryPageFactory()
    EntryPageFactory()

    assert published(entry).number == "LG 1.1"
    assert PageNumber.objects.filter(page_id=entry.pk).count() == 1


def test_number_stays_after_reordering() -> None:
    first, second = EntryPageFactory(), EntryPageFactory()

    second.move(first, pos="left")

    assert numbers_of(first, second) == ["LG 1.1", "LG 1.2"]


def test_number_of_deleted_entry_is_not_given_again() -> None:
    gone = EntryPageFactory()
    gone.delete()

    assert EntryPageFactory().number == "LG 1.2"
    assert page_of_number("LG", 1, 1) is None


def test_number_kept_through_unpublishing() -> None:
    entry = EntryPageFactory()
    entry.unpublish()
    EntryPageFactory()

    assert published(entry).number == "LG 1.1"


def test_number_of_stale_draft_does_not_overwrite() -> None:
    entry = EntryPageFactory(live=False)
    early = entry.save_revision()
    published(entry)

    early.publish()

    assert numbers_of(entry) == ["LG 1.1"]


def test_move_to_another_theme_gives_new_number_and_keeps_old() -> None:
    energy = ThemePageFactory(theme="energy")
    housing = ThemePageFactory(theme="housing")
    entry = EntryPageFactory(parent=energy)

    entry.move(housing, pos="last-child")

    assert numbers_of(entry) == ["LG 2.1"]
    assert page_of_number("LG", 1, 1).pk == page_of_number("LG", 2, 1).pk == entry.pk


def test_move_back_returns_first_number() -> None:
    housing, energy = ThemePageFactory(theme="housing"), ThemePageFactory(theme="energy")
    entry = EntryPageFactory(parent=housing)
    entry.move(energy, pos="last-child")

    EntryPage.objects.get(pk=entry.pk).move(housing, pos="last-child")

    assert numbers_of(entry) == ["LG 1.1"]


def test_move_of_draft_waits_for_publication() -> None:
    housing, energy = ThemePageFactory(theme="housing"), ThemePageFactory(theme="energy")
    entry = EntryPageFactory(parent=housing)
    entry.unpublish()

    EntryPage.objects.get(pk=entry.pk).move(energy, pos="last-child")

    moved = EntryPage.objects.get(pk=entry.pk)
    assert moved.number == ""
    assert published(moved).number == "LG 2.1"


def test_move_to_other_handbook_changes_series_and_audience() -> None:
    entry = EntryPageFactory()
    EntryPageFactory(audience="civil_society", theme="housing")

    entry.move(ThemePageFactory(audience="civil_society", theme="housing"), pos="last-child")

    moved = EntryPage.objects.get(pk=entry.pk)
    assert (moved.audience, moved.number) == ("civil_society", "CS 1.2")


def test_move_to_other_handbook_parts_it_from_counterparts_there() -> None:
    entry = EntryPageFactory()
    pair = CounterpartFactory(entry=entry)
    kept = CounterpartFactory(other=pair.other)

    entry.move(pair.other.get_parent(), pos="last-child")

    assert list(pair.other.counterparts_received.all()) == [kept]


def test_move_of_theme_to_other_handbook_takes_its_entries(tree: Tree) -> None:
    ThemePageFactory(audience="civil_society", theme="housing")
    entry = EntryPageFactory(theme="energy")

    entry.get_parent().move(Page.objects.get(pk=tree.civil.pk), pos="last-child")

    moved = EntryPage.objects.get(pk=entry.pk)
    assert (moved.audience, moved.number) == ("civil_society", "CS 2.1")
    assert page_of_number("lg", 1, 1).pk == entry.pk


def test_copy_has_no_number() -> None:
    entry = EntryPageFactory()

    copy = entry.copy(update_attrs={"slug": "copy"}, keep_live=False, copy_revisions=False)

    assert (copy.number, published(copy).number) == ("", "LG 1.2")


def test_page_of_number_unknown_is_none() -> None:
    assert page_of_number("CS", 9, 99) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("factory", [EntryPageFactory, PrecedentPageFactory])
def test_numbers_of_two_publications_at_once_differ(factory: type) -> None:
    pages = [factory(live=False) for _ in range(4)]
    revisions = [page.save_revision() for page in pages]
    start = threading.Barrier(len(revisions))
    faults: list[Exception] = []

    def publish(revision: object) -> None:
        try:
            start.wait()
            revision.publish()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish, args=[revision]) for revision in revisions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    model = EntryPage if factory is EntryPageFactory else PrecedentPage
    assert faults == []
    assert sorted(model.objects.values_list("item_number", flat=True)) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_number_of_one_page_published_twice_at_once_is_one() -> None:
    entry = EntryPageFactory(live=False)
    revisions = [entry.save_revision(), entry.save_revision()]
    start = threading.Barrier(2)

    def publish(revision: object) -> None:
        start.wait()
        revision.publish()
        connection.close()

    threads = [threading.Thread(target=publish, args=[revision]) for revision in revisions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert numbers_of(entry) == ["LG 1.1"]
    assert PageNumber.objects.filter(page_id=entry.pk).count() == 1
