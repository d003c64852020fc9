"""Posts that a person keeps: with a note, with one letter on a day, and with nothing told of what they read no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from network.forum.choices import Audience, SanctionKind
from network.forum.models import Bookmark, Sanction
from network.forum.reading.kept import KEPT
from network.forum.services.bookmarks import keep, send_reminders
from network.forum.services.editing import delete_post
from portal.mail.models import Letter
from tests.factories import CityFactory, UserFactory
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, member_of
from tests.forum.writing import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds")


@pytest.fixture
def reader(leeds):
    return member_of(leeds, user__display_name="Rae Reader")


@pytest.fixture
def browser(client, reader):
    client.force_login(reader)
    return client


@pytest.fixture
def post(leeds):
    thread = ThreadFactory(board=city_board(leeds, title="Leeds board"), author=member_of(leeds), title="Warm homes")
    return thread.posts.get()


def day(ahead: int):
    return timezone.localdate() + timedelta(days=ahead)


def url(post) -> str:
    return f"/network/posts/{post.pk}/bookmark/"


def remember(post, reader, *, ahead=1) -> Bookmark:
    """Keep a post and let the day come."""
    return keep(post, by=reader, note="For the cabinet paper", remind_on=day(ahead))


def test_post_is_kept_with_a_note_and_a_day(browser, reader, post):
    answer = browser.post(url(post), {"note": "  For the \n paper ", "remind_on": day(3).isoformat()})
    assert answer["Location"] == f"{post.thread.get_absolute_url()}#p1"
    kept = Bookmark.objects.get()
    assert (kept.person, kept.post, kept.note, kept.remind_on) == (reader, post, "For the paper", day(3))
    page = words(browser.get("/network/bookmarks/"))
    assert "Warm homes #1" in page
    assert "For the paper" in page


def test_keeping_twice_changes_what_was_kept(browser, post):
    browser.post(url(post), {"note": "One"})
    assert 'value="One"' in browser.get(url(post)).content.decode()
    browser.post(url(post), {"note": "Two"})
    assert Bookmark.objects.get().note == "Two"


@pytest.mark.parametrize("ahead", [0, -1, 365 * 7])
def test_day_that_is_not_ahead_is_refused_and_the_note_is_kept(browser, post, ahead):
    page = browser.post(url(post), {"note": "My words", "remind_on": day(ahead).isoformat()})
    assert page.status_code == 422
    assert "My words" in page.content.decode()
    assert not Bookmark.objects.exists()


@pytest.mark.parametrize("sent", [{"remind_on": "soon"}, {"note": "x" * 201}, {"remind_on": "0001-01-01"}])
def test_what_cannot_be_kept_is_refused(browser, post, sent):
    assert browser.post(url(post), sent).status_code == 422
    assert not Bookmark.objects.exists()


def test_post_that_one_does_not_read_is_not_there(browser, reader):
    city = CityFactory()
    secret = ThreadFactory(board=city_board(city), author=member_of(city)).posts.get()
    held = PostFactory(held=True)
    removed = PostFactory(hidden_at=timezone.now(), hidden_reason="x")
    for hidden in (secret, held, removed):
        assert browser.get(url(hidden)).status_code == 404
        assert browser.post(url(hidden), {"note": "x"}).status_code == 404
        with pytest.raises(PermissionDenied):
            keep(hidden, by=reader)
    assert not Bookmark.objects.exists()


def test_post_is_kept_no_longer(browser, reader, post):
    keep(post, by=reader)
    other = keep(post, by=post.author)
    browser.post(url(post), {"act": "let_go"})
    assert Bookmark.objects.get() == other
    keep(post, by=reader)
    browser.post("/network/bookmarks/", {"post": post.pk})
    assert Bookmark.objects.get() == other
    assert browser.post("/network/bookmarks/", {"post": "nonsense"}).status_code == 302


def test_list_tells_nothing_of_a_post_that_is_out_of_sight(browser, reader, post):
    keep(post, by=reader, note="My own words")
    reader.memberships.all().delete()
    page = browser.get("/network/bookmarks/").content.decode()
    assert "My own words" in page
    assert "out of your sight" in page
    for secret in ("Warm homes", "Leeds board", post.body, str(post.author)):
        assert secret not in page


def test_list_is_of_ones_own(browser, post):
    keep(post, by=post.author, note="Not yours")
    assert "You keep nothing yet" in words(browser.get("/network/bookmarks/"))


def test_list_asks_as_much_for_many_as_for_few_and_leads_on(browser, reader, django_assert_max_num_queries):
    thread = ThreadFactory(posts=KEPT + 2)
    posts = list(thread.posts.order_by("number"))
    counts = []
    for some in (posts[:3], posts[3:]):
        for post in some:
            keep(post, by=reader)
        with django_assert_max_num_queries(4) as asked:
            page = browser.get("/network/bookmarks/").content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert "#1<" not in page
    before = page.partition('<a href="?before=')[2].partition('"')[0]
    assert "#1<" in browser.get(f"/network/bookmarks/?before={before}").content.decode()


def test_reminder_comes_once_on_the_day(reader, post, django_capture_on_commit_callbacks):
    kept = remember(post, reader)
    with django_capture_on_commit_callbacks(execute=True):
        assert send_reminders(day(0)) == 0
        assert send_reminders(day(1)) == 1
        assert send_reminders(day(1)) == send_reminders(day(2)) == 0
    (letter,) = mail.outbox
    assert letter.to == [reader.email]
    assert "Warm homes" in letter.subject
    assert "For the cabinet paper" in letter.body
    assert f"/network/posts/{post.pk}/" in letter.body
    assert Letter.objects.get().key == f"forum.bookmark:{kept.pk}:{day(1)}"


def test_reminder_of_a_run_that_was_missed_comes_with_the_next(reader, post):
    remember(post, reader)
    assert send_reminders(day(9)) == 1


def test_new_day_is_reminded_of_anew(reader, post):
    remember(post, reader)
    assert send_reminders(day(1)) == 1
    keep(post, by=reader, note="Same day", remind_on=day(1))
    assert send_reminders(day(1)) == 0
    keep(post, by=reader, remind_on=day(5))
    assert send_reminders(day(5)) == 1


@pytest.mark.parametrize("what", ["left", "suspended", "deleted", "hidden", "inactive"])
def test_who_does_not_read_it_any_more_is_told_nothing(reader, post, what):
    remember(post, reader)
    if what == "left":
        reader.memberships.all().delete()
    elif what == "suspended":
        until = timezone.now() + timedelta(days=2)
        Sanction.objects.create(person=reader, kind=SanctionKind.SUSPENSION, reason="x", until=until, by=UserFactory())
    elif what == "deleted":
        delete_post(post, by=post.author)
    elif what == "hidden":
        type(post.thread).objects.update(hidden_at=timezone.now())
    else:
        type(reader).objects.filter(pk=reader.pk).update(is_active=False)
    assert send_reminders(day(1)) == 0
    assert not Letter.objects.filter(kind="forum.bookmark").exists()


def test_public_post_is_kept_by_who_has_no_network(client):
    post = ThreadFactory(board=BoardFactory(audience=Audience.PUBLIC)).posts.get()
    person = UserFactory()
    client.force_login(person)
    assert client.post(url(post), {"note": ""}).status_code == 302
    assert Bookmark.objects.get().person == person
