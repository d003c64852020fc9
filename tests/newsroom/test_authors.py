"""The pages of authors."""

from __future__ import annotations

import json
import re

import pytest
from django.utils import timezone

from portal.accounts.choices import Directory
from tests.factories import CityFactory, MembershipFactory, UserFactory
from tests.factories.newsroom import ArticlePageFactory, AuthorFactory, picture, quick_articles

pytestmark = pytest.mark.django_db


def read(client, author) -> str:
    response = client.get(author.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_guest_has_a_page_with_what_they_say_of_themselves_and_their_articles(client):
    author = AuthorFactory(name="Ana Rees", role="Reporter", bio="Ana writes.", website="https://ana.example/")
    ArticlePageFactory(title="By Ana", authors=[author])
    ArticlePageFactory(title="By another", authors=[AuthorFactory()])
    ArticlePageFactory(title="Ana is not done", authors=[author], live=False)
    page = read(client, author)
    assert page.count("<h1") == 1
    for words in ("Ana Rees", "Reporter", "Ana writes.", 'href="https://ana.example/"', "By Ana"):
        assert words in page
    assert ">AR</span>" in page
    assert "<title>Articles by Ana Rees | " in page
    assert "Ana Rees" not in page.split('id="articles"')[1].split("</ul>")[0], "every line is hers"
    assert "By another" not in page
    assert "Ana is not done" not in page
    assert 'name="robots"' not in page


def test_line_on_the_page_of_an_author_names_those_who_wrote_with_them(client):
    author = AuthorFactory(name="Ana Rees")
    ArticlePageFactory(authors=[author, AuthorFactory(name="Bo Lund")])
    assert "Ana Rees, Bo Lund" in read(client, author)


def test_portrait_stands_in_the_place_of_the_monogram(client):
    author = AuthorFactory(portrait=picture(credit="Taken by B."))
    ArticlePageFactory(authors=[author])
    page = read(client, author)
    assert "<img" in page
    assert "Taken by B." in page
    assert 'class="monogram"' not in page


def test_author_without_a_public_article_has_no_page(client):
    author, withdrawn, expired = AuthorFactory(), AuthorFactory(), AuthorFactory()
    ArticlePageFactory(authors=[author], live=False)
    ArticlePageFactory(authors=[expired], expire_at=timezone.now())
    ArticlePageFactory(authors=[withdrawn]).unpublish()
    for address in (*(each.get_absolute_url() for each in (author, withdrawn, expired)), "/news/authors/nobody/"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/news/authors/a%20b/", f"/news/authors/{'a' * 300}/"])
def test_odd_addresses_are_not_found(client, address):
    assert client.get(address).status_code == 404


def test_wrong_method_is_refused(client):
    author = AuthorFactory()
    ArticlePageFactory(authors=[author])
    assert client.post(author.get_absolute_url()).status_code == 405


def test_profile_of_the_member_is_linked_only_for_who_may_see_that_person(client):
    city = CityFactory()
    person = UserFactory(directory=Directory.NETWORK)
    MembershipFactory(user=person, city=city)
    author = AuthorFactory(user=person)
    ArticlePageFactory(authors=[author])
    profile = f'href="/network/people/{person.pk}/"'
    assert profile not in read(client, author)
    client.force_login(UserFactory())
    assert profile not in read(client, author)
    client.force_login(MembershipFactory(city=CityFactory()).user)
    assert profile in read(client, author)
    person.directory = Directory.HIDDEN
    person.save()
    assert profile not in read(client, author)


@pytest.mark.parametrize("articles", [3, 21])
def test_page_takes_a_constant_number_of_queries_and_leads_to_the_rest(client, django_assert_max_num_queries, articles):
    author = AuthorFactory()
    quick_articles(articles, authors=[author], cities=CityFactory.create_batch(3))
    with django_assert_max_num_queries(4):
        page = client.get(author.get_absolute_url() + "?x=1").content.decode()
    assert page.count('<p class="meta">') == min(articles, 20)
    assert (f'href="/news/archive/?author={author.slug}"' in page) == (articles > 20)


def test_author_is_described_to_machines(client):
    author = AuthorFactory(name='A "quoted" </script> name', role="Reporter", website="https://ana.example/", slug="a")
    ArticlePageFactory(authors=[author])
    page = read(client, author)
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    graph = json.loads(found[0])["@graph"]
    person = graph[0]["mainEntity"]
    assert person["@type"] == "Person"
    assert person["name"] == author.name
    assert person["url"].endswith("/news/authors/a/")
    assert person["jobTitle"] == "Reporter"
    assert person["sameAs"] == ["https://ana.example/"]
    assert "</script> name" not in page


def test_script_in_the_website_is_not_linked(client):
    author = AuthorFactory(website="javascript:alert(1)", bio="<b onclick=x>Bold</b>")
    ArticlePageFactory(authors=[author])
    page = read(client, author)
    assert "javascript:" not in page
    assert "<b onclick" not in page
