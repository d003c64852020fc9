"""Generated threads and posts: numbers without gaps, and as many as were asked for."""

from __future__ import annotations

import pytest
from django.db.models import Count, F, Max

from network.forum.load import generate_posts, generate_threads, generated
from network.forum.models import Post, Thread
from network.forum.standing import belongs
from portal.search.choices import PassageKind
from portal.search.load import generate_passages
from portal.search.models import Passage
from tests.factories import CityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few(monkeypatch):
    CityFactory()
    monkeypatch.setattr("network.forum.load.AUTHORS", 20)


def test_threads_and_posts_are_brought_up_to_a_number():
    assert generate_threads(30) == 30
    assert generate_threads(30) == 0
    generate_posts(300)
    assert 270 <= Post.objects.count() <= 300
    assert generate_posts(300) == 0
    generate_posts(600)
    assert 540 <= Post.objects.count() <= 600


def test_numbers_have_no_gaps_and_threads_know_their_last():
    generate_threads(10)
    generate_posts(100)
    rows = Thread.objects.annotate(many=Count("posts"), most=Max("posts__number"))
    assert not rows.exclude(many=F("last_number")).exists()
    assert not rows.exclude(most=F("last_number")).exists()
    assert generated().order_by("-last_number").first().last_number == 10


def test_authors_are_of_the_network():
    generate_threads(5)
    generate_posts(10)
    assert all(belongs(post.author) for post in Post.objects.all())


def test_generated_posts_are_found_by_who_reads_them():
    generate_threads(10)
    made = generate_posts(100)
    assert generate_passages() == made
    assert generate_passages() == 0
    public = Post.objects.filter(thread__board__slug="generated-public").count()
    assert Passage.objects.filter(kind=PassageKind.POST, audience_key="public").count() == public > 0
