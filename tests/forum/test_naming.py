"""Naming people: suggestions of those who read the thread, and the same answer whatever is not there."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.places.directory.lines import write_lines
from network.forum.choices import Audience, SanctionKind
from network.forum.models import Mention, Sanction
from network.forum.services.editing import edit_post
from portal.accounts.choices import Directory
from portal.accounts.models import User
from tests.factories import CityFactory, UserFactory
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, member_of, rested
from tests.forum.writing import send, typed_in, words

pytestmark = pytest.mark.django_db
URL = "/network/people/suggest/"


def called(name, city=None, **kwargs):
    """Return a member who is called so and stands in the directory."""
    person = member_of(city, user__display_name=name, **kwargs)
    write_lines([person.pk])
    return person


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def author(leeds):
    return called("Amira Khan", leeds)


@pytest.fixture
def client(client, author):
    client.force_login(author)
    return client


def suggested(client, query, **place):
    answer = client.get(reverse("mention_suggest"), {"q": query, **place})
    assert answer.status_code == 200
    return [person["name"] for person in answer.json()["people"]]


def test_address_is_not_taken_for_a_persons():
    assert reverse("mention_suggest") == URL


def test_people_are_found_by_how_their_names_begin(client):
    board = BoardFactory()
    for name in ("Siân Tŷ-Gwyn", "Priya Nair", "Sid Ali"):
        called(name)
    assert suggested(client, "si", board=board.pk) == ["Siân Tŷ-Gwyn", "Sid Ali"]
    assert suggested(client, "sian t", board=board.pk) == ["Siân Tŷ-Gwyn"]
    assert suggested(client, "nair", board=board.pk) == ["Priya Nair"]


@pytest.mark.parametrize("query", ["", "s", " s ", "'", "!!", "%%", "a" * 5000])
def test_fewer_than_two_letters_and_nonsense_find_nobody(client, query):
    called("Sid Ali")
    assert suggested(client, query, board=BoardFactory().pk) == []


def test_only_who_reads_the_board_is_suggested(client, leeds):
    called("Sid Inside", leeds)
    called("Sid Outside")
    board = city_board(leeds)
    assert suggested(client, "sid", board=board.pk) == ["Sid Inside"]
    thread = ThreadFactory(board=board, author=member_of(leeds))
    assert suggested(client, "sid", thread=thread.pk) == ["Sid Inside"]
    assert suggested(client, "sid", board=BoardFactory().pk) == ["Sid Inside", "Sid Outside"]
    public = BoardFactory(audience=Audience.PUBLIC)
    assert suggested(client, "sid", board=public.pk) == ["Sid Inside", "Sid Outside"]


def test_suspended_person_is_not_suggested(client):
    person = called("Sid Ali")
    until = timezone.now() + timezone.timedelta(days=1)
    Sanction.objects.create(person=person, kind=SanctionKind.SUSPENSION, reason="x", by=UserFactory(), until=until)
    assert suggested(client, "sid", board=BoardFactory().pk) == []


def test_who_hides_is_suggested_only_where_their_name_is_read_already(client):
    person = called("Sid Ali", user__directory=Directory.HIDDEN)
    thread = ThreadFactory()
    assert suggested(client, "sid", thread=thread.pk) == []
    PostFactory(thread=thread, author=person)
    assert suggested(client, "sid", thread=thread.pk) == ["Sid Ali"]
    assert suggested(client, "sid", board=thread.board.pk) == []


def test_who_wrote_in_the_thread_comes_first_and_oneself_never(client, author):
    thread = ThreadFactory()
    for name in ("Sid Abel", "Sid Brown"):
        called(name)
    PostFactory(thread=thread, author=called("Sid Zadie"))
    assert suggested(client, "sid", thread=thread.pk) == ["Sid Zadie", "Sid Abel", "Sid Brown"]
    assert suggested(client, "ami", thread=thread.pk) == []


def test_place_that_one_does_not_read_answers_as_one_that_is_not_there_and_as_nobody_called_so(client):
    called("Sid Ali")
    hidden = ThreadFactory(board=city_board(CityFactory()))
    places = [
        {"thread": hidden.pk},
        {"thread": 999_999},
        {"thread": "x"},
        {"board": hidden.board.pk},
        {"board": 999_999},
        {},
    ]
    answers = {client.get(URL, {"q": "sid", **place}).content for place in places}
    answers.add(client.get(URL, {"q": "nobody", "board": BoardFactory().pk}).content)
    assert len(answers) == 1


def test_suggestions_are_for_the_network(client):
    client.force_login(UserFactory())
    assert client.get(URL, {"q": "sid"}).status_code == 403
    client.logout()
    assert client.get(URL, {"q": "sid"}).status_code == 401


def test_suggestions_are_throttled(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "forum_suggest": "3/m/user"}
    board = BoardFactory()
    answers = [client.get(URL, {"q": "sid", "board": board.pk}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[-1].json() == {"people": []}


def test_suggestions_ask_as_much_for_many_as_for_few(client, django_assert_max_num_queries):
    board = BoardFactory()
    counts = []
    for many in (3, 30):
        for number in range(many):
            called(f"Sid {many} {number}")
        with django_assert_max_num_queries(12) as asked:
            suggested(client, "sid", board=board.pk)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_outsider_who_is_named_hears_nothing_and_the_answer_is_the_same(client, leeds, author):
    inside, outside = called("Sid", leeds), called("Sid")
    board = city_board(leeds)
    answers = []
    for person in (inside.pk, outside.pk):
        thread = ThreadFactory(board=board, author=member_of(leeds), title="Same")
        author.participant.delete() if hasattr(author, "participant") else None
        answer = send(client, thread, f"Ask @[Sid](person:{person}).")
        post = thread.posts.get(number=2)
        author.refresh_from_db()
        answers.append((answer.status_code, post.html.replace(str(person), "")))
    assert len(set(answers)) == 1
    assert list(Mention.objects.values_list("person", flat=True)) == [inside.pk]


def test_who_is_named_stands_there_by_their_own_name_whatever_was_written(client, leeds):
    person = called("Priya [the] Nair", leeds)
    thread = ThreadFactory(board=city_board(leeds))
    body = f"The mayor, @[The Mayor](person:{person.pk}), says yes."
    page = client.post(reverse("preview"), {"body": body, "thread": thread.pk}).content.decode()
    assert send(client, thread, body).status_code == 302
    post = thread.posts.get(number=2)
    assert post.body == f"The mayor, @[Priya the Nair](person:{person.pk}), says yes."
    for made in (page, post.html):
        assert f'<span class="mention" data-person="{person.pk}">@Priya the Nair</span>' in made
        assert "The Mayor" not in made
    assert Mention.objects.get().person_id == person.pk


def test_who_is_not_there_and_whose_name_one_does_not_read_are_named_by_nobody_and_told_apart_by_nothing(client, leeds):
    hidden = called("Sid Hidden", leeds, user__directory=Directory.HIDDEN)
    near = called("Sid Near", user__directory=Directory.CITY)
    board, answers = city_board(leeds), []
    for person in (hidden.pk, near.pk, 999_999):
        thread, body = ThreadFactory(board=board, title="Same"), f"Ask @[Sid](person:{person})."
        rested(User.objects.get(display_name="Amira Khan"))
        page = client.post(reverse("preview"), {"body": body, "thread": thread.pk}).content.decode()
        assert send(client, thread, body).status_code == 302
        answers.append((page.strip(), thread.posts.get(number=2).html))
    assert set(answers) == {("<p>Ask @Sid.</p>", "<p>Ask @Sid.</p>\n")}
    assert not Mention.objects.exists()
    thread = ThreadFactory(board=board)
    PostFactory(thread=thread, author=hidden)
    rested(User.objects.get(display_name="Amira Khan"))
    send(client, thread, f"Ask @[x](person:{hidden.pk}).")
    assert "@Sid Hidden</span>" in thread.posts.get(number=3).html


def test_who_may_no_more_be_named_stays_named_where_they_were(client, leeds, author):
    person, thread = called("Sid Ali", leeds), ThreadFactory(board=city_board(leeds))
    send(client, thread, f"Ask @[Sid Ali](person:{person.pk}).")
    User.objects.filter(pk=person.pk).update(directory=Directory.HIDDEN)
    post = thread.posts.get(number=2)
    changed = edit_post(post, f"Do ask @[The Mayor](person:{person.pk}).", seen=post.body, by=author)
    assert changed.body == f"Do ask @[Sid Ali](person:{person.pk})."


@pytest.mark.parametrize(("before", "named", "status"), [(0, 10, 302), (0, 11, 422), (25, 5, 302), (25, 6, 422)])
def test_form_says_that_it_names_too_many_and_keeps_what_was_typed(client, leeds, author, before, named, status):
    people, thread = [member_of(leeds) for _ in range(max(before, named))], ThreadFactory(board=city_board(leeds))
    first = thread.posts.get()
    Mention.objects.bulk_create([Mention(post=first, person=person) for person in people[:before]])
    type(first).objects.filter(pk=first.pk).update(author=author)
    body = " ".join(f"@[x](person:{person.pk})" for person in people[:named])
    answer = send(client, thread, f"{body} @[me](person:{author.pk})")
    assert answer.status_code == status
    if status == 422:
        assert f"This names {named}" in words(answer)
        assert typed_in(answer).startswith(body)
        assert thread.posts.count() == 1


def test_post_that_names_many_can_be_mended_on_the_same_day(client, leeds, author):
    people, thread = [member_of(leeds) for _ in range(30)], ThreadFactory(board=city_board(leeds))
    for start in (0, 10, 20):
        rested(author)
        send(client, thread, " ".join(f"@[x](person:{person.pk})" for person in people[start : start + 10]))
    assert Mention.objects.count() == 30
    post = thread.posts.get(number=2)
    assert edit_post(post, f"{post.body} Thank you.", seen=post.body, by=author).body.endswith("Thank you.")


def test_preview_says_that_a_text_names_too_many_before_it_is_sent(client, leeds):
    people = [member_of(leeds) for _ in range(11)]
    body = " ".join(f"@[x](person:{person.pk})" for person in people)
    assert "This names 11 people" in words(client.post(reverse("preview"), {"body": body}))
    assert "This names" not in words(client.post(reverse("preview"), {"body": body.rpartition(" ")[0]}))


def test_name_with_brackets_is_suggested_as_it_can_be_written(client):
    called("Sid [the] Ali")
    assert suggested(client, "sid", board=BoardFactory().pk) == ["Sid the Ali"]
