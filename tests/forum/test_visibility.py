"""Nobody sees what is not theirs: every audience over the addresses of the forum.

A room of addresses is walked once its rows are here: it stands in WALKED, and each of its names has a row. What
follows a colon in a name is another thing at the same address.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.places.models import City
from network.forum.choices import Audience, SanctionKind
from network.forum.models import Attachment, Board, Post, Sanction, Thread
from network.forum.services.attachments import upload
from network.forum.services.editing import delete_post, edit_post
from network.forum.services.flagging import flag
from network.forum.services.hiding import hide_post, show_post
from network.forum.urls import moderating, reading, writing
from portal.accounts.models import User
from portal.home.foundations import ensure_foundations
from tests.factories import CityFactory, MembershipFactory, UserFactory
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, member_of
from tests.forum.walking import Page

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("forum-world")]  # the world is made once

WALKED = (reading, writing, moderating)
NAMES = {pattern.name for room in WALKED for pattern in room.urlpatterns}
AUDIENCES = (
    *("anonymous", "no network", "member", "member elsewhere", "coordinator", "adviser", "moderator", "administrator"),
    "suspended",
)
NOWHERE = 987_654
PLACES = ("public", "network", "leeds", "nobody")
ON_THREADS = (
    *(("thread_edit", name) for name in ("public", "leeds", "hidden")),
    *(("reply", name) for name in (*PLACES, "hidden", "waiting", "merged")),
)
ON_POSTS = (
    *((act, name) for act in ("post_edit", "post_delete") for name in ("public", "leeds", "removed", "held")),
    *((act, name) for act in ("useful", "accept") for name in ("public", "leeds")),
)
OF_MODERATORS = (
    *("moderation", "held", "moderation_log", "sanctions", "boards_manage", "board_add", "guidelines", "appeal"),
)
MODERATED_POSTS = (
    *((act, name) for act in ("flag", "post_hide") for name in ("public", "leeds", "removed", "deleted", "held")),
    *(("flag_settle", name) for name in ("public", "reported")),
)
FOR_SCRIPTS = ("preview", "draft_save", "attachment_add")


@dataclass(frozen=True)
class World:
    """Boards that everyone, the network, Leeds and nobody reads, with a thread on each and what is out of sight."""

    leeds: City
    elsewhere: City
    boards: dict[str, Board]
    threads: dict[str, Thread]
    posts: dict[str, Post]
    files: dict[str, Attachment]

    @property
    def addresses(self) -> dict[str, str]:
        """The addresses to walk, by name."""
        boards, threads, posts = self.boards, self.threads, self.posts
        astray = reverse("thread", args=[boards["public"].slug, threads["leeds"].pk, threads["leeds"].slug])
        return {
            "forum": reverse("forum"),
            "boards": reverse("boards"),
            **{f"board:{name}": board.get_absolute_url() for name, board in boards.items()},
            **{f"thread:{name}": thread.get_absolute_url() for name, thread in threads.items()},
            "thread:astray": astray,
            "thread:nowhere": reverse("thread", args=["public", NOWHERE, "nothing"]),
            **{f"thread_unread:{name}": reverse("thread_unread", args=[t.pk]) for name, t in threads.items()},
            **{f"post:{name}": reverse("post", args=[post.pk]) for name, post in posts.items()},
            **{f"post_history:{name}": reverse("post_history", args=[post.pk]) for name, post in posts.items()},
            **self.written,
            **self.moderated,
        }

    @property
    def written(self) -> dict[str, str]:
        """The addresses of writing."""
        asked = {"board": self.boards["leeds"].pk, "q": "ol"}
        return {
            **{name: reverse(name) for name in ("thread_start_anywhere", "drafts", *FOR_SCRIPTS)},
            "mention_suggest": f"{reverse('mention_suggest')}?{urlencode(asked)}",
            **{f"thread_start:{name}": reverse("thread_start", args=[self.boards[name].slug]) for name in PLACES},
            **{f"{act}:{name}": reverse(act, args=[self.threads[name].pk]) for act, name in ON_THREADS},
            **{f"{act}:{name}": reverse(act, args=[self.posts[name].pk]) for act, name in ON_POSTS},
            **{f"attachment:{name}": reverse("attachment", args=[file.pk]) for name, file in self.files.items()},
        }

    @property
    def moderated(self) -> dict[str, str]:
        """The addresses of moderation."""
        authors = {name: self.threads[name].author_id for name in ("public", "leeds", "reported")}
        return {
            **{name: reverse(name) for name in OF_MODERATORS},
            **{f"{act}:{name}": reverse(act, args=[self.posts[name].pk]) for act, name in MODERATED_POSTS},
            **{f"thread_moderate:{name}": reverse("thread_moderate", args=[t.pk]) for name, t in self.threads.items()},
            **{f"sanction:{name}": reverse("sanction", args=[pk]) for name, pk in authors.items()},
            **{
                f"board_edit:{name}": reverse("board_edit", args=[self.boards[name].pk]) for name in ("leeds", "nobody")
            },
        }

    @property
    def elsewhere_read(self) -> list[str]:
        """Pages of other rooms that might tell of what is not the reader's."""
        return ["/search/?q=words", "/search/?q=words&page=2", "/sitemap.xml", self.leeds.get_absolute_url()]


