"""What this room puts into the registries of the rooms below it, and the signals it listens to."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.plans.elsewhere import Elsewhere, register_elsewhere
from network.digests import counting, demo, load, muting, personal, plan_news, receivers, switches, undelivered, upkeep
from network.digests.at_once import waited
from network.digests.forms import DigestForm, how_often
from network.digests.push import signing_out
from network.digests.push.keys import has_keys
from network.digests.reading.reaching import told, way_to_letters
from network.digests.services.preferring import choose
from portal.accounts.demo import DemoPart, register_demo
from portal.accounts.models import User
from portal.accounts.preferences import Panel, register_panel
from portal.accounts.privacy import register_eraser, register_exporter
from portal.accounts.signing_up import Question, register_question
from portal.loads import Load, register_load
from portal.words.parts import Link


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    receivers.connect()
    counting.register()
    upkeep.connect()
    undelivered.register()
    register_demo(DemoPart(name="digests", people=tuple, load=demo.load))
    register_load(
        Load(name="digests", help="members who want a digest and follow threads", generate=load.generate_digests)
    )
    switches.register()
    muting.register()
    waited.register()
    signing_out.connect()
    register_question(Question(name="digest", field=how_often, keep=keep_how_often))
    register_panel(
        Panel(
            name="digest",
            title=_("Your digest, and letters at once"),
            form=DigestForm,
            order=55,
            told=told,
            ways=way_to_preview,
        )
    )
    register_elsewhere(Elsewhere(followers=plan_news.followers, waiting=plan_news.waiting, told=plan_news.told))
    register_exporter("digests", personal.copy_of)
    register_eraser(personal.forget)


def keep_how_often(person: User, cadence: str) -> None:
    choose(person.pk, cadence=cadence)


def way_to_preview(person: User) -> Sequence[Link]:
    """Lead to what the next digest would say and, where the portal tells browsers, to those of the person."""
    ways = [
        *way_to_letters(person),
        Link(title=_("See what your next digest would say"), url=reverse("digest_preview")),
    ]
    return [*ways, Link(title=_("Show them in your browser too"), url=reverse("browsers"))] if has_keys() else ways
