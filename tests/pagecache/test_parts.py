"""Parts of pages: shared by the forms of a page, fresh after every act that shows, done without when Redis is out."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from handbooks.models import EntryPage
from portal.pagecache.parts import kept_part
from portal.pagecache.shared import Shared, shared_store
from tests.factories import CounterpartFactory, EntryPageFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> list[str]:
    return []


@pytest.fixture
def ask(made):
    """Return a function that asks for a part and says how often it was made so far."""

    def asked(name: str = "greeting") -> int:
        assert kept_part(name, lambda: made.append(name) or ["hello"]) == ["hello"]
        return len(made)

    return asked


@pytest.fixture
def member() -> Client:
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(UserFactory())
    return client


def test_part_is_made_once_in_a_generation(ask):
    assert [ask(), ask()] == [1, 1]
    shared_store().raise_generation()
    assert [ask(), ask()] == [2, 2]


def test_parts_of_different_names_are_apart(ask):
    assert [ask("one"), ask("two"), ask("one")] == [1, 2, 2]


def test_part_made_while_another_process_publishes_is_not_used_again(made):
    def make() -> str:
        made.append("part")
        shared_store().raise_generation()
        return "before"

    kept_part("slow", make)
    kept_part("slow", make)
    assert len(made) == 2


def test_part_is_made_each_time_without_redis(ask, monkeypatch):
    nowhere = Shared("redis://127.0.0.1:1/1")
    monkeypatch.setattr("portal.pagecache.parts.shared_store", lambda: nowhere)
    assert [ask(), ask()] == [1, 2]


def test_part_is_made_each_time_where_no_page_is_kept(ask, settings):
    settings.PAGE_CACHE_ENABLED = False
    assert [ask(), ask()] == [1, 2]


def test_entry_read_in_another_nation_asks_only_for_its_page(reader, tree, django_assert_max_num_queries):
    url = EntryPageFactory().get_url()
    reader.get(url)
    with django_assert_max_num_queries(2):
        assert reader.get(f"{url}?nation=wales").status_code == 200


def test_nation_is_not_carried_from_one_reader_to_another(reader, tree):
    pair = CounterpartFactory()
    url, other = pair.entry.get_url(), pair.other.get_url()
    assert f"{other}?nation=wales" in reader.get(f"{url}?nation=wales").content.decode()
    assert f"{other}?nation=wales" not in reader.get(f"{url}?nation=scotland").content.decode()


def test_member_sees_a_publication_at_once(member, tree, django_capture_on_commit_callbacks):
    entry = EntryPageFactory(steps=["As it was."])
    assert "As it was." in member.get(entry.get_url()).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        entry = EntryPage.objects.get(pk=entry.pk)
        entry.steps = [entry.steps.model(text="As it is.")]
        entry.save_revision().publish()
    assert "As it is." in member.get(entry.get_url()).content.decode()


def test_restricted_counterpart_leaves_at_once(member, tree, django_capture_on_commit_callbacks):
    pair = CounterpartFactory()
    assert pair.other.title in member.get(pair.entry.get_url()).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        PageViewRestriction.objects.create(page=pair.other, restriction_type=PageViewRestriction.LOGIN)
    assert pair.other.title not in member.get(pair.entry.get_url()).content.decode()
