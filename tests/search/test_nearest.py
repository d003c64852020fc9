"""An unknown address is answered with the pages that its words are near to."""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from django.test import Client

from portal.search import nearest
from tests.factories import EntryPageFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/handbooks/local-government/housing/selective-licensing/",
        "/handbooks/civil-society/selective_licencing",
        "/selective-licensing.html",
        "/old/Selective%20Licensing/index.php",
    ],
)
def test_words_of_a_path_find_the_page(path: str) -> None:
    EntryPageFactory(title="Selective licensing", slug="elsewhere")

    (link,) = nearest.nearest_pages(path)
    assert (link.title, link.number, link.ink) == ("Selective licensing", "LG 1.1", "lg")
    assert link.url == "/handbooks/local-government/housing/elsewhere/"


@pytest.mark.parametrize(
    "path", ["/", "", "/handbooks/", "//", "/\ue000/", "/%FF%FE/", "/'\"()&|!:*/", "/" + "a-" * 5_000]
)
def test_odd_paths_find_nothing_and_never_fail(path: str) -> None:
    EntryPageFactory(title="Selective licensing")

    assert nearest.nearest_pages(path) == []


@pytest.mark.parametrize("path", ["/test/", "/foo-bar-licensing/", "/about-us/"])
def test_words_that_no_title_has_half_of_find_nothing(path: str) -> None:
    EntryPageFactory(title="Selective licensing", limits=["A test about bats."])

    assert nearest.nearest_pages(path) == []


@pytest.mark.parametrize("path", ["/cities/leeds/plan/matrix/", "/network/people/35/", "/plans/update/homes/"])
def test_address_of_another_room_is_not_guessed_at(path: str) -> None:
    EntryPageFactory(title="Matrix homes, people and 35 plans")

    assert nearest.nearest_pages(path) == []


def test_at_most_five_are_offered() -> None:
    EntryPageFactory.create_batch(7)

    assert len(nearest.nearest_pages("/license-homes/")) == 5


def test_hidden_pages_are_not_offered() -> None:
    EntryPageFactory(title="Selective licensing").unpublish()

    assert nearest.nearest_pages("/selective-licensing/") == []


def test_failing_database_offers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(asked) -> None:
        raise DatabaseError

    monkeypatch.setattr(nearest, "links", fail)
    assert nearest.nearest_pages("/selective-licensing/") == []


def test_not_found_page_shows_them(client: Client) -> None:
    EntryPageFactory(title="Selective licensing", slug="elsewhere")

    response = client.get("/handbooks/local-government/housing/selective-licencing/")
    assert response.status_code == 404
    assert "/handbooks/local-government/housing/elsewhere/" in response.content.decode()
