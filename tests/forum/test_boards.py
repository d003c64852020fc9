"""Boards: who manages them, who gains and loses sight, and those that are made."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from cities.places.choices import CityRole
from cities.places.services.memberships import begin
from handbooks.signals import starter_loaded
from handbooks.starter.ledger import Ledger
from network.forum import urls as forum_urls
from network.forum.choices import Audience, Level
from network.forum.models import Board, Bookmark, Draft, Follow, Reader
from network.forum.models.board import RESERVED
from network.forum.services import boards
from tests.factories import CityFactory, UserFactory
from tests.factories.forum import BoardFactory, ThreadFactory, city_board, member_of
from tests.forum.acting import page, send

pytestmark = pytest.mark.django_db


def wanted(**more) -> boards.BoardSet:
    return boards.BoardSet(**{"title": "Heat", "slug": "heat", "audience": Audience.NETWORK, **more})


def form_of(board: Board, **more) -> dict:
    cities = [city.pk for city in board.cities.all()]
    own = {"title": board.title, "slug": board.slug, "audience": board.audience, "cities": cities, "position": 100}
    return {**own, **more}


def test_board_is_added_changed_and_archived(client, moderator):
    data = {"title": "Heat", "slug": "heat", "audience": "network", "position": "5", "themes": ["energy"]}
    assert send(client, moderator, "board_add", **data).status_code == 302
    board = Board.objects.get()
    assert (board.title, board.themes, board.position) == ("Heat", ["energy"], 5)
    assert send(client, moderator, "board_edit", board.pk, **form_of(board, title="Heat networks")).status_code == 302
    for act, is_archived in (("archive", True), ("open", False)):
        send(client, moderator, "board_edit", board.pk, act=act)
        board.refresh_from_db()
        assert (board.title, board.is_archived) == ("Heat networks", is_archived)


@pytest.mark.parametrize("slug", ["people", "moderation", "taken", "Not a slug", ""])
def test_address_of_a_board_is_its_own_and_not_reserved(client, moderator, slug):
    BoardFactory(slug="taken")
    data = {"title": "Heat", "slug": slug, "audience": "network", "position": "5"}
    answer = send(client, moderator, "board_add", **data)
    assert (answer.status_code, Board.objects.count()) == (422, 1)


def test_every_page_of_the_forum_has_a_reserved_address():
    patterns = list(forum_urls.urlpatterns)
    routes = {str(leaf.pattern) for part in patterns for leaf in part.url_patterns if isinstance(leaf, URLPattern)}
    places = {str(part.pattern) for part in get_resolver().url_patterns if str(part.pattern).startswith("network/")}
    first = {route.partition("/")[0] for route in routes} | {place.split("/")[1] for place in places}
    assert {word for word in first if word and not word.startswith("<")} <= RESERVED


def test_wider_audience_is_confirmed_with_who_gains_sight(client, city, coordinator):
    coordinator.groups.add(*UserFactory(groups=["Moderators"]).groups.all())
    board = BoardFactory(audience=Audience.CITIES, cities=[city])
    ThreadFactory(board=board)
    others = [member_of() for _ in range(2)]
    asked = send(client, coordinator, "board_edit", board.pk, **form_of(board, audience="network", cities=[]))
    board.refresh_from_db()
    assert (asked.status_code, board.audience) == (200, Audience.CITIES)
    words = asked.content.decode()
    assert f"{len(others) + 2} people gain sight" in words
    assert "Nobody loses sight" in words
    assert "It holds 1 thread." in words
    sure = words.split('name="sure" value="')[1].split('"')[0].replace("&gt;", ">")
    data = form_of(board, audience="network", cities=[], sure=sure)
    assert send(client, coordinator, "board_edit", board.pk, **data).status_code == 302
    board.refresh_from_db()
    assert (board.audience, board.cities.exists()) == (Audience.NETWORK, False)


def test_confirmation_of_something_else_confirms_nothing(client, moderator):
    board = BoardFactory()
    data = form_of(board, audience="public", sure="network:>cities:1")
    assert send(client, moderator, "board_edit", board.pk, **data).status_code == 200
    board.refresh_from_db()
    assert board.audience == Audience.NETWORK


def test_narrower_audience_takes_every_trace_of_who_loses_sight(moderator, city):
    board = BoardFactory()
    thread = ThreadFactory(board=board)
    stays, loses = member_of(city), member_of()
    for person in (stays, loses):
        Reader.objects.create(person=person, thread=thread, last_read=1)
        Bookmark.objects.create(person=person, post=thread.posts.get())
        Draft.objects.create(person=person, board=board, title="New")
        Follow.objects.create(person=person, board=board, level=Level.WATCHING)
    narrow = wanted(slug=board.slug, audience=Audience.CITIES, cities=[city.pk])
    boards.change_board(board, narrow, by=moderator, seen=boards.audience_key(board))
    for model in (Reader, Bookmark, Draft, Follow):
        kept = set(model.objects.values_list("person", flat=True))
        assert (stays.pk in kept, loses.pk in kept) == (True, False), model


def test_nobody_lets_themselves_or_others_in(client, city, moderator):
    board = BoardFactory(audience=Audience.CITIES, cities=[city])
    ThreadFactory(board=board, author=member_of(city))
    open_up = wanted(slug=board.slug)
    for person in (moderator, UserFactory(groups=["Administrators"])):
        with pytest.raises(PermissionDenied):
            boards.change_board(board, open_up, by=person, seen=boards.audience_key(board))
    data = form_of(board, audience="network", cities=[], sure=f"{boards.audience_key(board)}>network:")
    answer = send(client, moderator, "board_edit", board.pk, **data)
    assert answer.status_code == 422
    assert b"Only somebody who reads this board" in answer.content


def test_own_board_of_a_city_stays_its_own(client, moderator, city):
    board = city_board(city)
    assert b'name="audience"' not in page(client, moderator, "board_edit", board.pk).content
    with pytest.raises(ValidationError):
        boards.change_board(board, wanted(slug="x"), by=moderator, seen=boards.audience_key(board))
    data = form_of(board, title="Leeds together", audience="public")
    assert send(client, moderator, "board_edit", board.pk, **data).status_code == 302
    board.refresh_from_db()
    assert (board.title, board.audience, list(board.cities.all())) == ("Leeds together", Audience.CITIES, [city])


def test_board_whose_audience_changed_meanwhile_is_looked_at_again(moderator):
    board = BoardFactory()
    with pytest.raises(ValidationError, match="meanwhile"):
        boards.change_board(board, wanted(slug=board.slug), by=moderator, seen="public:")


def test_managers_are_moderators_and_administrators(client):
    for person, status in ((UserFactory(groups=["Administrators"]), 200), (member_of(role=CityRole.COORDINATOR), 404)):
        assert page(client, person, "boards_manage").status_code == status
    with pytest.raises(PermissionDenied):
        boards.add_board(wanted(), by=member_of(role=CityRole.COORDINATOR))


# Boards that are made


def test_network_that_begins_gets_its_board_once(city):
    for _ in range(2):
        begin(UserFactory(), city)
    board = Board.objects.get()
    assert (board.city, board.slug, board.audience, list(board.cities.all())) == (
        city,
        "leeds",
        Audience.CITIES,
        [city],
    )


def test_board_of_a_city_makes_way_for_one_that_has_its_address():
    BoardFactory(slug="leeds")
    begin(UserFactory(), CityFactory(slug="leeds"))
    begin(UserFactory(), CityFactory(slug="people"))
    assert set(Board.objects.exclude(city=None).values_list("slug", flat=True)) == {"leeds-network", "people-network"}


def test_boards_are_made_for_networks_that_were_there_before(city):
    member_of(city)
    CityFactory()
    for _ in range(2):
        boards.ensure_boards()
    assert list(Board.objects.values_list("city", flat=True)) == [city.pk]


def test_starter_boards_are_there_once_and_kept_as_they_were_changed():
    for _ in range(2):
        starter_loaded.send(sender=Ledger, ledger=Ledger.open())
        Board.objects.filter(slug="housing").update(title="Homes")
        Board.objects.filter(slug="land").delete()
    assert Board.objects.count() == 7
    assert Board.objects.get(slug="housing").title == "Homes"
    assert not set(Board.objects.values_list("slug", flat=True)) & RESERVED


def test_boards_stand_by_their_position_in_the_index_and_in_the_margin(client, moderator):
    """At the same one the titles decide."""
    first, second, third = [
        Board.objects.create(title=title, slug=title.lower(), audience=Audience.PUBLIC, position=position)
        for title, position in (("Zinc", 1), ("Alder", 2), ("Birch", 2))
    ]
    assert in_order(client, first, second, third)
    answer = send(client, moderator, "board_edit", third.pk, **form_of(third, position=0))
    assert answer.status_code == 302
    assert in_order(client, third, first, second)


def in_order(client: Client, *boards: Board) -> bool:
    """Return whether the index and the margin of a list name some boards in this order, to members and to visitors."""
    client.logout()
    reader = Client()
    reader.force_login(member_of())
    for browser in (client, reader):
        for name in ("boards", "forum"):
            page = browser.get(reverse(name)).content.decode().partition("<main")[2]
            places = [page.index(f'href="{board.get_absolute_url()}"') for board in boards]
            if places != sorted(places):
                return False
    return True
