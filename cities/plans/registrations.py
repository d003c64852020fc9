"""What this room puts into the registries of the rooms below it, and the signals it listens to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cities.places.letters import register_first_steps
from cities.places.to_do import register_to_do
from cities.places.views.tabs import Part, register_tab
from cities.plans import load, personal, personal_letters, receivers
from cities.plans.demo import loading
from cities.plans.forms.telling import LettersForm, concerns
from cities.plans.mailings import REMINDER
from cities.plans.reading.for_you import lines_of
from cities.plans.reading.to_do import waiting_in_plan
from cities.plans.reading.unfinished import drafts_of
from cities.plans.reading.using import first_steps
from cities.plans.services.following import end_reminders
from portal.accounts.demo import DemoPart, register_demo
from portal.accounts.for_you import register_lines
from portal.accounts.preferences import Panel, register_panel
from portal.accounts.privacy import register_eraser, register_exporter
from portal.loads import Load, register_load
from portal.mail.tokens import OneClick, register_one_click


def register() -> None:
    register_demo(DemoPart(name="plans", people=tuple, load=loading.load))
    register_load(Load(name="actions", help="actions in the plans of all cities", generate=load.generate_actions))
    register_tab(Part(_("Action plan"), "plan", 20))
    register_to_do(waiting_in_plan)
    register_first_steps(first_steps)
    register_lines(lines_of, order=30)
    register_lines(drafts_of, order=31)
    receivers.connect()
    register_panel(Panel(name="plans", title=_("Letters on action plans"), form=LettersForm, order=60, is_for=concerns))
    register_exporter("plans", personal.copy_of, files=personal.files_of)
    register_eraser(personal.forget)
    register_exporter("plan_letters", personal_letters.copy_of)
    register_eraser(personal_letters.forget)
    register_one_click(
        OneClick(
            purpose=REMINDER,
            act=end_reminders,
            title=_("Reminders of updates"),
            question=_("Do you want no more reminders when an update of an action is due from you?"),
            button=_("Send me no more of them"),
            done=_("You get no more reminders. In your preferences you can turn them on again."),
        )
    )
