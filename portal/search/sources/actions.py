"""What readers find of the actions of cities: their text as last published, and the latest update, which is live."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.plans.models import Action, EditionAction, Update
from cities.plans.reading.state import State
from cities.plans.reading.text import ActionText, ObjectiveText, action_text
from portal.search.choices import PassageKind
from portal.search.sources.base import Description, Part, Source, language_of
from portal.search.sources.plans import title_of
from portal.search.texts import plain, sentence
from portal.words.themes import Theme


class ActionSource(Source):
    """Actions that the last edition of a live plan holds. The working text is nobody's to find."""

    kind = PassageKind.ACTION
    model = Action

    def visible(self) -> QuerySet[Action]:
        held = EditionAction.objects.visible_to(None).current().values("action")
        texts = EditionAction.objects.visible_to(None).current().prefetch_related("edition__plan__city__locale")
        latest = Update.objects.newest_of_each()
        return Action.objects.filter(pk__in=held).prefetch_related(
            Prefetch("editions", texts, to_attr="published"), Prefetch("updates", latest, to_attr="latest")
        )

    def describe(self, owner: Action) -> Description:
        known = owner if hasattr(owner, "published") else self.visible().get(pk=owner.pk)
        row, latest = known.published[0], next(iter(known.latest), None)  # type: ignore[attr-defined]
        city, payload = row.edition.plan.city, row.edition.payload
        data = payload["actions"][row.position - 1]
        text = action_text(data, ObjectiveText(data["objective"], 0, "", row.theme))
        return Description(
            title=text.title,
            lead=Part("", "", plain(text.summary)),
            parts=[part for part in parts(text, latest) if part.text],
            also=unshown(text, title_of(city.name, payload["plan"]["title"]), heading_of(payload, data["objective"])),
            detail=plain(f"{city.name} · {State(latest).stage_label} · {payload['plan']['title']}"),
            themes=[row.theme],
            nations=[city.nation],
            language=language_of(city),
            page_id=None,
        )

    def addresses(self, owners: Sequence[int]) -> dict[int, str]:
        rows = EditionAction.objects.visible_to(None).current().filter(action__in=owners)
        places = rows.values_list("action", "edition__plan__city__slug")
        return {pk: reverse("action", args=[slug, pk]) for pk, slug in places}


def parts(text: ActionText, latest: Update | None) -> Iterator[Part]:
    """Yield the sections of an action's page that readers search, with the page's own ids."""
    yield Part("what", _("Intended outcome"), plain(text.outcome))
    if latest:
        told = sentence([latest.body, latest.next_step])
        yield Part(f"update-{latest.pk}", _("The latest update"), plain(told))


def heading_of(payload: dict[str, Any], objective: int) -> str:
    """Return the objective that an action stands under, with its theme."""
    found = next(row for row in payload["objectives"] if row["id"] == objective)
    return f"{found['title']}. {Theme(found['theme']).label}"


def unshown(text: ActionText, *around: str) -> str:
    """Return the words by which an action is found that stand outside its sections."""
    grounds = [f"{basis.number} {basis.title}. {basis.note}" for basis in text.bases]
    names = [named.name for named in text.partners]
    steps = [milestone.title for milestone in text.milestones]
    return plain(sentence([*around, *grounds, *names, *steps]))
