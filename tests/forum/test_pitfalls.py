"""Known pitfalls of forums, in what is read: scripts, pictures, private titles, caches, the editor, who has read.

Source: OWASP Application Security Verification Standard 4, chapters 4, 5 and 12. Pitfalls of acting are in
`test_pitfalls_acts.py`; those of Markdown by itself in `tests/text/test_markdown.py`.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from wagtail.models import ReferenceIndex

from network.events.services.notes import write_notes
from network.events.urls import urlpatterns as of_events
from network.forum.choices import Audience, Level
from network.forum.models import Post
from network.forum.services.bookmarks import keep
from network.forum.services.editing import edit_post
from network.forum.services.feeds import token_for
from network.forum.services.linking import link
from network.forum.services.readers import follow, mark_read, set_level
from network.forum.urls import following, moderating, reading, tying, writing
from portal.accounts.choices import Directory
from portal.accounts.models import User
from portal.pagecache.shared import shared_store
from tests.factories import CityFactory, EntryPageFactory, MembershipFactory, PrecedentPageFactory, UserFactory
from tests.factories.events import event_on
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, member_of, rested
from tests.text.test_markdown import CORPUS

pytestmark = pytest.mark.django_db
HOST = "localhost:8000"
SECRET = "Zyxomma"
ROUTES = [*(pattern for room in (reading, writing, moderating, tying, following) for pattern in room.urlpatterns)]
OF_EVENTS = {pattern.name for pattern in of_events}
BY_KEY = sorted({pattern.name for pattern in (*ROUTES, *of_events) if "<int:pk>" in str(pattern.pattern)})
NOWHERE = 987_654


def signed_in(person, **kwargs) -> Client:
    client = Client(**kwargs)
    if person:
        client.force_login(person)
    return client


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def member(leeds):
    return member_of(leeds)


@pytest.fixture
def secret(leeds, member):
    """Return an event between people of Leeds; its thread, its post and its title are what others must not meet."""
    return event_on(city_board(leeds), by=member, title=f"{SECRET} visit", place=f"{SECRET} House")


# --- Stored scripts, and pictures that tell who reads ---------------------------------------------


class Page(HTMLParser):
    """Finds in a page what obeys somebody else: handlers, odd addresses, scripts in the text, pictures from afar."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        self.faults += [f"<{tag} {name}>" for name in given if name.startswith("on") or name == "srcdoc"]
        for name in ("href", "src", "action", "formaction", "poster", "data"):
            scheme = urlsplit(given.get(name, "").strip()).scheme
            if scheme not in ("", "http", "https", "mailto"):
                self.faults.append(f"<{tag} {name}={scheme}:>")
        is_ours = given.get("src", "").startswith(("/", "http://localhost:8000/")) and given["src"][1:2] != "/"
        if tag in ("img", "script", "iframe", "source") and not is_ours and given.get("type") != "application/ld+json":
            self.faults.append(f"<{tag} src={given.get('src')}>")
        if tag in ("object", "embed", "base", "style", "marquee", "math"):
            self.faults.append(f"<{tag}>")


def faults_of(page: str) -> list[str]:
    found = Page()
    found.feed(page)
    return found.faults


def test_page_with_a_fault_is_told_of():
    page = "<p onclick=x></p><a href='javascript:x'>x</a><img src='//tracker.test/p.gif'><script>x</script><base>"
    assert len(faults_of(page)) == 5


@pytest.mark.parametrize("part", range(4))
def test_hostile_texts_do_nothing_on_any_page_that_prints_them(tree, member, part):
    texts = [text.replace("\0", "") for text in CORPUS[part::4]]  # forms refuse it
    body = "\n\n".join(texts)
    board = BoardFactory(audience=Audience.PUBLIC, description=texts[0])
    event = event_on(board, by=member, title=texts[1], place=texts[2])
    write_notes(event, body, seen=0, by=member)
    rested(member)
    thread = ThreadFactory(board=board, author=member, title=texts[3], body=body)
    post = thread.posts.get()
    edit_post(post, f"{body}\n\nMore.", seen=post.body, by=member)
    keep(post, by=member, note=texts[4])
    names = ("forum", "boards", "forum_new", "bookmarks", "events", "drafts")
    pages = [thread.get_absolute_url(), event.get_absolute_url(), board.get_absolute_url(), *map(reverse, names)]
    pages += [reverse("post_history", args=[post.pk]), f"{reverse('reply', args=[thread.pk])}?quote={post.pk}"]
    pages += [reverse("post_edit", args=[post.pk]), "/search/?q=alert", reverse("person", args=[member.pk])]
    client = signed_in(member)
    for url in pages:
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert faults_of(answer.content.decode()) == [], url
    preview = client.post(reverse("preview"), {"body": body}).content.decode()
    assert "alert" in preview
    assert faults_of(preview) == []


