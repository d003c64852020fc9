"""Nobody sees what is not theirs: every audience over what ties threads to the rest, and over what shows it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from network.forum.choices import Kind, Result
from network.forum.models import Match
from network.forum.services.linking import link
from network.forum.services.listings import meet
from network.forum.services.outcomes import Told, record_outcome
from network.forum.services.posting import Opening, Written, start_thread
from network.forum.urls import tying
from portal.words.themes import Theme
from tests.factories import ActionFactory, EntryPageFactory, ObjectiveFactory, PlanFactory, PrecedentPageFactory
from tests.factories.forum import member_of, rested
from tests.factories.plans import publish
from tests.forum import test_visibility
from tests.forum.test_visibility import AUDIENCES, EVERYBODY, NETWORK, NOWHERE, OF_LEEDS, World, to_each, visitor
from tests.forum.walking import Page

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("forum-world-tied")]  # the world is made once

NAMES = {pattern.name for pattern in tying.urlpatterns}
ON_THREADS = ("thread_links", "outcome", "outcome_precedent")
THREADS = ("public", "network", "leeds", "nobody", "hidden", "waiting", "merged")
world = test_visibility.world

#                          anon  none  memb  else  coor  advi  mode  admi  susp
OPENED = """
outcomes                   200   200   200   200   200   200   200   200   200
listings                   200   200   200   200   200   200   200   200   200
thread_links:public        in    403   403   403   403   403   200   403   403
thread_links:network       in    404   403   403   403   403   200   404   404
thread_links:leeds         in    404   403   404   200   403   404   404   404
thread_links:nobody        in    404   404   404   404   404   404   404   404
thread_links:hidden        in    404   404   404   200   404   404   404   404
thread_links:waiting       in    404   404   404   404   404   404   404   404
thread_links:merged        in    404   404   404   404   404   404   404   404
outcome:public             in    403   403   403   403   403   200   403   403
outcome:network            in    404   200   200   200   200   200   404   404
outcome:leeds              in    404   403   404   200   403   404   404   404
outcome:nobody             in    404   404   404   404   404   404   404   404
outcome:hidden             in    404   404   404   200   404   404   404   404
outcome:waiting            in    404   404   404   404   404   404   404   404
outcome:merged             in    404   404   404   404   404   404   404   404
outcome_precedent:public   in    403   403   403   403   403   200   200   403
outcome_precedent:network  in    404   404   404   404   404   404   404   404
outcome_precedent:leeds    in    404   403   404   200   403   404   404   404
outcome_precedent:nobody   in    404   404   404   404   404   404   404   404
outcome_precedent:hidden   in    404   404   404   404   404   404   404   404
outcome_precedent:waiting  in    404   404   404   404   404   404   404   404
outcome_precedent:merged   in    404   404   404   404   404   404   404   404
listing:public             in    403   403   403   403   403   200   403   403
listing:leeds              in    404   403   404   200   403   404   404   404
listing:none               in    404   403   403   403   403   404   404   404
match:theirs               in    404   404   404   404   404   404   404   404
match:nowhere              in    404   404   404   404   404   404   404   404
"""
SEEN = {
    "Public words": EVERYBODY,
    "Network words": NETWORK,
    "Leeds words": OF_LEEDS,
    "Result of public": EVERYBODY,
    "Result of leeds": OF_LEEDS,
    "Ask of public": EVERYBODY,
    "Ask of leeds": OF_LEEDS,
    "Met between us in Leeds": OF_LEEDS,
    "Helen Helper": set(),
}


@pytest.fixture(scope="module")
def tied(world: World) -> dict[str, str]:
    """Tie the threads of the world to pages, with outcomes, asks and a suggestion; return the addresses to walk."""
    entry, precedent = EntryPageFactory(), PrecedentPageFactory()
    action = ActionFactory(objective=ObjectiveFactory(plan=PlanFactory(city=world.leeds)))
    publish(action.plan)
    member_of(user__display_name="Helen Helper", user__offers="Surveys", user__interests=[Theme.HOUSING])
    asker, asks = member_of(world.leeds), {}
    for name in ("public", "leeds"):
        told = Told(asked=f"Result of {name}", result=Result.WORKED, summary="It did.")
        record_outcome(world.threads[name], told, by=world.threads[name].author)
        asks[name] = ask_on(world, name, asker, f"Ask of {name}")
    meet(ask_on(world, "leeds", asker, "Met ask").listing, by=asker, note="Met between us in Leeds")
    for name in ("public", "network", "leeds"):
        link(world.threads[name], [entry, precedent, action], by=world.threads[name].author)
    keys = {name: world.threads[name].pk for name in THREADS}
    found = {f"{act}:{name}": reverse(act, args=[pk]) for act in ON_THREADS for name, pk in keys.items()}
    return {
        "outcomes": reverse("outcomes"),
        "listings": reverse("listings"),
        **found,
        **{f"listing:{name}": reverse("listing", args=[ask.pk]) for name, ask in asks.items()},
        "listing:none": reverse("listing", args=[world.threads["network"].pk]),
        "match:theirs": reverse("match", args=[Match.objects.get().pk]),
        "match:nowhere": reverse("match", args=[NOWHERE]),
        "page:entry": entry.url,
        "page:precedent": precedent.url,
        "page:action": reverse("action", args=["leeds", action.pk]),
        "page:city": world.leeds.get_absolute_url(),
        "page:met": f"{reverse('listings')}?show=met",
        "page:search": "/search/?q=result",
    }


def ask_on(world: World, name: str, by, title: str):
    rested(by)
    opening = Opening(title=title, kind=Kind.ASK, themes=[Theme.HOUSING] if name == "public" else [])
    return start_thread(world.boards[name], opening, Written(body="Please tell us."), by=by)


def rows() -> dict[str, list[str]]:
    return {name: statuses for name, *statuses in map(str.split, OPENED.strip().splitlines())}


def test_every_address_has_its_row():
    assert {name.partition(":")[0] for name in rows()} == NAMES


@pytest.fixture
def pages(world, tied, walked, request) -> dict[str, Page]:
    """Return what an audience is answered at each address."""
    if request.param not in walked:
        client = visitor(request.param, world)
        walked[request.param] = {name: Page.of(client.get(url)) for name, url in tied.items()}
    return walked[request.param]


@to_each
def test_address_opens_to_whom_it_should(pages, audience):
    column = AUDIENCES.index(audience)
    found = {name: page.answer for name, page in pages.items() if not name.startswith("page:")}
    assert found == {name: statuses[column] for name, statuses in rows().items()}


@to_each
def test_secret_is_read_by_nobody_else(pages, audience):
    found = {words for words in SEEN if any(words in page.text for page in pages.values())}
    assert found == {words for words, who in SEEN.items() if audience in who}


@to_each
def test_what_is_not_theirs_is_answered_as_if_it_were_not_there(tied, pages, audience):
    missing = pages["match:nowhere"].text.replace(tied["match:nowhere"], "")
    for name, page in pages.items():
        if page.answer == "404":
            assert page.text.replace(tied[name], "") == missing, name
            assert not page.response.has_header("Location")


@to_each
def test_what_is_personal_is_kept_by_nobody_on_the_way(pages, audience):
    for name, page in pages.items():
        if page.answer == "200" and audience != "anonymous" and not name.startswith("page:"):
            assert "no-store" in page.response["Cache-Control"], name
        if page.answer == "200" and audience == "anonymous":
            assert "csrfmiddlewaretoken" not in page.text, name


@pytest.mark.parametrize("act", ["link", "outcome", "withdraw", "take"])
def test_what_is_sent_to_what_is_not_theirs_changes_nothing(world, tied, act):
    client = visitor("member elsewhere", world)
    sent = {
        "link": (tied["thread_links:leeds"], {"number": "LG 1.1"}),
        "outcome": (tied["outcome:leeds"], {"asked": "x", "result": "worked", "summary": "x"}),
        "withdraw": (tied["listing:leeds"], {"act": "withdraw"}),
        "take": (tied["match:theirs"], {"act": "take"}),
    }
    url, typed = sent[act]
    assert client.post(url, typed).status_code == 404
