"""The draft of the next edition: what it would change, and the act that publishes it."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from cities.places.views.doors import attempt, sent, try_act
from cities.plans.choices import Visibility
from cities.plans.forms.editions import PublishForm
from cities.plans.freezing import checksum
from cities.plans.models import Action, ActionPlan
from cities.plans.reading.comparing import compare
from cities.plans.reading.plan import endorsers_of
from cities.plans.reading.text import ActionText, PlanText, plan_text
from cities.plans.services import actions
from cities.plans.services.editions import next_payload, publish_edition, reads_the_same
from cities.plans.views.doors import plan_page
from cities.plans.views.editing import form_methods, manage_url
from cities.plans.views.editing_actions import key
from cities.plans.views.finding import with_plan
from portal.accounts.signed_in import SignedInRequest


@form_methods
@with_plan("plans.publish_edition")
def publish(request: SignedInRequest, plan: ActionPlan) -> HttpResponse:
    """Show the draft of the next edition beside the last one, and publish it.

    What somebody changed after the draft was read is read first, before it is published for everyone.
    """
    if "public" in request.POST:
        return make_public(request, plan)
    payload, last = next_payload(plan), plan.editions.first()
    digest = checksum(payload)
    text, former = plan_text(payload), plan_text(last.payload) if last else None
    form = PublishForm(sent(request), initial={"digest": digest})
    if request.method == "POST" and form.is_valid() and is_read(form, digest):
        edition = attempt(form, lambda: publish_edition(plan, note=form.cleaned_data["note"], by=request.user))
        if edition:
            messages.success(request, _("Edition %(number)s is published.") % {"number": edition.number})
            return redirect("plan_edition", plan.city.slug, edition.number)
    context = {
        "heading": _("Publish edition %(number)s") % {"number": last.number + 1 if last else 1},
        "lede": _(
            "The public reads the text as of its last edition. Updates and evidence are live, whatever you publish."
        ),
        "plan": plan,
        "last": last,
        "text": text,
        "comparison": compare(former, text) if former else None,
        "is_only_ticked": former is not None and is_only_ticked(former, text),
        "endorsed_by": endorsers_of(last),
        "digest": digest,
        "is_empty": not payload["actions"],
        "is_same": last is not None and reads_the_same(last, payload),
        "hidden_actions": plan.actions.exclude(visibility=Visibility.PUBLIC).in_order(),
        "label": _("Publish it"),
        "cancel_url": manage_url(plan.city),
    }
    return plan_page(request, "publish", plan.city, context, form=form)


def is_only_ticked(before: PlanText, after: PlanText) -> bool:
    """Return whether nothing changed but the days on which milestones were done: those are live without an edition."""
    texts = [replace(text, actions=[without_ticks(action) for action in text.actions]) for text in (before, after)]
    return before != after and compare(*texts).is_empty and not compare(before, after).is_empty


def without_ticks(action: ActionText) -> ActionText:
    return replace(action, milestones=[replace(step, done_on=None) for step in action.milestones])


def make_public(request: SignedInRequest, plan: ActionPlan) -> HttpResponse:
    """Let everyone read an action that stays out, from the next edition on."""
    action = get_object_or_404(Action.objects.visible_to(request.user), pk=key(request, "public"), plan=plan)
    action.plan = plan
    done = _("Action %(number)s is public from the next edition on.") % {"number": action.number}
    try_act(request, lambda: actions.make_public(action, by=request.user), done=done)
    return redirect("plan_publish", plan.city.slug)


def is_read(form: PublishForm, digest: str) -> bool:
    """Return whether the draft that was read is the one that would be published; the form says so where it is not."""
    if form.cleaned_data["digest"] == digest:
        return True
    form.data = {**form.data.dict(), "digest": digest}  # type: ignore[attr-defined]  # what this answer shows
    form.add_error(None, _("The plan changed since you opened this page. Read the draft again, then publish it."))
    return False
