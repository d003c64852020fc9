"""The page of notices, the bell, and the count that a script asks for."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.digests.counting import key_of
from network.digests.models import Notice
from network.digests.services.reading import clear_old
from network.forum.models import Reader, Thread
from network.forum.reading.addresses import ON_A_PAGE
from network.forum.services.hiding import hide_post
from network.forum.services.readers import mark_all_read, mark_read
from tests.factories import CityFactory, UserFactory
from tests.factories.events import event_on
from tests.factories.forum import PostFactory, ThreadFactory, member_of

pytestmark = pytest.mark.django_db
NOTICES = "/notices/"


@pytest.fixture
def member():
    return member_of(CityFactory(name="Leeds"), user__display_name="Mia Member")


@pytest.fixture
def reader(member):
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def thread(member):
    return ThreadFactory(author=member, title="Lending to co-ops")


def page(client: Client, url: str = NOTICES) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return unescape(response.content.decode())


def bell(html: str) -> str:
    """Return what the bell says to a screen reader."""
    found = re.search(r'<a class="bell".*?</a>', html, re.DOTALL)
    return re.search(r'class="vh">([^<]*)<', found[0])[1] if found else ""


def lines(html: str) -> list[str]:
    return re.findall(r'<p class="breaks"><a href="/notices/\d+/">([^<]*)</a>', html)


def leeds_author(**kwargs):
    return member_of(CityFactory(name="York"), user__display_name="Ada Example", **kwargs)


# What it says.


def test_line_says_who_did_what_and_leads_there(reader, thread):
    PostFactory(thread=thread, author=leeds_author(), body="We **lend** at four per cent.")
    html = page(reader)
    assert lines(html) == ["Ada Example, York answered in “Lending to co-ops”"]
    assert "We lend at four per cent." in html
    answer = reader.get(reverse("notice", args=[Notice.objects.get().pk]))
    assert (answer.status_code, answer["Location"]) == (302, f"{thread.get_absolute_url()}#p2")


def test_posts_of_one_thread_are_one_line_that_leads_to_the_first(reader, thread):
    for _turn in range(3):
        PostFactory(thread=thread, author=leeds_author())
    PostFactory(thread=ThreadFactory(author=thread.author), author=leeds_author())
    html = page(reader)
    assert "3 new posts in “Lending to co-ops”, the latest by Ada Example, York" in lines(html)
    assert len(lines(html)) == 2
    first = Notice.objects.filter(thread=thread).order_by("pk").first()
    assert f'href="/notices/{first.pk}/"' in html
    assert bell(html) == "4 unread notices"


def test_count_is_what_the_page_shows_and_nothing_more(reader, thread, member):
    hidden = PostFactory(thread=thread)
    PostFactory(thread=thread)
    gone = ThreadFactory(author=member)
    PostFactory(thread=gone)
    type(hidden).objects.filter(pk=hidden.pk).update(hidden_at=timezone.now(), hidden_reason="x")
    Thread.objects.filter(pk=gone.pk).update(hidden_at=timezone.now())
    html = page(reader)
    assert len(lines(html)) == 1
    assert "1 notice that you have not read." in html
    assert bell(html) == "1 unread notice"


def test_page_says_what_would_come_where_there_is_nothing(reader):
    html = page(reader)
    assert "Nothing yet" in html
    assert "You are told here when somebody names you" in html
    assert bell(html) == "No unread notices"


def test_kind_narrows_and_an_unknown_one_does_not(reader, thread):
    PostFactory(thread=thread)
    assert len(lines(page(reader, f"{NOTICES}?kind=reply"))) == 1
    assert len(lines(page(reader, f"{NOTICES}?kind=circus&after=x"))) == 1
    assert "Nothing of this kind" in page(reader, f"{NOTICES}?kind=event")


def test_pages_show_each_notice_once_the_unread_first(reader, member):
    threads = [ThreadFactory(author=member) for _one in range(4)]
    rows = [ThreadFactory(author=member, title=f"Thread {n}") for n in range(66)]
    Reader.objects.all().delete()
    for one in rows:
        PostFactory(thread=one)
    old = Notice.objects.order_by("-at")[:20]
    Notice.objects.filter(pk__in=list(old.values_list("pk", flat=True))).update(read_at=timezone.now())
    found, url, pages = [], NOTICES, 0
    while url:
        html = page(reader, url)
        found += lines(html)
        pages += 1
        assert ("Not read yet" in html) == (pages < 3)
        older = re.search(r'href="(\?[^"]*)" rel="next"', html)
        url = NOTICES + older[1] if older else ""
    assert (pages, len(found), len(set(found))) == (3, 66, 66)
    assert len(threads) == 4


@pytest.mark.parametrize("place", ["u99999999999999999-1", "r1-999999999999999999", "u1-9", "r-1", "' or 1", "u" * 500])
def test_bad_places_are_answered(reader, thread, place):
    PostFactory(thread=thread)
    assert reader.get(NOTICES, {"after": place}).status_code == 200


# Reading.


def test_reading_a_thread_reads_its_notices_so_far(reader, thread, member, django_capture_on_commit_callbacks):
    for _turn in range(ON_A_PAGE + 3):
        PostFactory(thread=thread, author=leeds_author())
    assert bell(page(reader)) == f"{ON_A_PAGE + 3} unread notices"
    with django_capture_on_commit_callbacks(execute=True):
        page(reader, thread.get_absolute_url())
    assert Notice.objects.filter(person=member).unread().count() == 4
    assert bell(page(reader, "/network/boards/")) == "4 unread notices"
    with django_capture_on_commit_callbacks(execute=True):
        page(reader, f"{thread.get_absolute_url()}?page=2")
    assert bell(page(reader, "/network/boards/")) == "No unread notices"


def test_thread_is_marked_with_its_notices_in_one_statement(member, django_assert_num_queries):
    thread = ThreadFactory(author=member)
    PostFactory(thread=thread, author=leeds_author())
    with django_assert_num_queries(1):
        mark_read(member, thread, 2)
    assert not Notice.objects.unread().exists()


def test_opening_reads_and_fetching_ahead_does_not(reader, thread):
    PostFactory(thread=thread)
    notice = Notice.objects.get()
    url = reverse("notice", args=[notice.pk])
    reader.get(url, headers={"Sec-Purpose": "prefetch"})
    reader.head(url)
    notice.refresh_from_db()
    assert notice.read_at is None
    reader.get(url)
    notice.refresh_from_db()
    assert notice.read_at is not None


ODD_MOMENTS = ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-11-25T00:00:00+00:00:30.5")


def test_all_is_read_but_what_came_since_the_page_was_drawn(reader, thread, member):
    PostFactory(thread=thread)
    until = timezone.now().isoformat()
    later = PostFactory(thread=thread)
    response = reader.post("/notices/read/", {"until": until}, follow=True)
    assert "Marked as read." in unescape(response.content.decode())
    assert Notice.objects.filter(person=member).unread().get().object_id == later.pk
    for value in ("nonsense", "2026-01-01", "", "9999-12-31T23:59:59+00:00", *ODD_MOMENTS):
        assert reader.post("/notices/read/", {"until": value}).status_code == 302
    assert not Notice.objects.filter(person=member).unread().exists()


def test_form_of_the_page_reads_what_it_shows(reader, thread):
    PostFactory(thread=thread)
    until = re.search(r'name="until" value="([^"]*)"', page(reader))[1]
    reader.post("/notices/read/", {"until": until})
    assert not Notice.objects.unread().exists()


def test_marking_all_of_the_forum_reads_notices_of_posts(member, thread):
    PostFactory(thread=thread)
    mark_all_read(member)
    assert not Notice.objects.unread().exists()


def test_old_notices_are_cleared_the_read_ones_sooner(thread):
    for days, is_read in ((89, True), (91, True), (91, False), (179, False), (181, False)):
        PostFactory(thread=thread)
        at = timezone.now() - timedelta(days=days)
        last = Notice.objects.filter(person=thread.author).order_by("-pk")[:1]
        Notice.objects.filter(pk__in=list(last.values_list("pk", flat=True))).update(
            at=at, read_at=at if is_read else None
        )
    kept = Notice.objects.filter(person=thread.author)
    assert kept.count() == 5
    clear_old()
    assert kept.count() == 3


# Who may.


def test_everything_is_for_who_is_signed_in_and_each_for_its_person(reader, thread):
    PostFactory(thread=thread)
    pk = Notice.objects.get().pk
    other = Client()
    other.force_login(member_of())
    assert other.get(f"/notices/{pk}/").status_code == 404
    assert reader.get("/notices/999999999/").status_code == 404
    assert reader.get("/notices/99999999999999999999999/").status_code == 404
    assert reader.get("/notices/x/").status_code == 404
    anonymous = Client()
    for url in (NOTICES, f"/notices/{pk}/"):
        assert anonymous.get(url).status_code == 302
    assert anonymous.get("/notices/count/").status_code == 401
    assert anonymous.post("/notices/read/").status_code == 302
    assert reader.get("/notices/read/").status_code == 405
    assert reader.post(NOTICES).status_code == 405
    assert not Notice.objects.filter(read_at__isnull=False).exists()


def test_form_needs_its_token(member):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member)
    assert strict.post("/notices/read/").status_code == 403


def test_no_notice_leads_to_what_its_person_may_not_read(reader, thread):
    post = PostFactory(thread=thread)
    pk = Notice.objects.get().pk
    type(post).objects.filter(pk=post.pk).update(deleted_at=timezone.now())
    assert reader.get(f"/notices/{pk}/").status_code == 404


def test_page_is_kept_by_nobody_and_of_everybody_else_unchanged(reader):
    assert "no-store" in reader.get(NOTICES)["Cache-Control"]
    assert "data-bell" not in Client().get("/network/boards/").content.decode()


# The count.


def test_count_answers_that_nothing_changed(reader, thread):
    PostFactory(thread=thread)
    answer = reader.get("/notices/count/")
    assert "1 unread notice" in answer.content.decode()
    again = reader.get("/notices/count/", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Notice.objects.update(read_at=timezone.now())
    cache.delete(key_of(thread.author_id))
    other = reader.get("/notices/count/", headers={"If-None-Match": answer["ETag"]})
    assert "No unread notices" in other.content.decode()


def test_count_is_kept_and_dropped_when_something_is_told_or_read(
    reader, thread, django_assert_num_queries, django_capture_on_commit_callbacks
):
    page(reader, "/network/boards/")
    with django_assert_num_queries(1):  # the person
        reader.get("/notices/count/")
    with django_capture_on_commit_callbacks(execute=True):
        PostFactory(thread=thread)
    assert bell(page(reader, "/network/boards/")) == "1 unread notice"
    with django_capture_on_commit_callbacks(execute=True):
        reader.get(f"/notices/{Notice.objects.get().pk}/")
    assert bell(page(reader, "/network/boards/")) == "No unread notices"


def test_bell_says_no_number_above_ninety_nine(reader, member):
    thread = ThreadFactory(author=member)
    Notice.objects.bulk_create(
        Notice(person=member, kind="reply", source="post", object_id=PostFactory(thread=thread, author=member).pk)
        for _one in range(101)
    )
    html = page(reader)
    assert bell(html) == "99+ unread notices"
    assert "99+ notices that you have not read." in html


@pytest.mark.parametrize(("posts", "more"), [(0, 0), (1, 1)])
def test_bell_asks_nothing_on_most_pages_and_little_without_the_cache(
    reader, thread, monkeypatch, django_assert_num_queries, posts, more
):
    for _turn in range(posts):
        PostFactory(thread=thread)
    page(reader, "/network/boards/")
    with django_assert_num_queries(5, exact=False) as with_it:
        page(reader, "/network/boards/")
    asked = [query["sql"] for query in with_it.captured_queries if "digests_notice" in query["sql"]]
    assert ['AS "unread_sources"' in sql for sql in asked] == [True]  # with the row of who is signed in
    monkeypatch.setattr("portal.caching.PatientCache.get", lambda *args, **kwargs: None)
    with django_assert_num_queries(len(with_it.captured_queries) + more):
        assert bell(page(reader, "/network/boards/")).startswith("1" if posts else "No")


@pytest.mark.parametrize("rows", [3, 30])
def test_page_costs_the_same_for_three_and_for_thirty(reader, member, rows, django_assert_num_queries):
    moderator, leeds = UserFactory(groups=["Moderators"]), member.memberships.get().city
    for place in range(rows):
        if place % 3 == 0:
            PostFactory(thread=ThreadFactory(author=member), author=leeds_author())
        elif place % 3 == 1:
            hide_post(ThreadFactory(author=member).posts.get(), reason="x", by=moderator)
        else:
            event_on(host=leeds, by=member_of(leeds))
    page(reader)
    with django_assert_num_queries(8):
        html = page(reader)
    assert len(lines(html)) == rows


def test_number_in_words_says_in_how_many_lines_it_stands(reader, thread):
    for _turn in range(3):
        PostFactory(thread=thread)
    html = page(reader)
    assert "3 notices that you have not read, in one line." in html
    assert (bell(html), len(lines(html))) == ("3 unread notices", 1)
    assert "in one line" not in page(reader, f"{NOTICES}?kind=reply")


def test_what_an_event_invited_to_is_told_no_more_once_it_is_cancelled_or_over(reader, member):
    event = event_on(by=member_of(CityFactory(name="York")))
    for place, source in enumerate(("event", "event_change"), start=1):
        Notice.objects.create(
            person=member, kind="event", source=source, object_id=event.pk, thread=event.thread, pk=place
        )
    assert (bell(page(reader)), len(lines(page(reader)))) == ("2 unread notices", 2)
    type(event).objects.filter(pk=event.pk).update(cancelled_at=timezone.now(), cancelled_reason="No room")
    cache.clear()
    assert (bell(page(reader)), lines(page(reader))) == ("No unread notices", [])
    Notice.objects.create(person=member, kind="event", source="event_cancel", object_id=event.pk, thread=event.thread)
    cache.clear()
    assert ["does not take place" in line for line in lines(page(reader))] == [True]
    start = timezone.now() - timedelta(days=2)
    type(event).objects.filter(pk=event.pk).update(starts_at=start, ends_at=start + timedelta(hours=1))
    cache.clear()
    assert (bell(page(reader)), lines(page(reader))) == ("No unread notices", [])


def test_browsers_are_led_to_only_where_the_portal_tells_them(reader, settings):
    settings.VAPID_PUBLIC_KEY = settings.VAPID_PRIVATE_KEY = ""
    assert reverse("browsers") not in page(reader)
    settings.VAPID_PUBLIC_KEY = settings.VAPID_PRIVATE_KEY = "x"
    assert reverse("browsers") in page(reader)
