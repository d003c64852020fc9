"""The draft of the next edition: what it would change, and the act that publishes it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cities.places.views.doors import attempt, sent
from cities.plans.choices import Visibility
from cities.plans.forms.editions import PublishForm
from cities.plans.freezing import checksum
from cities.plans.models import ActionPlan
from cities.plans.reading.comparing import compare
from cities.plans.reading.text import plan_text
from cities.plans.services.editions import next_payload, publish_edition, reads_the_same
from cities.plans.views.doors import plan_page
from cities.plans.views.editing import form_methods, manage_url
from cities.plans.views.finding import with_plan
from portal.accounts.signed_in import SignedInRequest


@form_methods
@with_plan("plans.publish_edition")
def publish(request: SignedInRequest, plan: ActionPlan) -> HttpResponse:
    """Show the draft of the next edition beside the last one, and publish it.

    What somebody changed after the draft was read is read first, before it is published for everyone.
    """
    payload, last = next_payload(plan), plan.editions.first()
    digest = checksum(payload)
    text = plan_text(payload)
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
        "comparison": compare(plan_text(last.payload), text) if last else None,
        "digest": digest,
        "is_empty": not payload["actions"],
        "is_same": last is not None and reads_the_same(last, payload),
        "hidden_actions": plan.actions.exclude(visibility=Visibility.PUBLIC).count(),
        "label": _("Publish it"),
        "cancel_url": manage_url(plan.city),
    }
    return plan_page(request, "publish", plan.city, context, form=form)


def is_read(form: PublishForm, digest: str) -> bool:
    """Return whether the draft that was read is the one that would be published; the form says so where it is not."""
    if form.cleaned_data["digest"] == digest:
        return True
    form.data = {**form.data.dict(), "digest": digest}  # type: ignore[attr-defined]  # what this answer shows
    form.add_error(None, _("The plan changed since you opened this page. Read the draft again, then publish it."))
    return False
