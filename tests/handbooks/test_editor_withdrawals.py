"""Pages that go: withdrawn, deleted, expired, moved; and the skeleton, which stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Revision

from handbooks.models import AlphabetPage, EntryPage, Withdrawal
from handbooks.tasks import publish_scheduled
from handbooks.withdrawals import withdraw
from portal.home.models import StandardPage
from tests.factories import EntryPageFactory, ThemePageFactory
from tests.handbooks.editing import PUBLISH, edit_url, errors_of, form_of, person, send, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(tree: Any) -> Any:
    return signed_in(person("Reviewers"))


def test_withdrawn_page_answers_410_with_title_date_reason_and_successor(reviewer, client):
    entry, successor = EntryPageFactory(title="Old power"), EntryPageFactory(title="New power")
    address = entry.url
    url = reverse("handbooks_editor:withdraw", args=[entry.pk])
    assert reviewer.get(url).status_code == 200
    assert reviewer.post(url, {"reason": "The Act was repealed.", "successor": successor.pk}).status_code == 302

    response = client.get(address)
    html = response.content.decode()
    assert response.status_code == 410
    assert "LG 1.1" in response.content.decode().split("<main")[1].split("<h1")[0]
    for words in ("Old power", "The Act was repealed.", "New power", successor.url, str(timezone.localdate().year)):
        assert words in html


def test_withdrawal_without_a_reason_changes_nothing(reviewer):
    entry = EntryPageFactory()
    response = reviewer.post(reverse("handbooks_editor:withdraw", args=[entry.pk]), {"reason": " "})

    assert response.status_code == 200
    assert EntryPage.objects.get().live


def test_successor_must_be_a_page_that_stays(reviewer):
    theme = ThemePageFactory()
    entry = EntryPageFactory(parent=theme)
    url = reverse("handbooks_editor:withdraw", args=[theme.pk])
    response = reviewer.post(url, {"reason": "Gone.", "successor": entry.pk})

    assert "Choose one that stays" in response.content.decode()


def test_theme_takes_its_entries_with_it(tree):
    entry = EntryPageFactory()
    theme, address = entry.get_parent(), entry.url
    withdraw(theme, reason="Merged.", by=person("Reviewers"))

    assert set(Withdrawal.objects.values_list("path", flat=True)) == {theme.url, address}
    assert not EntryPage.objects.get().live


@pytest.mark.parametrize("role", ["Writers", "Moderators"])
def test_withdrawing_is_refused(tree, role):
    entry = EntryPageFactory()
    with pytest.raises(PermissionDenied):
        withdraw(entry, reason="Gone.", by=person(role))
    url = reverse("handbooks_editor:withdraw", args=[entry.pk])
    assert signed_in(person(role)).post(url, {"reason": "Gone."}).status_code == 302
    assert EntryPage.objects.get().live


def test_unpublishing_asks_for_the_reason(reviewer):
    entry = EntryPageFactory()
    response = reviewer.post(reverse("wagtailadmin_pages:unpublish", args=[entry.pk]))

    assert response.url == reverse("handbooks_editor:withdraw", args=[entry.pk])
    assert EntryPage.objects.get().live


def test_unpublishing_from_a_list_leads_to_the_withdrawal_at_once(reviewer):
    entry = EntryPageFactory()
    unpublish = reverse("wagtailadmin_pages:unpublish", args=[entry.pk])
    assert unpublish in reviewer.get(reverse("wagtailadmin_explore", args=[entry.get_parent().pk])).content.decode()

    response = reviewer.get(unpublish)
    assert (response.status_code, response.url) == (302, reverse("handbooks_editor:withdraw", args=[entry.pk]))


def test_writer_is_not_led_to_the_withdrawal(tree):
    entry = EntryPageFactory()
    response = signed_in(person("Writers")).get(reverse("wagtailadmin_pages:unpublish", args=[entry.pk]))

    assert (response.status_code, response.url) == (302, "/editor/")


def test_bulk_unpublishing_is_refused(reviewer):
    entry = EntryPageFactory()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    reviewer.post(f"{url}?id={entry.pk}")

    assert EntryPage.objects.get().live


def test_bulk_publishing_of_an_incomplete_page_is_refused(reviewer):
    entry, whole = EntryPageFactory(live=False, steps=[]), EntryPageFactory(live=False)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    reviewer.post(f"{url}?id={entry.pk}&id={whole.pk}")
    assert not EntryPage.objects.live().exists()

    reviewer.post(f"{url}?id={whole.pk}")
    assert EntryPage.objects.live().get() == whole


def test_published_page_is_not_deleted_but_withdrawn(reviewer, client):
    entry = EntryPageFactory(title="Old power")
    response = reviewer.post(reverse("wagtailadmin_pages:delete", args=[entry.pk]), follow=True)

    assert EntryPage.objects.filter(pk=entry.pk, live=True).exists()
    assert "withdraw it" in response.content.decode()


def test_theme_with_published_entries_is_not_deleted(tree):
    theme = EntryPageFactory().get_parent()
    signed_in(person("Administrators")).post(reverse("wagtailadmin_pages:delete", args=[theme.pk]))

    assert EntryPage.objects.live().count() == 1


def test_page_deleted_by_other_means_answers_410(client, tree):
    entry = EntryPageFactory()
    address = entry.url
    entry.delete()

    assert client.get(address).status_code == 410


def test_deleted_draft_answers_404(reviewer, client):
    entry = EntryPageFactory(live=False)
    address = entry.get_url()
    entry.delete()

    assert client.get(address).status_code == 404


def test_expired_page_answers_410(tree, client):
    entry = EntryPageFactory()
    EntryPage.objects.update(expire_at=timezone.now() - timedelta(minutes=1))
    assert publish_scheduled() is True

    assert client.get(entry.url).status_code == 410
    assert Withdrawal.objects.get().reason == "Its time had passed."


def test_republished_page_is_no_longer_withdrawn(tree, client):
    entry = EntryPageFactory()
    withdraw(entry, reason="Gone.", by=person("Reviewers"))
    EntryPage.objects.get().get_latest_revision().publish()

    assert client.get(entry.url).status_code == 200
    assert not Withdrawal.objects.exists()


def test_redirect_of_an_editor_leads_on_from_a_withdrawn_page(tree, client):
    entry, other = EntryPageFactory(), EntryPageFactory()
    withdraw(entry, reason="Gone.", by=person("Reviewers"))
    Redirect.add_redirect(entry.url, redirect_to=other)

    assert client.get(entry.url).status_code == 301


def test_renamed_page_redirects(reviewer, client, django_capture_on_commit_callbacks):
    entry = EntryPageFactory()
    old = entry.url
    data = form_of(reviewer, edit_url(entry), slug="another-name", change_is_minor="on")
    with django_capture_on_commit_callbacks(execute=True):
        assert send(reviewer, edit_url(entry), data, PUBLISH).status_code == 302

    response = client.get(old)
    assert (response.status_code, response.url) == (301, EntryPage.objects.get().url)


def test_moved_theme_redirects_its_entries(tree, client):
    entry = EntryPageFactory()
    theme, old = entry.get_parent(), entry.url
    theme.specific.move(tree.civil, pos="last-child")

    moved = EntryPage.objects.get()
    assert client.get(old).status_code == 301
    assert client.get(moved.url).status_code == 200


def test_redirect_never_shadows_a_live_page(tree, client):
    entry = EntryPageFactory()
    Redirect.add_redirect(entry.url, redirect_to="/about/")

    assert client.get(entry.url).status_code == 200


def skeleton_pages(tree: Any) -> list[Page]:
    about = StandardPage.objects.get(slug="about")
    return [tree.home, tree.handbooks, tree.local, tree.precedents, tree.glossary, AlphabetPage.objects.get(), about]


def test_skeleton_is_not_deleted_moved_or_unpublished(tree):
    client = signed_in(person("Administrators"))
    for page in skeleton_pages(tree):
        client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
        client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
        client.post(reverse("handbooks_editor:withdraw", args=[page.pk]), {"reason": "Gone."})
        client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, tree.home.pk]))
        for act in ("delete", "move", "unpublish"):
            url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", act])
            client.post(f"{url}?id={page.pk}", {"chooser": tree.home.pk})
        stored = Page.objects.get(pk=page.pk)
        assert stored.live
        assert stored.url_path == page.url_path


def test_skeleton_keeps_its_slug(tree):
    client = signed_in(person("Administrators"))
    url = edit_url(tree.glossary)
    data = form_of(client, url, slug="words")
    data["slug"] = "words"
    assert send(client, url, data, PUBLISH).status_code == 302
    assert Page.objects.get(pk=tree.glossary.pk).slug == "glossary"


def test_skeleton_does_not_expire(tree):
    client = signed_in(person("Administrators"))
    url = edit_url(tree.glossary)
    later = (timezone.now() + timedelta(days=9)).strftime("%Y-%m-%d %H:%M")
    assert "expire_at" in errors_of(send(client, url, form_of(client, url, expire_at=later)))


def test_copy_keeps_off_reserved_slugs_and_is_a_draft_without_a_number(reviewer):
    entry = EntryPageFactory()
    url = reverse("wagtailadmin_pages:copy", args=[entry.pk])
    fields = {"new_title": "A copy", "new_parent_page": entry.get_parent().pk, "publish_copies": "on", "alias": "on"}
    assert "new_slug" in reviewer.post(url, {**fields, "new_slug": "feed"}).context["form"].errors

    assert reviewer.post(url, {**fields, "new_slug": "a-copy"}).status_code == 302
    copy = EntryPage.objects.get(slug="a-copy")
    assert (copy.live, copy.number, copy.alias_of) == (False, "", None)


def test_copy_into_the_other_handbook_belongs_to_it(reviewer):
    entry = EntryPageFactory(counterparts=[EntryPageFactory(audience="civil_society")])
    theme = ThemePageFactory(audience="civil_society")
    url = reverse("wagtailadmin_pages:copy", args=[entry.pk])
    fields = {"new_title": "A copy", "new_slug": "a-copy", "new_parent_page": theme.pk}
    assert reviewer.post(url, fields).status_code == 302

    copy = EntryPage.objects.get(slug="a-copy")
    assert copy.audience == "civil_society"
    assert not copy.counterparts_set.exists()


def test_scheduled_publication_happens_once(tree):
    entry = EntryPageFactory()
    entry.summary = "It lets a council do more."
    entry.change_note, entry.go_live_at = "The Act started.", timezone.now() + timedelta(hours=1)
    entry.save_revision().publish()
    Revision.objects.filter(approved_go_live_at__isnull=False).update(
        approved_go_live_at=timezone.now() - timedelta(minutes=1)
    )
    revision = entry.revisions.order_by("-pk").first()
    revision.content["go_live_at"] = (timezone.now() - timedelta(minutes=1)).isoformat()
    revision.save()
    assert publish_scheduled() is True
    assert publish_scheduled() is True

    stored = EntryPage.objects.get()
    assert stored.summary == "It lets a council do more."
    assert stored.change_notes.filter(text="The Act started.").count() == 1
