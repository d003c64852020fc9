"""What the newsroom holds about a person: in their copy, and gone with their account."""

from __future__ import annotations

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from portal.accounts.erasure import erase_person
from portal.media.models import PortalImage
from portal.newsroom import personal
from portal.newsroom.choices import SuggestionState
from portal.newsroom.models import Announcement, Author
from portal.search.models import Passage
from tests.factories import UserFactory
from tests.factories.newsroom import (
    ArticlePageFactory,
    AuthorFactory,
    CoverageFactory,
    PreviewLinkFactory,
    SuggestionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return UserFactory(display_name="Zelda Quill")


def portrait():
    return PortalImage.objects.create(title="Zelda", file=get_test_image_file())


@pytest.fixture
def author(person):
    return AuthorFactory(
        user=person, name="Zelda Quill", slug="zelda-quill", role="Of the baths", bio="She swims.",
        website="https://quill.example/", portrait=portrait(),
    )  # fmt: skip


def test_copy_holds_the_profile_the_articles_and_what_was_done(person, author):
    ArticlePageFactory(title="Our baths", authors=[author, AuthorFactory(name="Ivo Blair")])
    CoverageFactory(headline="Printed it", added_by=person)
    SuggestionFactory(headline="Took it", state=SuggestionState.ACCEPTED, settled_by=person, settled_at=timezone.now())
    PreviewLinkFactory(name="A source of hers", made_by=person)
    for who, channel in ((person, "webhook:hers"), (UserFactory(), "webhook:another")):
        Announcement.objects.create(
            article=ArticlePageFactory(), channel=channel, acted_by=who, acted_at=timezone.now()
        )
    PreviewLinkFactory(name="Another's source", token="other")
    copy = json.dumps(personal.copy_of(person), cls=DjangoJSONEncoder)
    for words in (
        "She swims.",
        "https://quill.example/",
        "Our baths",
        "Printed it",
        "Took it",
        "A source of hers",
        "webhook:hers",
    ):
        assert words in copy
    assert "Another's source" not in copy
    assert "Ivo Blair" not in copy
    assert "webhook:another" not in copy
    assert [file for _name, file in personal.portraits_of(person)] == [author.portrait.file]


def test_erased_author_is_a_former_member_everywhere(client, person, author):
    article = ArticlePageFactory(title="Our baths", slug="baths", authors=[author])
    log(author, "wagtail.edit", user=person)
    portrait = author.portrait_id
    erase_person(person)
    author.refresh_from_db()
    told = (author.name, author.role, author.bio, author.website, author.user, author.portrait)
    assert told == ("A former member", "", "", "", None, None)
    assert not PortalImage.objects.filter(pk=portrait).exists()
    assert "Quill" not in str(list(ModelLogEntry.objects.values_list("label", flat=True)))
    assert "Quill" not in " ".join(Passage.objects.of(article).values_list("also", flat=True))
    for address in ("/news/baths/", "/news/", "/search/?q=baths"):
        page = client.get(address).content.decode()
        assert "Quill" not in page
    assert client.get("/news/baths/").status_code == 200
    assert client.get("/news/authors/zelda-quill/").status_code == 404


def test_portrait_that_an_article_shows_stays_and_others_keep_their_profiles(person, author):
    other = AuthorFactory(user=UserFactory(), name="Ivo Blair")
    ArticlePageFactory(lead_image=author.portrait, lead_image_alt="The baths")
    erase_person(person)
    assert PortalImage.objects.filter(title="Zelda").exists()
    assert Author.objects.get(pk=other.pk).name == "Ivo Blair"
