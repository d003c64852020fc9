"""Load all of the starter content in one transaction: either all of it is there, or nothing changed."""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction
from django.db.models import Model
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from handbooks.models import HandbooksPage
from handbooks.signals import starter_loaded
from handbooks.starter import files
from handbooks.starter.connections import load_connections
from handbooks.starter.entries import load_handbooks
from handbooks.starter.glossary import load_glossary
from handbooks.starter.law import load_law, load_watch
from handbooks.starter.ledger import Ledger
from handbooks.starter.places import load_places
from handbooks.starter.precedents import load_precedents

PARTS = (
    load_places,
    load_law,
    load_handbooks,
    load_precedents,
    load_connections,
    load_glossary,
    load_watch,
)


@transaction.atomic
def load_starter_content() -> Ledger:
    """Load what is new or changed and return the ledger with its tally. Two loads at once take turns."""
    HandbooksPage.objects.select_for_update(of=("self",)).get()
    ledger = Ledger.open()
    with disable_reference_index_auto_update():
        for part in PARTS:
            part(ledger)
        starter_loaded.send(sender=Ledger, ledger=ledger)
    refer(ledger)
    files.forget()
    return ledger


def refer(ledger: Ledger) -> None:
    """Tell Wagtail which page uses what, once for each thing: after every save it would cost more than the load."""
    ids: dict[type[Model], set[int]] = defaultdict(set)
    for thing in ledger.written:
        if ReferenceIndex.model_is_indexable(type(thing)):
            ids[type(thing)].add(thing.pk)
    for model, pks in ids.items():
        for thing in model._default_manager.in_bulk(pks).values():
            ReferenceIndex.create_or_update_for_object(thing)
