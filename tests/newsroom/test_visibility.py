"""Nobody sees what is not theirs: every audience over every address of the newsroom, and over each secret anywhere.

What is not published, restricted, expired or hidden is said nowhere but in the editor, and at a secret link to one
draft to whoever has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cities.plans.models import Action
from network.digests.building.composing import compose
from network.digests.building.people import People
from portal.accounts.models import User
from portal.home.foundations import ensure_foundations
from portal.newsroom.models import Announcement, ArticlePage
from portal.newsroom.services.narrative import issue_edition
from tests.digests.people import long_here
from tests.factories import ActionFactory, CityFactory, EntryPageFactory, UserFactory
from tests.factories.forum import member_of
from tests.factories.newsroom import (
    ArticlePageFactory,
    AuthorFactory,
    CoverageFactory,
    OutletFactory,
    PreviewLinkFactory,
    PrinciplePageFactory,
    SuggestionFactory,
)
from tests.factories.plans import publish

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("newsroom-world")]  # the world is made once


CHOOSERS = ("newsroom_action_chooser", "newsroom_person_chooser")


def names_of(resolver: URLResolver) -> Iterator[str]:
    """Yield the name of each address whose view is the newsroom's own, and the list of each kind of its records."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace and pattern.namespace.startswith("wagtailsnippets_newsroom_"):
                yield f"{pattern.namespace}:list"
            elif pattern.namespace in CHOOSERS:
                yield from (f"{pattern.namespace}:{address.name}" for address in pattern.url_patterns)
            elif not pattern.namespace:
                yield from names_of(pattern)
        elif getattr(pattern.callback, "view_class", pattern.callback).__module__.startswith("portal.newsroom."):
            yield pattern.name


NAMES = set(names_of(get_resolver()))
LISTS_OF_RECORDS = {name for name in NAMES if name.endswith(":list")}
LISTS_TO_CHOOSE_FROM = ("choose", "choose_results", "chosen_multiple")
AUDIENCES = ("anonymous", "member", "writer", "reviewer")
HIDDEN = ("Draft", "Restricted", "Expired", "Scheduled")


