"""What readers find of the plans of cities: their text as last published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.plans.models import ActionPlan, Edition
from cities.plans.reading.text import PlanText, plan_text
from portal.search.choices import PassageKind
from portal.search.sources.base import Description, Part, Source, language_of
from portal.search.texts import plain, sentence


class PlanSource(Source):
    """Live plans with an edition, by their city and as that edition reads. The working text is nobody's to find."""

    kind = PassageKind.PLAN
    model = ActionPlan

    def visible(self) -> QuerySet[ActionPlan]:
        last = Edition.objects.visible_to(None).current()
        return (
            ActionPlan.objects.filter(pk__in=last.values("plan"))
            .select_related("city__locale")
            .prefetch_related(Prefetch("editions", last, to_attr="published"))
        )

    def describe(self, owner: ActionPlan) -> Description:
        known = owner if hasattr(owner, "published") else self.visible().get(pk=owner.pk)
        edition, city = known.published[0], known.city  # type: ignore[attr-defined]
        text = plan_text(edition.payload)
        return Description(
            title=title_of(city.name, text.title),
            lead=Part("", "", plain(text.vision)),
            parts=list(parts(text)),
            also=plain(sentence(str(objective.theme_label) for objective in text.objectives)),
            detail=plain(detail_of(edition, len(text.actions))),
            themes=list(dict.fromkeys(objective.theme for objective in text.objectives)),
            nations=[city.nation],
            language=language_of(city),
            page_id=None,
        )

    def addresses(self, owners: Sequence[int]) -> dict[int, str]:
        rows = Edition.objects.visible_to(None).current().filter(plan__in=owners)
        return {pk: reverse("plan", args=[slug]) for pk, slug in rows.values_list("plan", "plan__city__slug")}


def title_of(city: str, title: str) -> str:
    """Return the title of a plan with that it is one, and whose."""
    return plain(_("Action plan of %(city)s: %(title)s") % {"city": city, "title": title})


def detail_of(edition: Edition, count: int) -> str:
    number = _("Edition %(number)s") % {"number": edition.number}
    actions = ngettext("%(count)s action", "%(count)s actions", count) % {"count": count}
    return f"{number} · {actions}"


def parts(text: PlanText) -> Iterator[Part]:
    """Yield the objectives with the titles of their actions, with the ids of the plan's page."""
    for objective in text.objectives:
        words = sentence([objective.title, *(action.title for action in text.under(objective))])
        yield Part(f"objective-{objective.id}", plain(objective.title), plain(words))