# --- Addresses by a key ---------------------------------------------------------------------------


def addresses_of(event, pk: int | None = None) -> dict[str, str]:
    """Return every address by a key for what belongs to an event, or for a key that nothing has."""
    post = event.thread.posts.get()
    keys = {"board_edit": event.thread.board_id, "sanction": event.thread.author_id}
    found = {}
    for name in BY_KEY:
        is_of_post = name.startswith(("post", "flag", "bookmark", "useful", "accept"))
        key = pk or keys.get(name, post.pk if is_of_post else event.pk)
        more = {"slug": "x"} if name in ("event", "thread") else {}
        more |= {"board": event.thread.board.slug} if name == "thread" else {}
        found[name] = reverse(name, kwargs={"pk": key, **more})
    return found


@pytest.mark.parametrize("method", ["get", "head", "post"])
@pytest.mark.parametrize("who", ["elsewhere", "no network", "administrator", "anonymous"])
def test_every_address_by_a_key_answers_an_outsider_as_if_nothing_were_there(secret, who, method):
    people = {
        "elsewhere": member_of,
        "no network": UserFactory,
        "administrator": lambda: UserFactory(groups=["Administrators"]),
        "anonymous": lambda: None,
    }
    assert len(BY_KEY) > 25
    client = signed_in(people[who]())
    private, nowhere = addresses_of(secret), addresses_of(secret, NOWHERE)
    for name in set(BY_KEY) - ({"board_edit"} if who == "administrator" else set()):
        answer, missing = (getattr(client, method)(url) for url in (private[name], nowhere[name]))
        assert told(answer, private[name]) == told(missing, nowhere[name]), name
        assert SECRET not in answer.content.decode() + answer.get("Location", ""), name
        if who != "anonymous":
            assert answer.status_code in (404, 405), name
            assert not answer.has_header("Location"), name