@dataclass(frozen=True)
class World:
    """An article of each state by an author of its own, about Leeds and one entry; and coverage, shown and hidden."""

    articles: dict[str, ArticlePage]
    entry: Any
    link: Any
    feed: Any
    announcement: Announcement
    published: Action
    working: Action
    person: User

    @property
    def addresses(self) -> dict[str, str]:
        live = self.articles["Live"]
        found = {
            "news_page front": "/news/",
            "news_page narrative": "/news/narrative/",
            "news_page principle": "/news/narrative/open/",
            "news_page principle draft": "/news/narrative/closed/",
            "news_archive": reverse("news_archive"),
            "news_authors": reverse("news_authors"),
            "news_theme": reverse("news_theme", args=["energy"]),
            "news_city": reverse("news_city", args=["leeds"]),
            "news_city made up": reverse("news_city", args=["atlantis"]),
            "news_feed": reverse("news_feed"),
            "news_feed_json": reverse("news_feed_json"),
            "news_theme_feed": reverse("news_theme_feed", args=["energy"]),
            "news_theme_feed_json": reverse("news_theme_feed_json", args=["energy"]),
            "news_city_feed": reverse("news_city_feed", args=["leeds"]),
            "news_city_feed_json": reverse("news_city_feed_json", args=["leeds"]),
            "news_sitemap": reverse("news_sitemap"),
            "narrative_editions": reverse("narrative_editions"),
            "narrative_edition": reverse("narrative_edition", args=[1]),
            "narrative_edition_json": reverse("narrative_edition_json", args=[1]),
            "narrative_citation": reverse("narrative_citation", args=[1, "bib"]),
            "narrative_compare": reverse("narrative_compare", args=[1, 2]),
            "city_press": reverse("city_press", args=["leeds"]),
            "press_ask": reverse("press_ask", args=["leeds"]),
            "press_asked": reverse("press_asked", args=["leeds"]),
            "coverage": reverse("coverage"),
            "news_preview open": reverse("news_preview", args=["open-token"]),
            "news_preview ended": reverse("news_preview", args=["ended-token"]),
            "news_preview made up": reverse("news_preview", args=["made-up-token"]),
            "newsroom_dashboard": reverse("newsroom_dashboard"),
            "newsroom_previews": reverse("newsroom_previews", args=[live.pk]),
            "newsroom_preview_end": reverse("newsroom_preview_end", args=[self.link.pk]),
            "newsroom_feed_look": reverse("newsroom_feed_look", args=[self.feed.pk]),
            "newsroom_paste": reverse("newsroom_paste"),
            "newsroom_suggestions": reverse("newsroom_suggestions"),
            "newsroom_announcements": reverse("newsroom_announcements"),
            "newsroom_announcement": reverse("newsroom_announcement", args=[self.announcement.pk]),
            "newsroom_announce": reverse("newsroom_announce", args=[live.pk]),
            "narrative_issue": reverse("narrative_issue"),
        }
        found |= {name: reverse(name) for name in LISTS_OF_RECORDS}
        for name in CHOOSERS:
            found |= {f"{name}:{address}": reverse(f"{name}:{address}") for address in LISTS_TO_CHOOSE_FROM}
        found |= {
            "newsroom_action_chooser:chosen": reverse("newsroom_action_chooser:chosen", args=[self.published.pk]),
            "newsroom_action_chooser:chosen working": reverse("newsroom_action_chooser:chosen", args=[self.working.pk]),
            "newsroom_action_chooser:chosen odd": reverse("newsroom_action_chooser:chosen", args=["odd"]),
            "newsroom_person_chooser:chosen": reverse("newsroom_person_chooser:chosen", args=[self.person.pk]),
            "newsroom_person_chooser:chosen odd": reverse("newsroom_person_chooser:chosen", args=["odd"]),
        }
        for state, article in self.articles.items():
            found[f"news_page {state}"] = f"/news/{article.slug}/"
            found[f"author {state}"] = reverse("author", args=[article.slug])
        return found


