"""Authors, outlets and feeds at /editor/."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.snippets.models import get_snippet_models

from cities.plans.models import Action
from handbooks.models import Provision, Scheme
from portal.newsroom.editor.choosers import action_chooser
from portal.newsroom.models import Author, NarrativeEdition, Outlet, OutletFeed
from portal.newsroom.services.narrative import issue_edition
from tests.factories import ActionFactory, CityFactory, UserFactory
from tests.factories.newsroom import (
    ArticlePageFactory,
    AuthorFactory,
    CoverageFactory,
    OutletFactory,
    OutletFeedFactory,
    PrinciplePageFactory,
)
from tests.factories.plans import publish
from tests.handbooks.editing import person, signed_in

pytestmark = pytest.mark.django_db


def of(model: Any, name: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_newsroom_{model._meta.model_name}:{name}", args=args)


@pytest.fixture
def writer(tree: Any) -> Any:
    return signed_in(person("Writers"))


AUTHOR = {"name": "Ada Lee", "slug": "ada-lee", "role": "", "bio": "", "website": "", "user": "", "portrait": ""}


def test_each_list_opens_for_writers_and_for_nobody_without_the_role(writer):
    CoverageFactory()
    ArticlePageFactory(authors=[AuthorFactory()])
    for model in (Author, Outlet, OutletFeed, NarrativeEdition):
        assert writer.get(of(model, "list")).status_code == 200
        assert signed_in(person("Moderators")).get(of(model, "list")).status_code == 302
    assert writer.get(of(NarrativeEdition, "add")).status_code == 302, "editions are published, never typed"


def test_author_is_a_guest_or_one_member(writer):
    member = UserFactory(display_name="Ada Lee", directory="network")
    assert writer.post(of(Author, "add"), AUTHOR).status_code == 302
    assert writer.post(of(Author, "add"), {**AUTHOR, "slug": "ada", "user": member.pk}).status_code == 302
    assert Author.objects.get(slug="ada").user == member

    again = writer.post(of(Author, "add"), {**AUTHOR, "name": "Other", "slug": "other", "user": member.pk})
    assert "writes as “Ada Lee” already" in str(again.context["form"].errors["user"])
    body = {**AUTHOR, "name": "The Trust", "slug": "trust", "is_body": "on"}
    no_member = writer.post(of(Author, "add"), {**body, "user": UserFactory(directory="network").pk})
    assert "A body is no member" in str(no_member.context["form"].errors["user"])
    assert writer.post(of(Author, "add"), body).status_code == 302
    assert Author.objects.get(slug="trust").is_body
    taken = writer.post(of(Author, "add"), {**AUTHOR, "name": "Third"})
    assert "slug" in taken.context["form"].errors
    odd = writer.post(of(Author, "add"), {**AUTHOR, "slug": "odd", "website": "https://a:b@example.org/"})
    assert "website" in odd.context["form"].errors


def test_people_who_are_not_listed_are_not_found_by_writers(writer):
    hidden = UserFactory(display_name="Hilda Hidden", directory="hidden")
    listed = UserFactory(display_name="Lena Listed", directory="network")
    url = reverse("newsroom_person_chooser:choose_results")
    found = writer.get(url, {"q": "H"}).content.decode() + writer.get(url, {"q": "Lena"}).content.decode()
    assert "Lena Listed" in found
    assert "Hilda" not in found

    chosen = "newsroom_person_chooser:chosen"
    assert writer.get(reverse(chosen, args=[listed.pk])).status_code == 200
    assert writer.get(reverse(chosen, args=[hidden.pk])).status_code == 404
    several = writer.get(reverse("newsroom_person_chooser:chosen_multiple"), {"id": [hidden.pk]}).content.decode()
    assert "Hilda" not in several
    refused = writer.post(of(Author, "add"), {**AUTHOR, "user": hidden.pk})
    assert "cannot be chosen" in str(refused.context["form"].errors["user"])
    assert "Hilda" in signed_in(person("Administrators")).get(url, {"q": "Hilda"}).content.decode()
    assert signed_in(person("Moderators")).get(url).status_code in (302, 403)


def test_actions_are_chosen_by_their_published_words_and_none_else_is_read(writer):
    action = ActionFactory(title="Retrofit as published")
    publish(action.plan)
    Action.objects.filter(pk=action.pk).update(title="Retrofit as reworked")
    draft = ActionFactory(title="Retrofit in secret")
    several = reverse("newsroom_action_chooser:chosen_multiple")
    pages = [
        writer.get(reverse("newsroom_action_chooser:choose_results"), {"q": "Retrofit"}),
        writer.get(reverse("newsroom_action_chooser:chosen", args=[action.pk])),
        writer.get(several, {"id": [action.pk, draft.pk, "x", "9" * 30]}),
        writer.get(reverse("wagtailsnippets_newsroom_coverage:add")),
    ]
    for page in pages:
        assert page.status_code == 200
        assert re.search(rf"{action.plan.city}, \S+ Retrofit as published", page.content.decode()), "each with its city"
        assert "reworked" not in page.content.decode()
        assert "in secret" not in page.content.decode()
    results = reverse("newsroom_action_chooser:choose_results")
    assert "Retrofit" not in writer.get(results, {"q": "reworked"}).content.decode()
    shown = action_chooser.widget_class().get_value_data(draft.pk)["title"]
    assert shown == f"{draft.plan.city}, an action that no published plan holds now"


@pytest.mark.parametrize("name", ["newsroom_action_chooser", "newsroom_person_chooser"])
def test_what_was_chosen_has_a_door_and_odd_keys_lead_nowhere(writer, name):
    action, person_ = ActionFactory(), UserFactory(directory="network")
    publish(action.plan)
    key = action.pk if name == "newsroom_action_chooser" else person_.pk
    several = reverse(f"{name}:chosen_multiple")
    for url in (reverse(f"{name}:chosen", args=[key]), f"{several}?id={key}", reverse(f"{name}:choose")):
        assert writer.get(url).status_code == 200
        assert signed_in(person("Moderators")).get(url).status_code in (302, 403)
        assert Client().get(url).status_code == 302
    assert writer.get(reverse(f"{name}:choose") + "create/").status_code == 404
    for odd in ("abc", "-1", "1.5", "9" * 40, "²"):
        assert writer.get(reverse(f"{name}:chosen", args=[key]).replace(f"/{key}/", f"/{odd}/")).status_code == 404
        assert '"result": []' in writer.get(several, {"id": odd}).content.decode()


@pytest.mark.parametrize("state", ["live", "draft", "earlier version"])
def test_author_with_a_byline_is_not_deleted(state):
    author, reviewer = AuthorFactory(), signed_in(person("Reviewers"))
    article = ArticlePageFactory(authors=[author], live=state != "draft", title="What they wrote")
    if state != "live":
        article.save_revision()
        article.bylines.all().delete()
    answer = reviewer.post(of(Author, "delete", author.pk), follow=True)

    assert Author.objects.filter(pk=author.pk).exists()
    assert "What they wrote" in answer.content.decode()
    assert reviewer.get(of(Author, "delete", author.pk)).status_code == 302


def test_author_with_a_byline_is_not_deleted_with_others():
    kept, other, reviewer = AuthorFactory(), AuthorFactory(), signed_in(person("Reviewers"))
    ArticlePageFactory(authors=[kept])
    url = reverse("wagtail_bulk_action", args=["newsroom", "author", "delete"])
    reviewer.post(f"{url}?id={kept.pk}&id={other.pk}")
    assert Author.objects.filter(pk__in=[kept.pk, other.pk]).count() == 2


def test_author_without_a_byline_is_deleted_by_reviewers_only(writer):
    author = AuthorFactory()
    assert writer.post(of(Author, "delete", author.pk)).status_code == 302
    assert Author.objects.filter(pk=author.pk).exists()
    assert signed_in(person("Reviewers")).post(of(Author, "delete", author.pk)).status_code == 302
    assert not Author.objects.filter(pk=author.pk).exists()


def test_outlet_with_coverage_is_not_deleted():
    coverage = CoverageFactory()
    answer = signed_in(person("Reviewers")).post(of(Outlet, "delete", coverage.outlet.pk), follow=True)
    assert Outlet.objects.filter(pk=coverage.outlet.pk).exists()
    assert "coverage" in answer.content.decode()


PRIVATE = ("127.0.0.1", "10.1.2.3", "127.1", "[::1]", "localhost", "paper.local", "intranet")
"""Hosts that are not public as they are written, so that nobody need be asked."""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "ftp://paper.example/feed"),
        ("url", "https://user:pw@paper.example/feed"),
        *(("url", f"http://{host}/feed.xml") for host in PRIVATE),
        ("url", "https://paper.example:8443/feed"),
        ("keywords", "!!!"),
        ("keywords", ""),
        ("unwanted", "a" * 101),
        ("keywords", "\n".join(f"word {number}" for number in range(41))),
    ],
)
def test_feed_is_refused_with_words_beside_the_field(writer, field, value):
    fields = {
        "outlet": OutletFactory().pk, "url": "https://paper.example/feed", "keywords": "council", "unwanted": "",
        "is_followed": "on",
    }  # fmt: skip
    assert field in writer.post(of(OutletFeed, "add"), {**fields, field: value}).context["form"].errors
    assert writer.post(of(OutletFeed, "add"), {**fields, "keywords": " council \n\nhomes "}).status_code == 302
    assert OutletFeed.objects.get().keywords == "council\nhomes"


@pytest.mark.parametrize("model", get_snippet_models(), ids=lambda model: model._meta.label_lower)
def test_each_chooser_opens_and_records_only_where_it_has_a_form(tree, model):
    chooser = model.snippet_viewset.chooser_viewset
    administrator = signed_in(person("Administrators"))
    assert administrator.get(reverse(chooser.get_url_name("choose"))).status_code == 200
    assert administrator.get(reverse(chooser.get_url_name("choose_results")), {"q": "x"}).status_code == 200
    url = f"/editor/snippets/choose/{model._meta.app_label}/{model._meta.model_name}/create/"
    records = model in (Author, Outlet, Provision, Scheme)
    assert administrator.post(url, {}).status_code == (200 if records else 404)


def test_author_and_outlet_are_found_or_added_while_one_writes(writer):
    AuthorFactory(name="Ada Lee", slug="ada-lee")
    OutletFactory(
        name="The Leeds Echo", slug="leeds-echo", city=CityFactory(name="Leeds"), website="https://echo.example/"
    )
    for model, found in ((Author, "Ada"), (Outlet, "leeds")):
        results = reverse(model.snippet_viewset.chooser_viewset.get_url_name("choose_results"))
        assert str(model.objects.get()) in writer.get(results, {"q": found}).content.decode()
        assert str(model.objects.get()) not in writer.get(results, {"q": "nobody"}).content.decode()

    def add(model: Any, **values: str) -> Any:
        return writer.post(reverse(model.snippet_viewset.chooser_viewset.get_url_name("create")), values).json()

    assert add(Author, name="Ada Lee", role="Reporter")["step"] == "chosen"
    assert set(Author.objects.values_list("slug", flat=True)) == {"ada-lee", "ada-lee-2"}
    assert add(Author, name="文", role="")["step"] == "chosen"
    assert Author.objects.filter(slug="author").exists()
    assert add(Author, name="", role="x")["step"] == "reshow_creation_form"
    assert "This holds hidden marks" in add(Author, name="Eve", role="Writer\u202e")["htmlFragment"]
    assert add(Outlet, name="The\u200b Leeds Echo", kind="magazine", website="")["step"] == "reshow_creation_form"

    assert add(Outlet, name="Archive", kind="magazine", website="")["step"] == "chosen"
    assert Outlet.objects.get(name="Archive").slug == "archive-2", "an address of the portal stays its own"
    for same in ({"name": "the leeds echo"}, {"name": "Echo", "website": "https://echo.example"}):
        again = add(Outlet, **{"kind": "magazine", "website": "", **same})
        assert "as “The Leeds Echo”" in again["htmlFragment"], again


def test_slug_that_is_there_stays_where_its_field_is_emptied(writer):
    author = AuthorFactory(name="Ada Lee", slug="ada")
    assert writer.post(of(Author, "edit", author.pk), {**AUTHOR, "name": "Ada Obi", "slug": ""}).status_code == 302
    author.refresh_from_db()
    assert (author.name, author.slug) == ("Ada Obi", "ada")


def test_editions_are_not_deleted_by_anybody(tree):
    PrinciplePageFactory()
    edition = issue_edition(by=None, note="One.")
    url = reverse("wagtail_bulk_action", args=["newsroom", "narrativeedition", "delete"])
    administrator = signed_in(person("Administrators"))
    for send in (administrator.get, administrator.post):
        assert send(f"{url}?id={edition.pk}").status_code in (302, 403)
    assert NarrativeEdition.objects.filter(pk=edition.pk).exists()


def test_who_has_no_part_in_the_newsroom_reads_nothing_of_it_in_dialogues(tree):
    draft, hidden = (
        ArticlePageFactory(title="A quagga", live=False),
        CoverageFactory(headline="Quagga", is_public=False),
    )
    OutletFeedFactory(url="https://quagga.example/feed/")
    moderator, writer = signed_in(person("Moderators")), signed_in(person("Writers"))
    shown = [
        (reverse("wagtailadmin_choose_page_search") + "?q=quagga", 200),
        (reverse("wagtailadmin_choose_page_child", args=[draft.get_parent().pk]), 200),
        (reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={draft.pk}", 302),
        *((f"/editor/snippets/choose/newsroom/{name}/{part}", 302)
          for name in ("coverage", "outletfeed") for part in ("", "results/")),
        (f"/editor/snippets/choose/newsroom/coverage/chosen/{hidden.pk}/", 302),
    ]  # fmt: skip
    for url, status in shown:
        told = moderator.get(url)
        assert told.status_code == status, url
        assert "quagga" not in told.content.decode().lower().replace("q=quagga", "").replace('value="quagga"', ""), url
        assert "quagga" in writer.get(url).content.decode().lower(), url
    assert moderator.get("/editor/bulk/nothing/of/it/").status_code == 404
