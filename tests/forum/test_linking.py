"""What a thread is about: found by number, action or event, and only what its writer reads."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cities.plans.choices import Visibility
from network.forum.choices import Audience, Kind
from network.forum.models import ThreadLink
from network.forum.services import linking
from network.forum.signals import links_changed
from portal.words.audiences import Audience as Handbook
from tests.factories import (
    ActionFactory,
    CityFactory,
    EntryPageFactory,
    ObjectiveFactory,
    PlanFactory,
    PrecedentPageFactory,
    UserFactory,
)
from tests.factories.forum import BoardFactory, ThreadFactory, city_board, member_of
from tests.factories.newsroom import ArticlePageFactory
from tests.factories.plans import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def author(leeds):
    return member_of(leeds)


@pytest.fixture
def thread(tree, author):
    return ThreadFactory(author=author, board=BoardFactory(audience=Audience.PUBLIC))


@pytest.fixture
def action(tree, leeds):
    plan = PlanFactory(city=leeds)
    return ActionFactory(objective=ObjectiveFactory(plan=plan), title="Warm the homes")


def links_page(client, user, thread, **typed):
    client.force_login(user)
    address = f"/network/threads/{thread.pk}/links/"
    return client.post(address, typed) if typed else client.get(address)


@pytest.mark.parametrize("typed", [str, str.lower, " {} ".format])
def test_entry_is_found_by_its_number(client, thread, author, typed):
    page = EntryPageFactory(audience=Handbook.CIVIL_SOCIETY, title="Community right to bid")
    assert links_page(client, author, thread, number=typed(page.number)).status_code == 302
    assert ThreadLink.objects.get(thread=thread).entry == page
    assert "Community right to bid" in links_page(client, author, thread).content.decode()


def test_precedent_is_found_by_its_number(client, thread, author):
    page = PrecedentPageFactory()
    assert links_page(client, author, thread, number=page.number).status_code == 302
    assert ThreadLink.objects.get(thread=thread).precedent == page


def test_action_is_found_by_its_city_and_number(client, thread, author, action):
    publish(action.plan)
    typed = {"city": action.plan.city_id, "action": action.number}
    assert links_page(client, author, thread, **typed).status_code == 302
    assert ThreadLink.objects.get(thread=thread).action == action


def test_event_is_chosen(client, thread, author):
    event = ThreadFactory(kind=Kind.EVENT, title="Visit to Leeds")
    assert links_page(client, author, thread, event=event.pk).status_code == 302
    assert ThreadLink.objects.get(thread=thread).event == event


def test_article_is_named_on_the_thread_while_it_is_read(client, thread, author):
    article = ArticlePageFactory(title="Who owns the docks?", slug="docks")
    linking.link(thread, [article], by=author)
    assert "Article: Who owns the docks?" in client.get(thread.get_absolute_url()).content.decode()
    article.unpublish()
    assert "Who owns the docks?" not in client.get(thread.get_absolute_url()).content.decode()
    with pytest.raises(ValidationError, match="not there"):
        linking.link(ThreadFactory(author=author), [article], by=author)


def test_all_of_a_form_are_added_at_once(client, thread, author, action):
    publish(action.plan)
    typed = {"number": EntryPageFactory().number, "city": action.plan.city_id, "action": action.number}
    links_page(client, author, thread, **typed)
    assert ThreadLink.objects.filter(thread=thread).count() == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"number": "LG 99.9"}, "No entry or precedent has this number."),
        ({"number": "housing"}, "No entry or precedent has this number."),
        ({"number": "LG 1.99999999999999999999"}, "No entry or precedent has this number."),
        ({"number": ""}, "Give a number, an action or an event."),
        ({"action": "3"}, "Choose the city of the action."),
        ({"action": "three"}, "Enter a whole number."),
    ],
)
def test_what_cannot_be_found_is_said_beside_its_field(client, thread, author, typed, said):
    response = links_page(client, author, thread, **typed)
    assert response.status_code == 422
    assert said in response.content.decode()


def test_action_that_only_another_city_works_on_is_not_found(client, thread, action):
    stranger, coordinator = member_of(), member_of(action.plan.city, role="coordinator")
    type(action).objects.filter(pk=action.pk).update(visibility=Visibility.PARTNERS)
    typed = {"city": action.plan.city_id, "action": action.number}
    own = ThreadFactory(author=stranger)
    assert "has no action with this number" in links_page(client, stranger, own, **typed).content.decode()
    with pytest.raises(ValidationError, match="not there"):
        linking.link(own, [action], by=stranger)
    assert not ThreadLink.objects.exists()
    linking.link(ThreadFactory(author=coordinator), [action], by=coordinator)


def test_draft_entry_is_not_found(client, thread, author):
    page = EntryPageFactory()
    number = page.number
    page.unpublish()
    assert (
        "No entry or precedent has this number." in links_page(client, author, thread, number=number).content.decode()
    )


def test_event_on_a_board_that_one_does_not_read_is_not_to_be_chosen(client, thread, author):
    hidden = ThreadFactory(kind=Kind.EVENT, title="Closed visit", board=city_board(CityFactory()))
    assert "Closed visit" not in links_page(client, author, thread).content.decode()
    with pytest.raises(ValidationError, match="not there"):
        linking.link(thread, [hidden], by=author)


def test_thread_is_about_ten_things_at_most(thread, author):
    pages = [EntryPageFactory() for _place in range(11)]
    linking.link(thread, pages[:9], by=author)
    with pytest.raises(ValidationError, match="at most 10"):
        linking.link(thread, pages[9:], by=author)
    linking.link(thread, [*pages[:2], pages[9]], by=author)
    assert ThreadLink.objects.filter(thread=thread).count() == 10


def test_event_is_not_about_itself(author):
    event = ThreadFactory(kind=Kind.EVENT, author=author)
    with pytest.raises(ValidationError, match="itself"):
        linking.link(event, [event], by=author)


def test_same_thing_twice_is_there_once_and_announced_once(thread, author):
    page, heard = EntryPageFactory(), []
    links_changed.connect(lambda thread, **_: heard.append(thread), weak=False, dispatch_uid="test")
    try:
        linking.link(thread, [page, page], by=author)
        linking.link(thread, [page], by=author)
        linking.unlink(thread, ThreadLink.objects.get().pk, by=author)
        linking.unlink(thread, 0, by=author)
    finally:
        links_changed.disconnect(dispatch_uid="test")
    assert heard == [thread, thread]
    assert not ThreadLink.objects.exists()


def test_only_the_author_and_who_moderates_ties_a_thread(client, thread, author):
    page = EntryPageFactory()
    with pytest.raises(PermissionDenied):
        linking.link(thread, [page], by=member_of())
    linking.link(thread, [page], by=UserFactory(groups=["Moderators"]))
    assert links_page(client, member_of(), thread).status_code == 403


def test_link_of_another_thread_is_not_taken_away(client, thread, author):
    other = linking.link(ThreadFactory(author=author), [EntryPageFactory()], by=author)[0]
    links_page(client, author, thread, remove=other.pk)
    assert ThreadLink.objects.filter(pk=other.pk).exists()


def test_closed_thread_is_tied_by_who_moderates_alone(thread, author):
    type(thread).objects.filter(pk=thread.pk).update(closed_at=timezone.now())
    with pytest.raises(ValidationError, match="closed"):
        linking.link(thread, [EntryPageFactory()], by=author)


def test_link_goes_with_the_page_and_the_thread_stays(thread, author):
    page = EntryPageFactory()
    linking.link(thread, [page], by=author)
    page.delete()
    assert not ThreadLink.objects.exists()
    thread.refresh_from_db()
