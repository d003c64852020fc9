"""A printed plan as the plain data that `pdf/plan.typ` prints: every word of it, in the language of the reader."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cities.plans.models import Evidence
from cities.plans.reading.comparing import owner
from cities.plans.reading.links import BasisLink
from cities.plans.reading.plan import Line
from cities.plans.reading.printed import PrintedAction, PrintedPlan
from cities.plans.reading.story import Answer, Item
from cities.plans.reading.text import MilestoneText, PartText

Row = list[str]


NO_BREAK = "\u00a0"


def said(day: date | None) -> str:
    """Return a day that no end of a line takes apart."""
    return date_format(day, "j F Y").replace(" ", NO_BREAK) if day else ""


def address(name: str, *args: Any) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def data_of(printed: PrintedPlan) -> dict[str, Any]:
    """Return what the PDF of a plan says. It names no person, and holds nothing that is not public."""
    city, text, edition = printed.reading.city, printed.text, printed.edition
    period = _("%(start)s to %(end)s") % {"start": said(text.starts_on), "end": said(text.ends_on)}
    published = said(localdate(edition.published_at))
    return {
        "lang": (get_language() or "en").partition("-")[0],
        "region": (get_language() or "en-gb").partition("-")[2].upper() or None,
        "title": f"{city.name}: {text.title}",
        "period": period,
        "edition": _("Edition %(number)s, published on %(date)s") % {"number": edition.number, "date": published},
        "as_of": _("Stages, updates, evidence and answers as of %(date)s.") % {"date": said(printed.reading.today)},
        "narrowed_to": printed.narrowed_to,
        "url": address("plan", city.slug) + (f"?{printed.found.query}" if printed.is_narrowed else ""),
        "checksum": _("Fingerprint of the text (SHA-256): %(checksum)s") % {"checksum": edition.checksum},
        "endorsed": _("Endorsed by: %(names)s.") % {"names": ", ".join(printed.endorsed_by)}
        if printed.endorsed_by
        else "",
        "licence": _("Text under CC BY 4.0. Guidance, not legal advice."),
        "vision": text.vision,
        "contents": _("Contents"),
        "page": _("Page"),
        "summary_title": _("How far it has come"),
        "summary": summary_of(printed),
        "summary_heads": [_("Action"), _("Stage"), _("Lead"), _("Due")],
        "objectives": [
            {
                "title": f"{objective.number}. {objective.title}",
                "theme": objective.theme_label,
                "rows": [summary_row(action.line) for action in actions],
                "actions": [action_data(city.slug, action) for action in actions],
            }
            for objective, actions in printed.sections
        ],
    }


def summary_of(printed: PrintedPlan) -> list[str]:
    lines = printed.reading
    stages = ", ".join(f"{stage.label} {count}" for stage, count in lines.by_stage)
    total = len(lines.lines)
    done = _("%(done)s of %(total)s actions done.") % {"done": len(lines.done), "total": total}
    late = ngettext("%(count)s is overdue.", "%(count)s are overdue.", len(lines.overdue)) % {
        "count": len(lines.overdue)
    }
    return [f"{done} {late}", f"{stages}."]


def summary_row(line: Line) -> Row:
    text = line.text
    lead = part_said(text.lead) if text.lead else _("None named")
    return [f"{text.number} {text.title}", marks_said(line), lead, said(text.due_on) or _("No date")]


def marks_said(line: Line) -> str:
    return ", ".join(mark.label for mark in line.marks)


def part_said(part: PartText) -> str:
    return f"{part.name} ({part.said})" if part.said else part.name


def action_data(slug: str, action: PrintedAction) -> dict[str, Any]:
    text = action.text
    return {
        "title": f"{text.number} {text.title}",
        "url": address("action", slug, text.id),
        "stage": marks_said(action.line),
        "not_agreed": action.line.not_agreed,
        "summary": text.summary,
        "facts": [[label, value] for label, value in facts_of(action) if value],
        "claim": claim_data(slug, action.claim) if action.claim else None,
        "no_claim": _("No update yet."),
    }


def facts_of(action: PrintedAction) -> list[tuple[str, str]]:
    """Return what is said of an action, by its label; lists one a line."""
    text, today = action.text, action.line.today
    dates = " – ".join(filter(None, [said(text.starts_on), said(text.due_on)]))
    return [
        (_("What will be different"), text.outcome),
        (_("Lead"), part_said(text.lead) if text.lead else _("None named")),
        (_("Co-owners"), "\n".join(map(part_said, text.co_owners))),
        (_("Supporters"), "\n".join(map(part_said, text.supporters))),
        (_("Owner"), capfirst(owner(text)) or _("Nobody yet")),
        (_("Dates"), dates or _("No date")),
        (_("Rests on"), "\n".join(map(basis_said, action.bases)) or _("None named")),
        (_("Milestones"), "\n".join(milestone_said(step, today) for step in text.milestones)),
    ]


def basis_said(basis: BasisLink) -> str:
    text = basis.text
    if text.is_none_needed:
        return _("No power is needed: %(why)s") % {"why": text.note}
    number = text.number.replace(" ", NO_BREAK)
    powers = "; ".join(str(power.title) for power in basis.powers)
    beside = "".join(f" ({said})" for said in (powers, basis.elsewhere, basis.why_none) if said)
    name = f"{number} {text.title}{beside}" + (f": {text.note}" if text.note else "")
    return name if basis.url else _("%(name)s (not published now)") % {"name": name}


def milestone_said(step: MilestoneText, today: date) -> str:
    """Return a milestone with its day, and that it is done or late: in words, for paper has no colours to trust."""
    day = f"{step.title}, {said(step.due_on)}"
    if step.done_on:
        return f"{day}: {_('done')} {said(step.done_on)}"
    return f"{day}: {_('late')}" if step.is_late(today) else day


def claim_data(slug: str, item: Item) -> dict[str, Any]:
    """Return the latest update with its evidence, and beside it what co-owners say to it."""
    update = item.update
    heading = _("Latest update, %(date)s: %(stage)s") % {
        "date": update.dated,
        "stage": update.get_stage_display(),
    }
    next_step = ""
    if update.next_step:
        when = f", {said(update.next_on)}" if update.next_on else ""
        next_step = _("Next: %(step)s") % {"step": f"{update.next_step}{when}"}
    return {
        "heading": heading,
        "body": _("The text of this update was removed.") if item.is_removed else update.body,
        "next": next_step,
        "signed": _("Signed by %(who)s") % {"who": item.signed},
        "evidence_title": _("Evidence"),
        "evidence": [evidence_data(slug, evidence) for evidence in item.all_evidence],
        "answers_title": _("What co-owners say"),
        "answers": [answer_said(answer) for answer in item.answers],
    }


def evidence_data(slug: str, evidence: Evidence) -> dict[str, str]:
    about = filter(None, [evidence.get_kind_display(), said(evidence.dated_on), evidence.publisher])
    url = "" if evidence.redacted_at else evidence.url or address("evidence_file", slug, evidence.pk)
    return {"title": str(evidence), "about": ", ".join(map(str, about)), "url": url}


def answer_said(answer: Answer) -> dict[str, str]:
    body = _("The text of this answer was removed.") if answer.is_removed else answer.response.body
    return {"who": answer.organisation, "stance": answer.label, "body": body}
