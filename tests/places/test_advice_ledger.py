"""What the database itself keeps: a ledger that only grows, and no overspending, whoever is first."""

from __future__ import annotations

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F

from cities.places.models import AdviceAccount, AdviceEntry, AdviceRequest
from cities.places.services import advice
from tests.factories import AdviceAccountFactory
from tests.places.advising import account, adviser_of, agreed, focus_city, used, waiting


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE places_adviceentry SET half_days = 1",
        "UPDATE places_adviceentry SET outcome = 'Something else.'",
        "DELETE FROM places_adviceentry",
    ],
)
def test_ledger_refuses_to_change(statement):
    used(focus_city(), 2)
    before = list(AdviceEntry.objects.values())
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        connection.cursor().execute(statement)
    assert list(AdviceEntry.objects.values()) == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"used": F("committed") + 1},
        {"committed": F("allowance") + 1},
        {"committed": F("used") - 1},
        {"allowance": F("committed") - 1},
    ],
    ids=str,
)
def test_account_refuses_to_be_overspent(changes):
    used(focus_city(), 2)
    with pytest.raises(IntegrityError, match="advice_within_allowance"), transaction.atomic():
        AdviceAccount.objects.update(**changes)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"used": F("allocated") + 1}, "advice_request_within_allocation"),
        ({"state": "requested"}, "advice_allocated_while_agreed"),
        ({"state": "delivered"}, "advice_delivered_all_used"),
        ({"state": "forgotten", "allocated": 0, "used": 0}, "advice_state_known"),
    ],
)
def test_request_refuses_a_state_that_its_half_days_belie(changes, name):
    used(focus_city(), 2)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        AdviceRequest.objects.update(**changes)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"outcome": ""}, "advice_use_has_outcome"),
        ({"half_days": 0}, "advice_half_days_positive"),
        ({"act": "given"}, "advice_act_known"),
        ({"act": "correct"}, "advice_correction_names_a_line"),
    ],
)
def test_line_refuses_what_makes_no_sense(changes, name):
    used(focus_city(), 2)
    line = AdviceEntry.objects.used().get()
    line.pk = None
    for field, value in changes.items():
        setattr(line, field, value)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        line.save(force_insert=True)


def at_the_same_instant(*acts) -> list[str]:
    """Run each act in a thread and a connection of its own, all released at once; return what became of each."""
    barrier, outcomes = threading.Barrier(len(acts)), []

    def run(act) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=30)
            act()
            outcomes.append("done")
        except ValidationError as refused:
            outcomes.append(" ".join(refused.messages))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_two_allocations_at_the_same_instant_do_not_overspend():
    city = focus_city()
    adviser = adviser_of(city)
    agreed(city, 17, by=adviser)
    first, second = waiting(city), waiting(city)
    outcomes = at_the_same_instant(
        lambda: advice.allocate(first, 2, by=adviser, adviser=adviser),
        lambda: advice.allocate(second, 2, by=adviser, adviser=adviser),
    )

    assert outcomes == ["Leeds has ½ day left to agree.", "done"]
    assert account(city) == (19, 0, 1)
    states = AdviceRequest.objects.filter(pk__in=[first.pk, second.pk]).values_list("state", "allocated")
    assert sorted(states) == [("agreed", 2), ("requested", 0)]
    assert AdviceEntry.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_three_allocations_at_the_same_instant_fill_the_allowance_and_no_more():
    city = focus_city()
    adviser = adviser_of(city)
    requests = [waiting(city) for _number in range(3)]
    outcomes = at_the_same_instant(
        *[lambda asked=asked: advice.allocate(asked, 8, by=adviser, adviser=adviser) for asked in requests]
    )

    assert outcomes.count("done") == 2
    assert account(city) == (16, 0, 4)


@pytest.mark.django_db(transaction=True)
def test_two_answers_to_one_request_at_the_same_instant():
    city = AdviceAccountFactory(city=focus_city()).city
    adviser = adviser_of(city)
    asked = waiting(city)
    outcomes = at_the_same_instant(
        lambda: advice.allocate(asked, 2, by=adviser, adviser=adviser, seen=0),
        lambda: advice.decline(asked, by=adviser, reason="No.", seen=0),
    )

    assert outcomes.count("done") == 1
    asked.refresh_from_db()
    assert (asked.state, asked.allocated) in [("agreed", 2), ("declined", 0)]
    assert account(city) == (asked.allocated, 0, 20 - asked.allocated)


@pytest.mark.django_db(transaction=True)
def test_one_line_taken_out_twice_at_the_same_instant():
    city = focus_city()
    adviser = adviser_of(city)
    asked = used(city, 3, by=adviser)
    line = AdviceEntry.objects.used().get()
    outcomes = at_the_same_instant(
        *[lambda: advice.take_out(asked, line, by=adviser, private_note="Wrong.") for _number in range(2)]
    )

    assert outcomes.count("done") == 1
    assert account(city) == (4, 0, 16)
