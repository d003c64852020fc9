"""Known pitfalls of forums, in what is done: fetching addresses, naming, titles, moderating, floods, leaving.

Source: OWASP Application Security Verification Standard 4, chapters 4, 5, 8 and 11. Pitfalls of reading are in
`test_pitfalls.py`.
"""

from __future__ import annotations

import json
import select
import socket
import zipfile
from io import BytesIO

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.places.choices import CityRole
from network.events.models import Event
from network.events.services.attending import join
from network.events.services.notes import add_material
from network.events.services.pledges import pledge
from network.events.urls import urlpatterns as of_events
from network.forum.choices import Audience, SanctionKind
from network.forum.models import Board, Mention, ModerationEntry, Participant, Post, Reader, Sanction, Thread
from network.forum.services.drafts import Unsent, keep_draft
from network.forum.services.editing import said_of
from network.forum.services.flagging import flag
from network.forum.services.mentions import MOST_OF_A_DAY, MOST_OF_A_POST
from network.forum.services.outcomes import Told, record_outcome
from network.forum.urls import following, moderating, reading, tying, writing
from portal.accounts import exports
from portal.accounts.erasure import erase_person
from portal.mail.models import Letter
from tests.accounts.test_privacy import rows_with
from tests.events.pages import typed
from tests.factories import CityFactory, UserFactory
from tests.factories.events import event_on
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, member_of, rested
from tests.forum.writing import send

pytestmark = pytest.mark.django_db
TRICK = "Heat\r\nBcc: all@example.org \u202egnp.exe\u2066\u0000"
CLEAN = "Heat Bcc: all@example.org gnp.exe"


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def member(leeds):
    return member_of(leeds)


# --- Addresses that somebody posts ----------------------------------------------------------------