# A coordinator sees what a member does, and an administrator what a reviewer does.
#                            anon  memb  writ  revi
OPENED = """
news_page front              200   200   200   200
news_page narrative          200   200   200   200
news_page principle          200   200   200   200
news_page principle draft    404   404   404   404
news_page Live               200   200   200   200
news_page Draft              404   404   404   404
news_page Restricted         in    200   200   200
news_page Expired            410   410   410   410
news_page Scheduled          404   404   404   404
author Live                  200   200   200   200
author Draft                 404   404   404   404
author Restricted            404   404   404   404
author Expired               404   404   404   404
author Scheduled             404   404   404   404
news_archive                 200   200   200   200
news_authors                 301   301   301   301
news_theme                   301   301   301   301
news_city                    301   301   301   301
news_city made up            404   404   404   404
news_feed                    200   200   200   200
news_feed_json               200   200   200   200
news_theme_feed              200   200   200   200
news_theme_feed_json         200   200   200   200
news_city_feed               200   200   200   200
news_city_feed_json          200   200   200   200
news_sitemap                 200   200   200   200
narrative_editions           200   200   200   200
narrative_edition            200   200   200   200
narrative_edition_json       200   200   200   200
narrative_citation           200   200   200   200
narrative_compare            200   200   200   200
city_press                   200   200   200   200
press_ask                    200   200   200   200
press_asked                  200   200   200   200
coverage                     200   200   200   200
news_preview open            200   200   200   200
news_preview ended           410   410   410   410
news_preview made up         404   404   404   404
newsroom_dashboard           in    in    200   200
newsroom_previews            in    in    200   200
newsroom_preview_end         in    in    200   200
newsroom_feed_look           in    in    200   200
newsroom_paste               in    in    200   200
newsroom_suggestions         in    in    200   200
newsroom_announcements       in    in    200   200
newsroom_announcement        in    in    200   200
newsroom_announce            in    in    200   200
narrative_issue              in    in    302   200
newsroom_action_chooser:choose          in    in    200   200
newsroom_action_chooser:choose_results  in    in    200   200
newsroom_action_chooser:chosen          in    in    200   200
newsroom_action_chooser:chosen working  in    in    404   404
newsroom_action_chooser:chosen odd      in    in    404   404
newsroom_action_chooser:chosen_multiple in    in    200   200
newsroom_person_chooser:choose          in    in    200   200
newsroom_person_chooser:choose_results  in    in    200   200
newsroom_person_chooser:chosen          in    in    200   200
newsroom_person_chooser:chosen odd      in    in    404   404
newsroom_person_chooser:chosen_multiple in    in    200   200
wagtailsnippets_newsroom_author:list         in    in    200   200
wagtailsnippets_newsroom_coverage:list       in    in    200   200
wagtailsnippets_newsroom_outlet:list         in    in    200   200
wagtailsnippets_newsroom_outletfeed:list     in    in    200   200
wagtailsnippets_newsroom_narrativeedition:list in    in    200   200
"""
LISTS = (
    *("news_page front", "news_archive", "author Live", "news_feed", "news_feed_json", "news_theme_feed"),
    *("news_theme_feed_json", "news_city_feed", "news_city_feed_json", "news_sitemap"),
)
"""Where a published article stands that is about Leeds, on energy, by its author."""
ELSEWHERE = {
    "home": "/",
    "city": "/cities/leeds/",
    "entry": "",
    "search": "/search/?q=title",
    "search of articles": "/search/?q=article&kind=article",
    "search of principles": "/search/?q=principle&kind=principle",
    "archive of a city": "/news/archive/?city=leeds",
    "archive of a theme": "/news/archive/?theme=energy",
    "coverage of a city": "/news/coverage/?city=leeds",
    "sitemap": "/sitemap.xml",
    "sitemap of pages": "/sitemap.xml?section=pages",
    "plan": "/cities/leeds/plan/",
}
TOLD_ON = {
    "Live title": {*LISTS, "news_page Live", "home", "city", "entry", "search", "archive of a city"},
    "Shown headline": {"coverage", "city", "coverage of a city"},
    "Open principle": {"news_page narrative", "news_page principle", "search of principles", "city_press"},
}
"""Where what everybody reads is said at least, or a table that finds no secret would prove nothing."""
SECRETS = (
    *(f"{state} {part}" for state in HIDDEN for part in ("title", "standfirst", "author")),
    *(f"{state.lower()}-article" for state in HIDDEN),
    *("Closed principle", "Hidden headline", "Waiting headline", "Ada Source"),
)