#                        anon  none  memb  else  coor  advi  mode  admi  susp
OPENED = """
forum                    200   200   200   200   200   200   200   200   200
boards                   200   200   200   200   200   200   200   200   200
board:public             200   200   200   200   200   200   200   200   200
board:network            404   404   200   200   200   200   200   404   404
board:leeds              404   404   200   404   200   200   404   404   404
board:nobody             404   404   404   404   404   404   404   404   404
thread:public            200   200   200   200   200   200   200   200   200
thread:network           404   404   200   200   200   200   200   404   404
thread:leeds             404   404   200   404   200   200   404   404   404
thread:nobody            404   404   404   404   404   404   404   404   404
thread:reported          404   404   200   404   200   200   404   404   404
thread:hidden            404   404   404   404   200   404   404   404   404
thread:waiting           404   404   404   404   404   404   200   404   404
thread:merged            404   404   302   404   302   302   404   404   404
thread:astray            404   404   302   404   302   302   404   404   404
thread:nowhere           404   404   404   404   404   404   404   404   404
thread_unread:public     302   302   302   302   302   302   302   302   302
thread_unread:network    404   404   302   302   302   302   302   404   404
thread_unread:leeds      404   404   302   404   302   302   404   404   404
thread_unread:nobody     404   404   404   404   404   404   404   404   404
thread_unread:reported   404   404   302   404   302   302   404   404   404
thread_unread:hidden     404   404   404   404   302   404   404   404   404
thread_unread:waiting    404   404   404   404   404   404   302   404   404
thread_unread:merged     404   404   302   404   302   302   404   404   404
post:public              302   302   302   302   302   302   302   302   302
post:leeds               404   404   302   404   302   302   404   404   404
post:reported            404   404   302   404   302   302   404   404   404
post:removed             302   302   302   302   302   302   302   302   302
post:deleted             302   302   302   302   302   302   302   302   302
post:edited              302   302   302   302   302   302   302   302   302
post:held                404   404   404   404   404   404   302   404   404
post_history:public      404   404   404   404   404   404   404   404   404
post_history:leeds       404   404   404   404   404   404   404   404   404
post_history:reported    404   404   404   404   404   404   404   404   404
post_history:removed     404   404   404   404   404   404   404   404   404
post_history:deleted     404   404   404   404   404   404   404   404   404
post_history:edited      404   404   200   200   200   200   200   404   404
post_history:held        404   404   404   404   404   404   404   404   404
thread_start_anywhere    in    200   200   200   200   200   200   200   200
drafts                   in    200   200   200   200   200   200   200   200
preview                  405   405   405   405   405   405   405   405   405
draft_save               405   405   405   405   405   405   405   405   405
attachment_add           405   405   405   405   405   405   405   405   405
mention_suggest          401   403   200   200   200   200   200   403   403
thread_start:public      in    403   200   200   200   200   200   403   403
thread_start:network     in    404   200   200   200   200   200   404   404
thread_start:leeds       in    404   200   404   200   200   404   404   404
thread_start:nobody      in    404   404   404   404   404   404   404   404
thread_edit:public       in    403   403   403   403   403   200   403   403
thread_edit:leeds        in    404   403   404   200   403   404   404   404
thread_edit:hidden       in    404   404   404   200   404   404   404   404
reply:public             in    403   200   200   200   200   200   403   403
reply:network            in    404   200   200   200   200   200   404   404
reply:leeds              in    404   200   404   200   200   404   404   404
reply:nobody             in    404   404   404   404   404   404   404   404
reply:hidden             in    404   404   404   200   404   404   404   404
reply:waiting            in    404   404   404   404   404   200   404   404
reply:merged             in    404   302   404   302   302   404   404   404
post_edit:public         in    403   403   403   403   403   403   403   403
post_edit:leeds          in    404   403   404   403   403   404   404   404
post_edit:removed        in    403   403   403   403   403   403   403   403
post_edit:held           in    404   404   404   404   404   403   404   404
post_delete:public       in    403   403   403   403   403   403   403   403
post_delete:leeds        in    404   403   404   403   403   404   404   404
post_delete:removed      in    403   403   403   403   403   403   403   403
post_delete:held         in    404   404   404   404   404   403   404   404
useful:public            in    302   302   302   302   302   302   302   302
useful:leeds             in    404   302   404   302   302   404   404   404
accept:public            in    302   302   302   302   302   302   302   302
accept:leeds             in    404   302   404   302   302   404   404   404
attachment:public        200   200   200   200   200   200   200   200   200
attachment:leeds         404   404   200   404   200   200   404   404   404
attachment:removed       404   404   404   404   404   404   404   404   404
attachment:held          404   404   404   404   404   404   200   404   404
attachment:loose         404   404   404   404   404   404   404   404   404
moderation               in    404   404   404   200   404   200   200   404
held                     in    404   404   404   200   404   200   404   404
moderation_log           in    404   404   404   200   404   200   404   404
sanctions                in    404   404   404   404   404   200   404   404
sanction:public          in    404   404   404   404   404   200   404   404
sanction:leeds           in    404   404   404   404   404   404   404   404
sanction:reported        in    404   404   404   404   404   200   404   404
boards_manage            in    404   404   404   404   404   200   200   404
board_add                in    404   404   404   404   404   200   200   404
board_edit:leeds         in    404   404   404   404   404   200   200   404
board_edit:nobody        in    404   404   404   404   404   200   200   404
guidelines               200   200   200   200   200   200   200   200   200
appeal                   in    200   200   200   200   200   200   200   200
flag:public              in    403   200   200   200   200   200   403   403
flag:leeds               in    404   200   404   200   200   404   404   404
flag:removed             in    404   404   404   404   404   404   404   404
flag:deleted             in    404   404   404   404   404   404   404   404
flag:held                in    404   404   404   404   404   404   404   404
flag_settle:public       in    404   404   404   404   404   404   404   404
flag_settle:reported     in    404   404   404   200   404   200   404   404
post_hide:public         in    404   404   404   404   404   200   404   404
post_hide:leeds          in    404   404   404   200   404   404   404   404
post_hide:removed        in    404   404   404   404   404   200   404   404
post_hide:deleted        in    404   404   404   404   404   404   404   404
post_hide:held           in    404   404   404   404   404   404   404   404
thread_moderate:public   in    404   404   404   404   404   200   404   404
thread_moderate:network  in    404   404   404   404   404   200   404   404
thread_moderate:leeds    in    404   404   404   200   404   404   404   404
thread_moderate:nobody   in    404   404   404   404   404   404   404   404
thread_moderate:reported in    404   404   404   200   404   404   404   404
thread_moderate:hidden   in    404   404   404   200   404   404   404   404
thread_moderate:waiting  in    404   404   404   404   404   200   404   404
thread_moderate:merged   in    404   404   404   302   404   404   404   404
"""
EVERYBODY = set(AUDIENCES)
OF_LEEDS = {"member", "coordinator", "adviser"}
NETWORK = OF_LEEDS | {"member elsewhere", "moderator"}
MANAGERS = {"moderator", "administrator"}

