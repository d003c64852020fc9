"""Whether what was printed is still there: asked monthly, dead after two failures, alive again after one answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.fetching import Answer
from portal.newsroom import tasks
from portal.newsroom.models import Coverage
from portal.newsroom.services.coverage import change_coverage
from portal.newsroom.services.link_checks import due, settle
from portal.pagecache import receivers
from tests.factories.newsroom import CoverageFactory
from tests.handbooks.editing import person
from tests.newsroom.outside import outside_site

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timedelta(days=1)
GONE, WELL = Answer(404), Answer(200)


def test_links_are_asked_once_a_month_and_those_that_fail_after_a_week(settings):
    settings.LINK_CHECK_PRIVATE_HOSTS, settings.LINK_CHECK_PAUSE = True, 0
    with outside_site() as site:
        well = CoverageFactory(url=site.say("/well", "words"))
        gone = CoverageFactory(url=f"{site.url}/gone")
        CoverageFactory(url=f"{site.url}/demo", is_demo=True)
        assert tasks.check_coverage() == 2
        assert tasks.check_coverage() == 0
    well.refresh_from_db()
    gone.refresh_from_db()
    assert (well.answer, gone.answer, bool(gone.failing_since), gone.dead_since) == (
        "",
        "It answered with status 404",
        True,
        None,
    )
    assert list(due(9, timezone.now() + 7 * DAY)) == [gone]
    assert set(due(9, timezone.now() + 31 * DAY)) == {well, gone}
    assert tasks.check_coverage(limit=1) == 0


def test_two_failures_a_week_apart_make_it_dead_and_one_answer_brings_it_back():
    coverage = CoverageFactory()
    settle(coverage, GONE, NOW)
    settle(coverage, GONE, NOW + DAY)
    assert not Coverage.objects.dead().exists()
    settle(coverage, Answer(None, "It was too slow"), NOW + 7 * DAY)
    dead = Coverage.objects.dead().get()
    assert (dead.dead_since, dead.answer) == (NOW, "It was too slow")
    settle(coverage, GONE, NOW + 40 * DAY)
    assert Coverage.objects.dead().get().dead_since == NOW
    settle(coverage, WELL, NOW + 70 * DAY)
    coverage.refresh_from_db()
    assert (coverage.dead_since, coverage.failing_since, coverage.answer) == (None, None, "")


@pytest.mark.parametrize("days", [0, 7])
def test_answer_of_an_address_that_an_editor_replaced_is_not_written_down(days):
    coverage = CoverageFactory()
    if days:
        settle(coverage, GONE, NOW)
    asked = Coverage.objects.get(pk=coverage.pk)
    change_coverage(Coverage(**{**row_of(coverage), "url": "https://moved.example/"}), by=person("Writers"))
    settle(asked, GONE, NOW + days * DAY)
    coverage.refresh_from_db()
    told = (coverage.asked_at, coverage.answer, coverage.failing_since, coverage.dead_since)
    assert told == (None, "", None, None)


def row_of(coverage: Coverage) -> dict[str, object]:
    return {field.attname: getattr(coverage, field.attname) for field in Coverage._meta.concrete_fields}


def test_refusal_of_machines_says_nothing():
    coverage = CoverageFactory()
    for day in (0, 8):
        settle(coverage, Answer(403), NOW + day * DAY)
    assert coverage.failing_since is None


def test_kept_pages_become_stale_only_where_readers_see_another_thing(monkeypatch):
    raised: list[int] = []
    monkeypatch.setattr(receivers, "raise_on_commit", lambda **_: raised.append(1))
    coverage = CoverageFactory()
    raised.clear()
    settle(coverage, WELL, NOW)
    settle(coverage, GONE, NOW + DAY)
    assert raised == []
    settle(coverage, GONE, NOW + 9 * DAY)
    assert raised == [1]
