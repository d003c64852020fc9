"""Editing pages as an editor does: open the form, change it, press a button."""

from __future__ import annotations

import json
from typing import Any

from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from lxml.html import document_fromstring
from wagtail.models import Page
from wagtail.test.utils.form_data import rich_text

from portal.accounts.models import User
from tests.factories import UserFactory

SAVE, PUBLISH, SUBMIT = "", "action-publish", "action-submit"


def person(*groups: str) -> User:
    """Return a person in these groups."""
    return UserFactory(groups=list(groups))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="portal.accounts.backends.AccountBackend")
    return client


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def add_url(parent: Page, model: type[Page]) -> str:
    return reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, parent.pk])


def form_of(client: Client, url: str, **changes: Any) -> QueryDict:
    """Return what the form at `url` would send, with changes; a value of None leaves a name out."""
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    data = sent_by(response.content.decode(), "page-edit-form")
    for name in [name for name in data if "__prefix__" in name]:
        del data[name]
    for name, values in list(data.lists()):
        data.setlist(name, [value.removeprefix("\n") for value in values])  # as a browser reads a textarea
    for stream in ("body", "further_reading", "sources"):
        data.setdefault(f"{stream}-count", "0")
    for name, value in changes.items():
        put(data, name, value)
    return data


def sent_by(html: str, form_id: str) -> QueryDict:
    """Return what a form would send, as a browser reads it; with a parser that takes a tenth of Wagtail's time."""
    data = QueryDict(mutable=True)
    for field in document_fromstring(html).get_element_by_id(form_id).inputs:
        if field.name and field.name != "csrfmiddlewaretoken":
            data.setlistdefault(field.name, []).extend(values_of(field))
    return QueryDict(data.urlencode(), mutable=True)


def values_of(field: Any) -> list[str]:
    """Return what a field of a form sends: nothing for a box that is not ticked, and several for a list of many."""
    if getattr(field, "checkable", False):
        return [field.get("value", "on")] if field.checked else []
    if getattr(field, "multiple", False):
        return list(field.value)
    return [field.value or ""]


def put(data: QueryDict, name: str, value: Any) -> None:
    if value is None:
        data.pop(name, None)
    elif isinstance(value, list):
        data.setlist(name, value)
    else:
        data[name] = value


def rows(prefix: str, given: list[dict[str, Any]], *, kept: int = 0) -> dict[str, Any]:
    """Return the fields of an inline formset of new rows."""
    fields: dict[str, Any] = {
        f"{prefix}-TOTAL_FORMS": str(len(given) + kept),
        f"{prefix}-INITIAL_FORMS": str(kept),
        f"{prefix}-MIN_NUM_FORMS": "0",
        f"{prefix}-MAX_NUM_FORMS": "1000",
    }
    for number, row in enumerate(given, start=kept):
        for name, value in {"id": "", "ORDER": str(number + 1), "DELETE": "", **row}.items():
            fields[f"{prefix}-{number}-{name}"] = value
    return fields


def links(prefix: str, *addresses: str) -> dict[str, str]:
    """Return the fields of a stream of LinkBlocks."""
    fields = {f"{prefix}-count": str(len(addresses))}
    for number, address in enumerate(addresses):
        at = f"{prefix}-{number}"
        fields |= {
            f"{at}-deleted": "", f"{at}-order": str(number), f"{at}-type": "link", f"{at}-id": "",
            f"{at}-value-title": "A page", f"{at}-value-url": address,
        }  # fmt: skip
    return fields


def entry_fields(**changes: Any) -> dict[str, Any]:
    """Return a complete entry as its form sends it."""
    from tests.factories import ProvisionFactory

    return {
        "title": "Buy empty homes",
        "slug": "buy-empty-homes",
        "summary": "It lets a council buy homes that stand empty.",
        "kind": "power",
        "status": "in-force",
        "nations": ["england"],
        "what_it_lets_you_do": rich_text("<p>Buy homes.</p>"),
        "certainty": "high",
        "reviewed_by": "editor",
        **rows("steps", [{"heading": "", "text": "Find the owner."}]),
        **rows("limits", [{"text": "It takes a year."}]),
        **rows(
            "legal_bases",
            [
                {
                    "provision": str(ProvisionFactory().pk),
                    "scheme": "",
                    "role": "gives",
                    "nations": ["england"],
                    "note": "",
                }
            ],
        ),
        **rows("counterparts_set", []),
        **changes,
    }


def contentstate(text: str, *entities: dict[str, Any]) -> str:
    """Return rich text as Wagtail's editor posts it, with each entity over the whole of `text`."""
    ranges = [{"offset": 0, "length": len(text), "key": key} for key in range(len(entities))]
    block = {"key": "a", "type": "unstyled", "depth": 0, "text": text, "inlineStyleRanges": [], "entityRanges": ranges}
    return json.dumps({"blocks": [block], "entityMap": {str(key): entity for key, entity in enumerate(entities)}})


def link_to(address: str) -> dict[str, Any]:
    return {"type": "LINK", "mutability": "MUTABLE", "data": {"url": address}}


def send(client: Client, url: str, data: QueryDict, button: str = SAVE) -> Any:
    data = data.copy()
    if button:
        data[button] = button
    return client.post(url, dict(data.lists()))


def errors_of(response: Any) -> dict[str, Any]:
    """Return the errors of the form that came back, those of its rows under the name of the relation."""
    form = response.context["form"]
    found: dict[str, Any] = dict(form.errors)
    for name, formset in form.formsets.items():
        rows_with = [row for row in formset.errors if row]
        if formset.non_form_errors() or rows_with:
            found[name] = [*formset.non_form_errors(), *rows_with]
    return found
