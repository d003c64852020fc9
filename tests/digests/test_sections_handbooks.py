"""New and changed entries, and new precedents, in digests: in one's nations and themes, newest note first, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from handbooks.models import ChangeNote, EntryPage, PrecedentPage
from handbooks.withdrawals import withdraw
from network.digests.building.composing import still_readable
from network.digests.building.kinds import changes as kind
from network.digests.building.people import People
from network.digests.building.sections import handbooks, precedents
from network.digests.choices import ItemKind
from portal.words.audiences import Audience
from portal.words.nations import Nation
from portal.words.themes import Theme
from tests.digests.people import choices, crowd, digest_of, long_here, of_section, opened, titles, told
from tests.factories import (
    ActionFactory,
    CityFactory,
    EntryPageFactory,
    ObjectiveFactory,
    PlanFactory,
    PrecedentPageFactory,
    UserFactory,
)
from tests.factories.forum import member_of
from tests.factories.handbooks import published
from tests.factories.plans import publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tree")]


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds")


@pytest.fixture
def reader(leeds):
    """A member of Leeds who came long ago and chose no themes."""
    person = member_of(leeds)
    long_here(person)
    return person


def someone(**fields):
    person = UserFactory(**fields)
    long_here(person)
    return person


def change(page, note, **fields):
    """Publish a change of a page, as an editor would."""
    page.change_note = note
    for name, value in fields.items():
        setattr(page, name, value)
    return published(page)


def test_new_entry_says_its_number_and_what_it_is_about(reader):
    entry = EntryPageFactory(title="License homes", summary="Use it to act on poor homes. It takes a year.")
    (item,) = digest_of(reader).items
    assert item.described.title == "License homes"
    assert item.described.place == f"Local government handbook, {entry.number}"
    assert item.described.line.startswith("New: Use it to act on poor homes.")
    assert item.described.url == f"http://localhost:8000{entry.url}"
    assert item.choice.why == "It applies in England."


def test_changed_entry_is_one_item_with_its_newest_note(reader):
    entry = EntryPageFactory(title="License homes")
    change(entry, "The fee is new.")
    change(entry, "The fee has gone.")
    (item,) = digest_of(reader).items
    assert item.described.line == "Changed: The fee has gone."
    assert told(reader, "handbooks") == ["License homes"]
    assert told(reader, "handbooks") == []
    change(entry, "The fee is back.")
    (item,) = digest_of(reader).items
    assert item.described.line == "Changed: The fee is back."


def test_minor_change_is_nothing_new(reader):
    entry = EntryPageFactory()
    told(reader, "handbooks")
    change(entry, "", change_is_minor=True)
    assert told(reader, "handbooks") == []


@pytest.mark.parametrize(
    ("nation", "interests", "expected"),
    [
        ("", [], {"England housing", "Wales housing", "Wales energy"}),
        ("wales", [], {"Wales housing", "Wales energy"}),
        ("wales", ["energy"], {"Wales energy"}),
        ("", ["energy"], {"Wales energy"}),
        ("scotland", ["energy"], set()),
        ("wales", ["finance"], set()),
    ],
)
def test_nation_and_themes_decide(nation, interests, expected):
    person = someone(nation=nation, interests=interests)
    for where in (Nation.ENGLAND, Nation.WALES):
        EntryPageFactory(title=f"{where.label} housing", nations=[where.value])
    EntryPageFactory(title="Wales energy", nations=[Nation.WALES.value], theme=Theme.ENERGY)
    assert set(titles(digest_of(person), "handbooks")) == expected


def test_reasons_are_one_true_sentence_each(leeds):
    EntryPageFactory(title="Energy", theme=Theme.ENERGY)
    used = EntryPageFactory(title="Used", audience=Audience.CIVIL_SOCIETY, theme=Theme.LAND, nations=["wales"])
    EntryPageFactory(title="Housing")
    action = ActionFactory(objective=ObjectiveFactory(plan=PlanFactory(city=leeds)))
    action.bases.create(entry=used)
    publish(action.plan)
    member = member_of(leeds, user__interests=["energy"])
    stranger, anyone = someone(interests=["energy"], nation="england"), someone()
    long_here(member)
    assert of_section(digest_of(member), "handbooks") == [
        ("Used", "Action 1 of Leeds uses it."),
        ("Housing", "Leeds has actions on Housing."),
        ("Energy", "You are interested in Energy."),
    ]
    assert of_section(digest_of(stranger), "handbooks") == [("Energy", "You are interested in Energy.")]
    reasons = {why for _title, why in of_section(digest_of(anyone), "handbooks")}
    assert reasons == {"You have chosen neither a nation nor themes, so this is from all of them."}


def test_what_is_loaded_at_once_comes_three_at_a_time(reader):
    made = {EntryPageFactory().title for _ in range(7)}
    parts = [told(reader, "handbooks") for _ in range(4)]
    assert [len(part) for part in parts] == [3, 3, 1, 0]
    assert {title for part in parts for title in part} == made


def test_nothing_from_before_one_came_or_older_than_a_month(leeds):
    EntryPageFactory(title="Before")
    PrecedentPageFactory(title="Before")
    newcomer, old = member_of(leeds), member_of(leeds)
    long_here(old)
    assert digest_of(newcomer).items == []
    ChangeNote.objects.update(published_at=timezone.now() - timedelta(days=31))
    assert digest_of(old).items == []
    EntryPageFactory(title="After")
    assert titles(digest_of(newcomer), "handbooks") == titles(digest_of(old), "handbooks") == ["After"]


def test_precedents_of_ones_city_come_first_then_ones_themes(leeds):
    person = member_of(leeds, user__interests=["energy"])
    long_here(person)
    PrecedentPageFactory(title="Leeds did it", city=leeds, place="Leeds")
    PrecedentPageFactory(title="Warm homes", themes=["energy"])
    PrecedentPageFactory(title="Elsewhere", place="Cardiff", nation=Nation.WALES)
    assert of_section(digest_of(person), "precedents") == [
        ("Leeds did it", "It is from Leeds, your city."),
        ("Warm homes", "You are interested in Energy."),
        ("Elsewhere", "It is new, and from Cardiff."),
    ]
    (item, *_others) = digest_of(person).items
    assert item.described.place == "Leeds"
    assert len(told(person, "precedents")) == 3
    assert told(person, "precedents") == []


def test_links_open(client, reader):
    EntryPageFactory()
    PrecedentPageFactory()
    contents = digest_of(reader)
    assert len(contents.items) == 2
    assert opened(client, reader, contents) == {200}


def test_changed_precedent_is_not_new(reader):
    page = PrecedentPageFactory(title="Homes", place="York")
    assert told(reader, "precedents") == ["Homes"]
    change(page, "Its outcome is known.")
    assert told(reader, "precedents") == []
    assert told(reader, "handbooks") == []


def restricted(page):
    PageViewRestriction.objects.create(page_id=page.pk, restriction_type="login")


def restricted_above(page):
    PageViewRestriction.objects.create(page_id=page.get_parent().pk, restriction_type="login")


def withdrawn(page):
    withdraw(page, reason="The law was repealed.", by=UserFactory(is_superuser=True))


def unpublished(page):
    page.unpublish()


def deleted(page):
    page.delete()


GONE = [restricted, restricted_above, withdrawn, unpublished, deleted]


@pytest.mark.parametrize("factory", [EntryPageFactory, PrecedentPageFactory])
@pytest.mark.parametrize("end", GONE)
def test_what_is_gone_is_not_told_of_nor_sent(reader, factory, end):
    page = factory()
    contents = digest_of(reader)
    assert len(contents.items) == 1
    keys = [item.choice.key for item in contents.items]
    end(page)
    assert digest_of(reader).items == []
    assert still_readable([contents]) == {}
    assert kind.describe(choices(ItemKind.CHANGE, keys)) == {}


def test_who_reads_is_who_the_room_says(reader):
    for factory in (EntryPageFactory, PrecedentPageFactory):
        for end in GONE[:1] + GONE[3:4]:
            end(factory())
        factory()
    EntryPageFactory(live=False)
    people = [reader, UserFactory(), UserFactory(groups=["Administrators"])]
    notes = choices(ItemKind.CHANGE, ChangeNote.objects.values_list("pk", flat=True))
    may = kind.readable(People([one.pk for one in people]), [(one.pk, note) for one in people for note in notes])
    pages = dict(ChangeNote.objects.values_list("pk", "page"))
    assert len(pages) == 6
    for person in people:
        read = {page.pk for model in (EntryPage, PrecedentPage) for page in model.objects.visible_to(person)}
        assert {pages[subject.key] for key, subject in may if key == person.pk} == read


@pytest.mark.parametrize("made", [2, 5])
def test_queries_do_not_grow_with_people_nor_pages(leeds, made):
    for _ in range(made):
        entry = EntryPageFactory()
        PrecedentPageFactory()
    action = ActionFactory(objective=ObjectiveFactory(plan=PlanFactory(city=leeds)))
    action.bases.create(entry=entry)
    publish(action.plan)
    asked = set()
    for number in (1, 4, 50, 500):
        people = People(crowd(number, leeds))
        ChangeNote.objects.update(published_at=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            found = [handbooks.gather(people), precedents.gather(people)]
            every = [(person, one) for own in found for person, theirs in own.items() for one in theirs]
            assert len(kind.readable(people, every)) == number * made * 2
            assert len(kind.describe([one for _person, one in every])) == made * 2
        asked.add(len(queries))
    assert len(asked) == 1, asked
    assert asked.pop() <= 20
