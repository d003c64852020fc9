"""The acts on a request for advice, each with its form and its words. The services decide what may be done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from rules import has_perm

from cities.places.advice_forms import (
    ActForm,
    AllocateForm,
    AskBackForm,
    DeclineForm,
    PlanForm,
    ReleaseForm,
    TakeOutForm,
    UseForm,
)
from cities.places.choices import AdviceState
from cities.places.models import AdviceRequest
from cities.places.services import advice
from portal.accounts.models import User
from portal.words.parts import Text

WAITING, AGREED, DELIVERED = AdviceState.REQUESTED, AdviceState.AGREED, AdviceState.DELIVERED


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing to do with a request in one of `states`. `do` takes the request and what its form gives, by name."""

    name: str
    heading: Text
    text: Text
    label: Text
    done: Text
    do: Callable[..., Any]
    states: tuple[AdviceState, ...]
    form: type[ActForm] = ActForm
    permission: str = "places.give_advice"

    def fits(self, asked: AdviceRequest) -> bool:
        """Return whether the act makes sense as the request stands."""
        has_what_it_needs = (asked.used or self.name not in NEED_USES) and (asked.left or self.name not in NEED_DAYS)
        return asked.state in self.states and bool(has_what_it_needs)

    def form_for(self, asked: AdviceRequest, by: User, data: Any = None) -> ActForm:
        return self.form(data, prefix=self.name, asked=asked, by=by)


@dataclass(frozen=True)
class OpenAct:
    """An act on the page, with its form; `is_open` unfolds it."""

    act: Act
    form: ActForm
    is_open: bool


NEED_USES = ("deliver", "take-out")
NEED_DAYS = ("log", "release")
"""The acts on days that are set aside and not used yet."""

ACTS = (
    Act(
        name="agree",
        heading=_("Agree to it"),
        text=_("Set days aside, and say who gives the advice. You can add more later, or give back what is left."),
        label=_("Agree, and set them aside"),
        done=_("The days are set aside. Whoever asked gets a letter."),
        do=advice.allocate,
        states=(WAITING,),
        form=AllocateForm,
    ),
    Act(
        name="ask-back",
        heading=_("Ask back"),
        text=_("If you need to know more first. Whoever asked gets a letter, and the request goes on waiting."),
        label=_("Send the question"),
        done=_("Your question is on its way. The answer comes to your own address."),
        do=advice.ask_back,
        states=(WAITING,),
        form=AskBackForm,
    ),
    Act(
        name="decline",
        heading=_("Decline it"),
        text=_("Say no, and why."),
        label=_("Decline the request"),
        done=_("The request is declined. Whoever asked gets a letter with your reason."),
        do=advice.decline,
        states=(WAITING,),
        form=DeclineForm,
    ),
    Act(
        name="take-back",
        heading=_("Take it back"),
        text=_("If the question has settled itself. You can ask again at any time."),
        label=_("Take the request back"),
        done=_("The request is taken back."),
        do=advice.take_back,
        states=(WAITING,),
        permission="places.withdraw_advice",
    ),
    Act(
        name="log",
        heading=_("Log days that were used"),
        text=_("When the advice was given, by whom, and what came of it. The public reads all but the private note."),
        label=_("Log them"),
        done=_("The days are logged."),
        do=advice.log_use,
        states=(AGREED,),
        form=UseForm,
    ),
    Act(
        name="deliver",
        heading=_("Mark it as delivered"),
        text=_("When the advice is complete. What was set aside and not used goes back to the city."),
        label=_("Mark it as delivered"),
        done=_("The request is delivered. What was not used is with the city again."),
        do=advice.close,
        states=(AGREED,),
    ),
    Act(
        name="plan",
        heading=_("Change the adviser or the day"),
        text=_("Whoever asked gets a letter with the new plan."),
        label=_("Change the plan"),
        done=_("The plan is changed."),
        do=advice.plan,
        states=(AGREED,),
        form=PlanForm,
    ),
    Act(
        name="add",
        heading=_("Set more days aside"),
        text=_("On top of those that are set aside already."),
        label=_("Set them aside"),
        done=_("More days are set aside."),
        do=advice.allocate,
        states=(AGREED,),
        form=AllocateForm,
    ),
    Act(
        name="release",
        heading=_("Give days back"),
        text=_("For what is not needed after all. When none is left and none was used, the request waits again."),
        label=_("Give them back"),
        done=_("The days are with the city again."),
        do=advice.release,
        states=(AGREED,),
        form=ReleaseForm,
    ),
    Act(
        name="take-out",
        heading=_("Take out a line that was logged by mistake"),
        text=_("The line stays in the ledger, marked as taken out, and the days are there again."),
        label=_("Take it out"),
        done=_("The line is taken out. Log what is right."),
        do=advice.take_out,
        states=(AGREED, DELIVERED),
        form=TakeOutForm,
    ),
)


def act_named(name: str) -> Act | None:
    return next((act for act in ACTS if act.name == name), None)


def open_acts(asked: AdviceRequest, by: User, sent: Act | None, sent_form: ActForm | None) -> Iterable[OpenAct]:
    """Return what the visitor may do now, the first unfolded; and what they sent, with what they typed."""
    may = [act for act in ACTS if act == sent or (act.fits(asked) and has_perm(act.permission, by, asked))]
    first = sent or next(iter(may), None)
    for act in may:
        form = sent_form if act == sent and sent_form else act.form_for(asked, by)
        yield OpenAct(act, form, act == first)