SEEN = {
    "Public words": EVERYBODY,
    "Network words": NETWORK,
    "Leeds words": OF_LEEDS,
    "Nobody words": set(),
    "Hidden words": {"coordinator"},
    "Waiting words": {"moderator"},
    "Merged words": set(),
    "Reported words": OF_LEEDS | {"moderator"},
    "Network board": NETWORK | MANAGERS,
    "Leeds board": OF_LEEDS | MANAGERS,
    "Nobody board": MANAGERS,
    "Removed words": {"moderator"},
    "Deleted words": set(),
    "Held words": {"moderator"},
    "Beforehand": {"moderator"},
    "After words": EVERYBODY,
    "A reason of moderators": {"moderator"},
    "Olu Owner": OF_LEEDS,
    "owner@example.org": set(),
}


def person_of(audience: str, world: World) -> User | None:
    if audience in ("member", "coordinator", "adviser"):
        return MembershipFactory(city=world.leeds, role=audience).user
    if audience == "member elsewhere":
        return MembershipFactory(city=world.elsewhere).user
    if audience in ("moderator", "administrator"):
        return UserFactory(groups=[f"{audience.title()}s"])
    if audience == "suspended":
        person, until = MembershipFactory(city=world.leeds).user, timezone.now() + timezone.timedelta(days=1)
        Sanction.objects.create(person=person, kind=SanctionKind.SUSPENSION, reason="x", by=UserFactory(), until=until)
        return person
    return UserFactory() if audience == "no network" else None


def visitor(audience: str, world: World) -> Client:
    """Return the browser of somebody of an audience, as Leeds sees them."""
    client, user = Client(), person_of(audience, world)
    if user is not None:
        client.force_login(user)
    return client


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        ensure_foundations()
        yield made()
        transaction.set_rollback(True)