@pytest.fixture
def listener():
    """Yield a server on this machine; whoever fetches an address from it is seen."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def was_asked(server: socket.socket) -> bool:
    return bool(select.select([server], [], [], 0.2)[0])


def test_server_that_is_asked_notices(listener):
    with socket.create_connection(listener.getsockname()):
        assert was_asked(listener)


def test_addresses_in_what_is_posted_are_fetched_by_nobody(member, listener, monkeypatch):
    port, client, board = listener.getsockname()[1], signed_in(member), BoardFactory()
    address, named = f"http://127.0.0.1:{port}/", []
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *a, **k: named.append(str(host)) or real(host, *a, **k))
    body = (
        f"{address} <{address}> ![x]({address}p.gif) [x]({address}) https://metadata.invalid/ http://localhost:{port}/"
    )
    assert send(client, board, body).status_code == 302
    thread = Thread.objects.get()
    rested(member)
    assert send(client, thread, body).status_code == 302
    assert client.post(reverse("preview"), {"body": body}).status_code == 200
    post = thread.posts.get(number=2)
    edit = {"act": "send", "body": f"{body} more", "seen": post.body, "board": board.pk}
    client.post(reverse("post_edit", args=[post.pk]), edit)
    post.refresh_from_db()
    assert post.body.endswith("more")
    rested(member)
    assert client.post(reverse("event_start"), typed(board, body=body, link=address)).status_code == 302
    event = Event.objects.get()
    client.post(reverse("event_materials", args=[event.pk]), {"title": "Slides", "url": address})
    assert (event.link, event.materials.get().url) == (address, address)
    client.get(thread.get_absolute_url())
    client.get(event.get_absolute_url())
    assert not was_asked(listener)
    assert not [host for host in named if "metadata" in host]


# --- Naming people --------------------------------------------------------------------------------


def naming(people) -> str:
    return " ".join(f"@[One](person:{person.pk})" for person in people)


def test_ten_people_are_named_by_a_post_and_thirty_in_a_day(leeds, member):
    people = [member_of(leeds) for _ in range(MOST_OF_A_POST + 2)]
    thread = ThreadFactory()
    with pytest.raises(ValidationError, match="names 12 people"):
        PostFactory(thread=thread, author=member, body=naming(people))
    assert (MOST_OF_A_POST, MOST_OF_A_DAY) == (10, 30)
    for place in range(3):
        rested(member)
        PostFactory(thread=ThreadFactory(title=f"Thread {place}"), author=member, body=naming(people[:10]))
    rested(member)
    with pytest.raises(ValidationError, match=r"of whom 0 are left\. This names 1:"):
        PostFactory(thread=thread, author=member, body=naming(people[:1]))
    assert Mention.objects.filter(post__author=member).count() == MOST_OF_A_DAY
    Mention.objects.update(at=timezone.now() - timezone.timedelta(days=2))
    rested(member)
    PostFactory(thread=thread, author=member, body=naming(people[:3]))
    assert Mention.objects.filter(post__author=member).count() == MOST_OF_A_DAY + 3


@pytest.mark.parametrize("body", ["@all", "@[all](person:all)", "@everyone @here @[Leeds](city:1)"])
def test_nobody_names_everybody(member, body):
    member_of()
    PostFactory(author=member, body=body)
    assert not Mention.objects.exists()


# --- Titles ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["start", "edit", "split", "event", "board"])
def test_title_is_one_visible_line_whichever_way_it_comes(leeds, member, way):
    board, moderator = BoardFactory(), UserFactory(groups=["Moderators"])
    # A browser sends the null sign never, and forms refuse it; the act takes it out.
    title = TRICK.replace("\0", "")
    if way == "start":
        assert send(signed_in(member), board, title=title).status_code == 302
    elif way == "edit":
        thread = ThreadFactory(board=board, author=member)
        fields = {"title": title, "kind": "discussion", "themes": [], "seen": said_of(thread)}
        assert signed_in(member).post(reverse("thread_edit", args=[thread.pk]), fields).status_code == 302
    elif way == "split":
        thread = ThreadFactory(board=board, posts=3)
        fields = {"act": "split", "split-posts": "2", "split-title": title, "split-kind": "discussion"}
        assert signed_in(moderator).post(reverse("thread_moderate", args=[thread.pk]), fields).status_code == 302
    elif way == "event":
        assert signed_in(member).post(reverse("event_start"), typed(board, title=title)).status_code == 302
    else:
        fields = {"title": title, "slug": "heat", "audience": "network", "position": 5}
        assert signed_in(moderator).post(reverse("board_add"), fields).status_code == 302
    model = Board if way == "board" else Thread
    assert model.objects.filter(title=CLEAN).count() == 1


def test_title_in_a_subject_adds_no_header(member, django_capture_on_commit_callbacks, mailoutbox):
    from network.events.services.telling import tell

    event = event_on(by=member, title=TRICK)
    join(event, by=member_of())
    with django_capture_on_commit_callbacks(execute=True):
        tell(event)
    assert mailoutbox
    for mail in mailoutbox:
        sent = mail.message()
        assert sent.get_all("Bcc") is None
        assert len(sent.get_all("Subject")) == 1
        assert not {"\r", "\n", "\u202e", "\u2066"} & set(mail.subject)


# --- Moderating: role × act × city ----------------------------------------------------------------

BOARDS = ("network", "leeds", "hull")
MODERATES = {
    "member of Leeds": set(),
    "adviser of Leeds": set(),
    "coordinator of Leeds": {"leeds"},
    "coordinator of Hull": {"hull"},
    "moderator": {"network"},
    "moderator who is of Leeds": {"network", "leeds"},
    "administrator": set(),
    "suspended moderator": set(),
    "suspended coordinator of Leeds": set(),
    "no network": set(),
}
SETTLES = {**MODERATES, "moderator": set(BOARDS), "moderator who is of Leeds": set(BOARDS)}
"""A moderator sees what was reported on every board, and decides about it."""
ACTS = {
    "pin": ("thread_moderate", {"act": "pin"}),
    "close": ("thread_moderate", {"act": "close"}),
    "hide": ("thread_moderate", {"act": "hide", "hide-reason": "x"}),
    "split": ("thread_moderate", {"act": "split", "split-posts": "2", "split-title": "A", "split-kind": "discussion"}),
    "hide post": ("post_hide", {"reason": "x"}),
    "edit": ("post_edit", {"act": "send", "body": "Changed."}),
    "delete": ("post_delete", {}),
    "retitle": ("thread_edit", {"title": "Changed", "kind": "discussion"}),
    "release": ("held", {"act": "release"}),
    "settle": ("flag_settle", {"decision": "dismissed"}),
}
NOBODY = {who: set() for who in MODERATES}
MAY = {"settle": SETTLES, "edit": NOBODY, "delete": NOBODY}
"""Acts that are not for all who moderate: what others wrote nobody changes or deletes."""


def somebody(who: str, leeds, hull):
    role = CityRole.COORDINATOR if "coordinator" in who else CityRole.ADVISER if "adviser" in who else CityRole.MEMBER
    if who in ("moderator", "suspended moderator", "administrator", "no network"):
        groups = {"administrator": ["Administrators"], "no network": []}.get(who, ["Moderators"])
        person = UserFactory(groups=groups)
    else:
        person = member_of(hull if "Hull" in who else leeds, role=role)
    if who == "moderator who is of Leeds":
        person.groups.add(*UserFactory(groups=["Moderators"]).groups.all())
    if who.startswith("suspended"):
        until = timezone.now() + timezone.timedelta(days=1)
        Sanction.objects.create(person=person, kind=SanctionKind.SUSPENSION, reason="x", by=UserFactory(), until=until)
    return person


def state() -> list:
    """Return all that moderators change."""
    models = (Thread, Post, Sanction, ModerationEntry, Board, *apps.get_app_config("forum").get_models())
    skipped = {"reader", "participant", "useful", "draft", "bookmark", "follow", "mention", "attachment"}
    return [list(m.objects.order_by("pk").values()) for m in models if m._meta.model_name not in skipped]


@pytest.fixture
def cities(leeds):
    return leeds, CityFactory(name="Hull", slug="hull")


@pytest.fixture
def threads(cities):
    boards = {"network": BoardFactory(), "leeds": city_board(cities[0]), "hull": city_board(cities[1])}
    authors = {"network": member_of(), "leeds": member_of(cities[0]), "hull": member_of(cities[1])}
    found = {name: ThreadFactory(board=boards[name], author=authors[name], posts=2) for name in BOARDS}
    for name, thread in found.items():
        PostFactory(thread=thread, author=authors[name], held=True)
        city = thread.author.memberships.get().city
        flag(thread.posts.get(number=1), reason="spam", by=member_of(city))
    return found


@pytest.mark.parametrize("who", MODERATES)
def test_each_act_of_moderation_is_done_by_those_of_the_city_and_the_role_alone(cities, threads, who):
    person = somebody(who, *cities)
    client, wrong = signed_in(person), []
    for act, (address, fields) in ACTS.items():
        for name, thread in threads.items():
            first, held = thread.posts.get(number=1), thread.posts.get(number=None)
            key = {"held": [], "thread_moderate": [thread.pk], "thread_edit": [thread.pk]}.get(address, [first.pk])
            given = {"post": held.pk, "board": thread.board_id, "seen": first.body, **fields}
            if act == "retitle":
                given["seen"] = said_of(thread)
            if act == "settle":
                given["seen"] = str(first.flags.get().pk)
            before = state()
            with transaction.atomic():
                answer = client.post(reverse(address, args=key), given)
                changed = state() != before
                transaction.set_rollback(True)
            if changed is not (name in MAY.get(act, MODERATES)[who]):
                wrong.append(f"{act} on {name}: {answer.status_code}, {'changed' if changed else 'not changed'}")
    assert not wrong


def test_looking_changes_nothing_whatever_the_address(cities, threads):
    person = member_of(cities[0], role=CityRole.COORDINATOR)
    person.groups.add(*UserFactory(groups=["Moderators"]).groups.all())
    client, event = signed_in(person), event_on(BoardFactory(slug="own"), by=person)
    patterns = [*(p for room in (reading, writing, moderating, tying, following) for p in room.urlpatterns), *of_events]
    before, coming = state(), list(event.attendances.values())
    walked = 0
    for pattern in patterns:
        for key in (threads["leeds"].pk, threads["leeds"].posts.get(number=1).pk, event.pk, person.pk):
            names = {"pk": key, "slug": "own", "board": "own", "token": "x"}
            kwargs = {name: names[name] for name in pattern.pattern.converters}
            client.get(reverse(pattern.name, kwargs=kwargs), {"act": "pin", "post": key, "decision": "dismissed"})
            walked += 1
    assert walked > 150
    assert state() == before
    assert list(event.attendances.values()) == coming
    assert Reader.objects.filter(person=person).exists()  # reading is what a look may keep


# --- Flood ----------------------------------------------------------------------------------------


def test_form_sent_twenty_times_in_a_row_posts_once_and_says_why(member):
    board, client = BoardFactory(), signed_in(member)
    answers = [send(client, board, f"Text {place}.").status_code for place in range(20)]
    assert answers == [302] + [422] * 19
    assert Post.objects.count() == 1
    Participant.objects.update(posted_at=None)
    assert send(client, board, "Later.").status_code == 302


# --- Leaving --------------------------------------------------------------------------------------

NAME, EMAIL, OTHER = "Rhiannon Remembered", "rhiannon.r@example.org", "Words that Olu wrote"


@pytest.fixture
def person(leeds):
    """Somebody of the network who wrote, asked, hosted, came, gave, said and was named."""
    found = member_of(leeds, user__display_name=NAME, user__email=EMAIL)
    olu = member_of(leeds, user__display_name="Olu Other", user__email="olu.other@example.org")
    token = f"@[{NAME}](person:{found.pk})"
    board = BoardFactory(audience=Audience.PUBLIC)
    thread = ThreadFactory(board=board, author=found, title="Mine", body="My own words.")
    PostFactory(thread=thread, author=olu, body=f"{OTHER}, {token}")
    keep_draft(thread, Unsent(body="Half a sentence"), by=found)
    record_outcome(thread, Told(asked="Did it?", result="worked", summary="It did."), by=found)
    hosted, attended = event_on(board, by=found, title="My visit"), event_on(board, by=olu, title="Visit of Olu")
    join(hosted, by=olu)
    join(attended, by=found)
    pledge(attended, city=leeds, text="We will do it", by=found)
    pledge(hosted, city=leeds, text=f"{OTHER} to do", by=olu)
    add_material(hosted, title="My slides", url="https://example.org/", by=found)
    add_material(hosted, title=f"{OTHER} on slides", url="https://example.org/", by=olu)
    flag(thread.posts.get(number=2), reason="spam", by=found)
    Letter.objects.create(key="x", message_id="x", kind="forum.x", recipient=EMAIL, subject="Back to it", person=found)
    return found


def test_copy_of_everything_holds_nothing_that_others_wrote(person):
    space = BytesIO()
    exports.pack(person, space)
    with zipfile.ZipFile(space) as archive:
        copy = {name: archive.read(name).decode(errors="replace") for name in archive.namelist()}
    whole = "\n".join(copy.values())
    assert {"forum.json", "events.json"} <= set(copy)
    assert [
        said for said in ("My own words.", "Half a sentence", "It did.", "We will do it") if said not in whole
    ] == []
    assert [said for said in (OTHER, "Olu Other", "olu.other@") if said in whole] == []
    assert all(json.loads(text) is not None for name, text in copy.items() if name.endswith(".json"))


def test_after_erasure_no_table_of_the_database_names_the_person(person, django_capture_on_commit_callbacks):
    assert set(rows_with(EMAIL)) >= {"accounts_user", "mail_letter"}
    assert "forum_post" in rows_with(NAME)
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person)
    assert rows_with(EMAIL) == []
    assert rows_with(NAME) == []
    assert Thread.objects.filter(title="Mine").exists()
    assert Post.objects.filter(body__startswith=OTHER).exists()
    assert Event.objects.count() == 2
