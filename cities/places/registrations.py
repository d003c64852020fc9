"""What this room puts into the registries of the rooms below it, and the signals it listens to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cities.places import for_you, load, personal
from cities.places.demo import loading
from cities.places.directory import receivers
from cities.places.directory.sight import is_found_by
from cities.places.rules import is_adviser_anywhere
from portal.accounts.demo import DemoPart, register_demo
from portal.accounts.for_you import register_lines
from portal.accounts.network_roles import register_network_roles
from portal.accounts.preferences import Panel, register_panel
from portal.accounts.privacy import register_eraser, register_exporter, register_objection
from portal.accounts.two_step import register_requirement
from portal.accounts.visibility import register_sight
from portal.loads import Load, register_load


def register() -> None:
    receivers.connect()
    register_sight(is_found_by)
    register_network_roles(for_you.network_roles)
    register_lines(for_you.lines_of, order=10)
    register_requirement(is_adviser_anywhere)
    register_exporter("networks", personal.copy_of)
    register_objection(personal.objections)
    register_eraser(personal.forget)
    register_panel(
        Panel(name="home", title=_("Your home city"), form=personal.HomeForm, order=20, is_for=personal.has_a_choice)
    )
    register_demo(DemoPart(name="places", people=loading.cast, load=loading.load))
    register_load(Load(name="members", help="people in the networks of all cities", generate=load.generate_members))
