"""The real pages behind the cache: kept for readers, fresh after every act that shows."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from handbooks.models import EntryPage, ProblemReport
from tests.factories import (
    CityFactory,
    EntryPageFactory,
    GlossaryTermFactory,
    LegalBasisFactory,
    OrganisationFactory,
    PrecedentPageFactory,
    SchemeFactory,
    TaskFactory,
    ThemePageFactory,
    UserFactory,
    WatchTopicFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(tree) -> EntryPage:
    return EntryPageFactory(title="Selective licensing")


def test_second_reader_costs_no_query(reader, entry, django_assert_num_queries):
    url = entry.get_url()
    first = reader.get(url)
    with django_assert_num_queries(0):
        second = reader.get(url)
    assert first.status_code == 200
    assert second.content == first.content


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/about/",
        "/handbooks/",
        "/handbooks/local-government/",
        "/handbooks/precedents/",
        "/handbooks/glossary/",
        "/handbooks/a-z/",
        "/handbooks/?nation=scotland",
    ],
)
def test_every_kind_of_page_is_kept(reader, entry, path, django_assert_num_queries):
    reader.get(path)
    with django_assert_num_queries(0):
        answer = reader.get(path)
    assert answer.status_code == 200
    assert "Content-Security-Policy" in answer


def test_answers_carry_an_identifier_of_their_own(reader, entry):
    identifiers = {reader.get(entry.get_url())["X-Request-ID"] for _ in range(3)}
    assert len(identifiers) == 3


def test_publication_is_seen_at_once(reader, entry, commit):
    url = entry.get_url()
    reader.get(url)
    with commit():
        entry.title = "Licensing of landlords"
        entry.save_revision().publish()
    assert "Licensing of landlords" in reader.get(url).content.decode()


def test_draft_is_neither_seen_nor_makes_pages_stale(reader, entry, stale):
    reader.get(entry.get_url())
    entry.title = "Licensing of landlords"
    assert not stale(entry.save_revision)
    assert "Licensing of landlords" not in reader.get(entry.get_url()).content.decode()


def test_unpublished_page_is_gone_at_once(reader, entry, commit):
    reader.get(entry.get_url())
    with commit():
        entry.unpublish()
    assert reader.get(entry.get_url()).status_code in (404, 410)


def test_restricted_page_is_closed_at_once(reader, entry, commit):
    reader.get(entry.get_url())
    with commit():
        PageViewRestriction.objects.create(page=entry, restriction_type=PageViewRestriction.LOGIN)
    assert reader.get(entry.get_url()).status_code == 302


def test_signed_in_reader_skips_the_cache(client, reader, entry):
    reader.get(entry.get_url())
    client.force_login(UserFactory(display_name="Ada Lovelace"))
    answer = client.get(entry.get_url(), headers={"host": "localhost:8000"})
    assert "private" in answer["Cache-Control"]
    again = reader.get(entry.get_url())
    assert "Ada Lovelace" not in again.content.decode()
    assert "public" in again["Cache-Control"]


def test_rolled_back_change_leaves_pages_as_they_are(entry, stale):
    def change_and_go_back():
        with transaction.atomic():
            entry.save_revision().publish()
            transaction.set_rollback(True)

    assert not stale(change_and_go_back)


def restrict(entry: EntryPage) -> None:
    PageViewRestriction.objects.create(page=entry, restriction_type=PageViewRestriction.LOGIN)


ACTS = {
    "move": lambda entry: entry.move(ThemePageFactory(), pos="last-child"),
    "delete": lambda entry: entry.delete(),
    "save": lambda entry: entry.get_parent().specific.save(),
    "restrict": restrict,
    "legal basis": lambda entry: LegalBasisFactory(entry=entry),
    "term": lambda entry: GlossaryTermFactory(),
    "task": lambda entry: TaskFactory(theme=entry.get_parent().specific),
    "scheme": lambda entry: SchemeFactory(),
    "city": lambda entry: CityFactory(),
    "precedent": lambda entry: PrecedentPageFactory(),
    "redirect": lambda entry: Redirect.add_redirect("/old/", entry),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_act_that_shows_makes_pages_stale(entry, stale, act):
    assert stale(lambda: act(entry))


def test_pairs_that_show_make_pages_stale(stale):
    organisation, city = OrganisationFactory(), CityFactory()
    assert stale(lambda: organisation.cities.add(city))


def test_act_that_does_not_show_leaves_pages_kept(entry, stale):
    def act():
        ProblemReport.objects.create(page=entry, message="A typing error.")
        UserFactory()
        Group.objects.create(name="Visitors")
        EntryPageFactory(live=False, provisions=[]).save_revision()
        WatchTopicFactory().entries.add(entry)
        entry.locked, entry.locked_at = True, timezone.now()
        entry.save(update_fields=["locked", "locked_at"])
        cache.set("anything", 1)

    assert not stale(act)


def test_report_of_a_problem_is_not_kept(reader, entry):
    reader.get(f"/report/{entry.pk}/")
    assert "public" not in reader.get(f"/report/{entry.pk}/").get("Cache-Control", "")


def test_sign_in_page_is_not_kept(reader):
    assert "public" not in reader.get(reverse("account_login")).get("Cache-Control", "")