def made() -> World:
    leeds, elsewhere = CityFactory(name="Leeds", slug="leeds"), CityFactory(name="Glasgow", slug="glasgow")
    boards = {
        "public": BoardFactory(title="Public words", slug="public", audience=Audience.PUBLIC),
        "network": BoardFactory(title="Network board"),
        "leeds": city_board(leeds, title="Leeds board"),
        "nobody": BoardFactory(title="Nobody board", audience=Audience.CITIES),
    }
    owner = member_of(leeds, user__display_name="Olu Owner", user__email="owner@example.org")
    threads = {
        name: ThreadFactory(
            board=board, title=f"{name.title()} words", author=owner if name == "leeds" else member_of()
        )
        for name, board in boards.items()
    }
    now, away = timezone.now(), {"board": boards["leeds"], "author": owner}
    threads["reported"] = ThreadFactory(board=boards["leeds"], title="Reported words", author=member_of(leeds))
    threads["hidden"] = ThreadFactory(**away, title="Hidden words", body="Hidden words", hidden_at=now)
    threads["waiting"] = ThreadFactory(board=boards["network"], title="Waiting words", posts=0)
    threads["merged"] = ThreadFactory(**away, title="Merged words", merged_into=threads["leeds"])
    Thread.objects.filter(pk=threads["merged"].pk).update(last_number=0)
    public = threads["public"]
    posts = {
        "public": public.posts.get(),
        "leeds": threads["leeds"].posts.get(),
        "reported": threads["reported"].posts.get(),
        "removed": PostFactory(
            thread=public, body="Removed words", hidden_at=now, hidden_reason="A reason of moderators"
        ),
        "deleted": PostFactory(thread=public, body="Deleted words"),
        "edited": PostFactory(thread=public, body="Beforehand"),
        "held": PostFactory(thread=public, body="Held words", held=True),
    }
    flag(posts["reported"], reason="spam", by=member_of(leeds))
    delete_post(posts["deleted"], by=posts["deleted"].author)
    moderator = UserFactory(groups=["Moderators"])
    hide_post(posts["edited"], reason="A name", by=moderator)
    edit_post(posts["edited"], "After words", seen="Beforehand", by=posts["edited"].author)
    show_post(posts["edited"], by=moderator)
    return World(leeds, elsewhere, boards, threads, posts, {name: file_with(post) for name, post in with_files(posts)})


def with_files(posts: dict[str, Post]) -> list[tuple[str, Post | None]]:
    """Return the posts that have a file, and none, of which one was uploaded and not sent."""
    return [*((name, posts[name]) for name in ("public", "leeds", "removed", "held")), ("loose", None)]


def file_with(post: Post | None) -> Attachment:
    file = upload(ContentFile(b"%PDF-1.7", name="minutes.pdf"), by=member_of())
    Attachment.objects.filter(pk=file.pk).update(post=post)
    return file


def opened() -> dict[str, list[str]]:
    """Return the table by the name of each address."""
    rows = [line.split() for line in OPENED.strip().splitlines()]
    return {name: statuses for name, *statuses in rows}


def test_every_address_has_its_row():
    assert {name.partition(":")[0] for name in opened()} == NAMES


@pytest.fixture
def pages(world, walked, request) -> dict[str, Page]:
    """Return what an audience is answered at each address of the forum, and elsewhere by the address itself."""
    if request.param not in walked:
        client = visitor(request.param, world)
        urls = {**world.addresses, **{url: url for url in world.elsewhere_read}}
        walked[request.param] = {name: Page.of(client.get(url)) for name, url in urls.items()}
    return walked[request.param]


to_each = pytest.mark.parametrize(("audience", "pages"), [(one, one) for one in AUDIENCES], indirect=["pages"])


@to_each
def test_address_opens_to_whom_it_should(world, pages, audience):
    column = AUDIENCES.index(audience)
    found = {name: pages[name].answer for name in world.addresses}
    assert found == {name: statuses[column] for name, statuses in opened().items()}


@to_each
def test_secret_is_read_by_nobody_else(pages, audience):
    found = {words for words in SEEN if any(words in page.text for page in pages.values())}
    assert found == {words for words, who in SEEN.items() if audience in who}


@to_each
def test_what_is_not_theirs_is_answered_as_if_it_were_not_there(world, pages, audience):
    missing = pages["thread:nowhere"].text.replace(world.addresses["thread:nowhere"], "")
    for name, url in world.addresses.items():
        if pages[name].response.status_code == 404:
            assert pages[name].text.replace(url, "") == missing, name
            assert not pages[name].response.has_header("Location")


@to_each
def test_what_is_personal_is_kept_by_nobody_on_the_way(world, pages, audience):
    for name in world.addresses:
        page = pages[name]
        if page.answer == "200" and audience != "anonymous":
            assert "no-store" in page.response["Cache-Control"], name
        if page.answer == "200" and audience == "anonymous":
            assert "csrfmiddlewaretoken" not in page.text, name
            assert not page.response.cookies, name