def told(answer, url: str) -> tuple:
    """Return what an answer says, without its own address and what differs every time."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
    return answer.status_code, page.replace(url, ""), answer.get("Location", "").replace(url, "")


# --- Feeds, calendars and kept pages --------------------------------------------------------------


def test_revoked_token_opens_no_feed_and_no_calendar(secret, member):
    board = secret.thread.board
    own = signed_in(member)

    feed, calendar = (token_for(member, purpose=purpose) for purpose in ("feed", "calendar"))
    by_token = f"{reverse('board_feed', args=[board.slug])}?token={feed}"
    old = [reverse("forum_feed", args=[feed]), by_token, reverse("my_calendar", args=[calendar])]
    assert [Client().get(url).status_code for url in old] == [200, 200, 200]
    assert SECRET in Client().get(old[1]).content.decode()
    own.post(reverse("feed_addresses"))
    assert [Client().get(url).status_code for url in old] == [404, 404, 404]
    again = User.objects.get(pk=member.pk)
    assert Client().get(reverse("forum_feed", args=[token_for(again)])).status_code == 200


@pytest.fixture
def kept(settings):
    settings.PAGE_CACHE_ENABLED = True
    settings.SITE_URL = f"http://{HOST}"
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    shared_store.cache_clear()
    shared_store().raise_generation()
    yield
    shared_store().raise_generation()
    shared_store.cache_clear()


def test_two_people_and_a_visitor_read_each_their_own_through_the_cache(kept, tree, leeds, secret, member):
    entry, precedent = EntryPageFactory(), PrecedentPageFactory()
    link(secret.thread, [entry, precedent], by=member)
    public = ThreadFactory(board=BoardFactory(audience=Audience.PUBLIC), title="For all")
    urls = [entry.url, precedent.url, leeds.get_absolute_url(), public.get_absolute_url(), "/", "/search/?q=zyxomma"]
    urls += [reverse(name) for name in ("forum", "boards", "events", "listings", "outcomes", "events_calendar")]
    headers = {"headers": {"host": HOST}}
    readers = [signed_in(who, **headers) for who in (member, member_of(), None, member, None, member_of())]
    met = set()
    for url in urls:
        for place, client in enumerate(readers):
            answer = client.get(url)
            page, is_of_leeds = answer.content.decode(), place in (0, 3)
            assert answer.status_code == 200, url
            assert is_of_leeds or f"{SECRET} visit" not in page, (url, place)
            if f"{SECRET} visit" in page:
                met.add(url)
            if place not in (2, 4) and not url.endswith(".ics"):
                assert answer["Cache-Control"].startswith("private"), url
    never = {public.get_absolute_url(), "/", *map(reverse, ("listings", "outcomes", "events_calendar"))}
    assert met == set(urls) - never


# --- The editor -----------------------------------------------------------------------------------


def test_no_part_of_the_editor_or_of_django_knows_the_models_of_the_network():
    models = {*apps.get_app_config("forum").get_models(), *apps.get_app_config("events").get_models()}
    assert not apps.is_installed("django.contrib.admin")
    assert not models & set(ReferenceIndex.tracked_models)


def test_editor_of_another_city_meets_nothing_of_a_board_in_the_editor(tree, secret, member):
    entry, precedent = EntryPageFactory(), PrecedentPageFactory()
    link(secret.thread, [entry, precedent], by=member)
    editor = UserFactory(groups=["Reviewers"])
    MembershipFactory(user=editor, city=CityFactory(name="Hull"))
    client = signed_in(editor)
    urls = ["/editor/", f"/editor/pages/search/?q={SECRET}", "/editor/reports/site-history/"]
    for page in (entry, precedent):
        urls += [reverse(f"wagtailadmin_pages:{name}", args=[page.pk]) for name in ("edit", "usage", "history")]
        urls += [reverse("wagtailadmin_explore", args=[page.get_parent().pk])]
    urls += [reverse("wagtailadmin_choose_page_search") + f"?q={SECRET}"]
    urls += [reverse(name) + f"?q={SECRET}" for name in ("wagtailimages:index", "wagtaildocs:index")]
    for url in urls:
        answer = client.get(url)
        assert answer.status_code == 200, url
        body = answer.content.decode()
        assert f"{SECRET} visit" not in body, url
        assert secret.get_absolute_url() not in body, url


# --- Who is there, and who has read ---------------------------------------------------------------


def test_person_who_hides_is_answered_as_one_who_is_not_there():
    hidden = member_of(user__directory=Directory.HIDDEN)
    client = signed_in(member_of())
    urls = [reverse("person", args=[pk]) for pk in (hidden.pk, NOWHERE)]
    hid, missing = (told(client.get(url), url) for url in urls)
    assert hid == missing
    assert hid[0] == 404


def test_that_somebody_has_read_follows_or_keeps_a_thread_shows_to_nobody(tree, leeds):
    thread = ThreadFactory(board=BoardFactory(audience=Audience.PUBLIC), title="Heat", posts=2)
    quiet = member_of(leeds, user__display_name="Quiet Quill")
    others = [member_of(leeds), thread.author, UserFactory(groups=["Moderators"]), None]
    names = ("forum", "boards", "forum_new", "outcomes", "listings", "forum_following")
    urls = [thread.get_absolute_url(), thread.board.get_absolute_url(), *map(reverse, names)]
    urls += [reverse("post_history", args=[post.pk]) for post in thread.posts.all()]
    urls += [reverse("board_feed", args=[thread.board.slug]), reverse("thread_feed", args=[thread.pk])]
    urls += [reverse(name) for name in ("moderation", "moderation_log", "sanctions")]

    def pages() -> list[tuple]:
        clients = [signed_in(who) for who in others]
        return [told(client.get(url), url) for client in clients for url in urls]

    pages()  # everybody else has read it by now
    before = pages()
    mark_read(quiet, thread, 2)
    set_level(thread, Level.WATCHING, by=quiet)
    follow(Level.WATCHING, by=quiet, board=thread.board)
    keep(thread.posts.get(number=1), by=quiet)
    signed_in(quiet).get(thread.get_absolute_url())
    after = pages()
    assert after == before
    assert not [page for page in after if "Quiet Quill" in page[1] or f"/people/{quiet.pk}/" in page[1]]
    PostFactory(thread=thread, author=quiet)
    assert "Quiet Quill" in signed_in(others[0]).get(thread.get_absolute_url()).content.decode()
    assert Post.objects.filter(author=quiet).count() == 1