def address_of(state: str) -> str:
    return f"{state.lower()}-article"


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world, made once for tests that undo what they did."""
    with django_db_blocker.unblock(), transaction.atomic():
        ensure_foundations()
        yield made()
        transaction.set_rollback(True)


def made() -> World:
    leeds, entry = CityFactory(name="Leeds", slug="leeds"), EntryPageFactory(title="Lease land")
    articles = {}
    for state in ("Live", *HIDDEN):
        author = AuthorFactory(name=f"{state} author", slug=address_of(state))
        articles[state] = ArticlePageFactory(
            title=f"{state} title", slug=address_of(state), standfirst=f"{state} standfirst", themes=["energy"],
            cities=[leeds], entries=[entry], authors=[author], live=state not in ("Draft", "Scheduled"),
        )  # fmt: skip
    PageViewRestriction.objects.create(page_id=articles["Restricted"].pk, restriction_type="login")
    articles["Expired"].unpublish(set_expired=True)
    scheduled = articles["Scheduled"]
    scheduled.go_live_at = timezone.now() + timedelta(days=1)
    scheduled.save_revision().publish()
    outlet = OutletFactory(name="The Post", city=leeds)
    recent = timezone.localdate()
    CoverageFactory(headline="Shown headline", outlet=outlet, cities=[leeds], printed_on=recent)
    hidden = CoverageFactory(headline="Hidden headline", outlet=outlet, cities=[leeds], printed_on=recent)
    hidden.articles.add(articles["Live"])
    hidden.is_public = False
    hidden.save()
    feed = SuggestionFactory(headline="Waiting headline").feed
    PrinciplePageFactory(title="Open principle", slug="open")
    issue_edition(by=None, note="First.")
    PrinciplePageFactory(title="Another principle", slug="another")
    issue_edition(by=None, note="Second.")
    PrinciplePageFactory(title="Closed principle", slug="closed", live=False)
    link = PreviewLinkFactory(article=articles["Draft"], name="Ada Source", token="open-token")
    PreviewLinkFactory(article=articles["Draft"], name="Ada Source", token="ended-token", ended_at=timezone.now())
    lost = Announcement.objects.create(article=articles["Live"], channel="webhook", state="failed", said="410")
    published, working = ActionFactory(title="Published action"), ActionFactory(title="Working action")
    publish(published.plan)
    return World(articles, entry, link, feed, lost, published, working, UserFactory(directory="network"))


def person_of(audience: str) -> User | None:
    if audience == "anonymous":
        return None
    if audience == "member":
        return member_of(CityFactory())
    return UserFactory(groups=[{"writer": "Writers", "reviewer": "Reviewers"}[audience]])


def visitor(audience: str) -> Client:
    client, user = Client(raise_request_exception=False), person_of(audience)
    if user is not None:
        client.force_login(user)
    return client


def test_every_address_is_walked(world):
    walked = {name.partition(" ")[0] for name in world.addresses}
    assert walked == NAMES - {"article_card", "press_file"}, "cards and files of the press kit have tests of their own"
    assert {line.rsplit(maxsplit=len(AUDIENCES))[0] for line in OPENED.strip().splitlines()} == set(world.addresses)


@pytest.mark.parametrize(("place", "audience"), list(enumerate(AUDIENCES)))
def test_who_opens_what_and_no_secret_is_said(world, place, audience):
    client, wrong, said = visitor(audience), [], {}
    for line in OPENED.strip().splitlines():
        name, *expected = line.rsplit(maxsplit=len(AUDIENCES))
        answer = client.get(world.addresses[name])
        got = "in" if answer.status_code == 302 and "/login/" in answer.url else str(answer.status_code)
        if got != expected[place]:
            wrong.append(f"{name}: {got}, not {expected[place]}")
        said[name] = answer.content.decode()
    for name, address in ELSEWHERE.items():
        said[name] = client.get(address or world.entry.get_url()).content.decode()
    for words, places in TOLD_ON.items():
        wrong += [f"{words!r} is not on {name}" for name in sorted(places) if words not in said[name]]
    for name, text in said.items():
        if world.addresses.get(name, "").startswith("/editor/"):  # the editor's own pages
            continue
        text = text.replace(world.addresses.get(name, "-"), "")
        wrong += [f"{name} says {secret!r}" for secret in SECRETS if secret in text and not may_say(name, secret)]
    assert not wrong


def may_say(name: str, secret: str) -> bool:
    """Whether it is this page's own: a draft behind its link, a restricted page for who is signed in, and the title of
    what is over, which readers of its address knew.
    """
    own = {
        "news_preview open": ("Draft", "draft", "Ada"),
        "news_page Restricted": ("Restricted", "restricted"),
        "news_page Expired": ("Expired title",),
    }
    return secret.startswith(own.get(name, ("-",)))


def test_digest_tells_no_secret(world):
    person = member_of(world.articles["Live"].cities.get())
    long_here(person)
    told = str(compose(People([person.pk]))[person.pk])
    assert "Live title" in told
    assert "Shown headline" in told
    assert not [secret for secret in SECRETS if secret in told]


def test_link_to_one_draft_opens_no_other_and_ends_with_it(client, world):
    address = world.addresses["news_preview open"]
    answer = client.get(address)
    assert "Draft title" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert not answer.cookies
    world.articles["Draft"].delete()
    assert client.get(address).status_code == 404
