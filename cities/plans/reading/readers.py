"""Who reads the working text of an action and its updates, in words for whoever writes there."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cities.plans.choices import Visibility
from cities.plans.models import Action
from portal.words.parts import Text

TEXT: dict[str, Text] = {
    Visibility.PUBLIC: _(
        "Only the network of this city reads it and its updates, until the next edition: then everyone reads both."
    ),
    Visibility.PARTNERS: _(
        "Only the network of this city reads it and its updates. Everyone will once an edition holds the action."
    ),
    Visibility.DRAFT: _(
        "A draft: only the coordinators, its owner, whoever wrote it and the organisations that it names read it and "
        "its updates."
    ),
}

UPDATES: dict[str, Text] = {
    Visibility.PUBLIC: _("the network of this city now, and everyone from the next edition on."),
    Visibility.PARTNERS: _("only the network of this city now, and everyone once an edition holds the action."),
    Visibility.DRAFT: _(
        "only the coordinators, the owner, whoever wrote the action and the organisations that it names, now; everyone "
        "once an edition holds the action."
    ),
}


def readers_of_text(action: Action, edition: int | None) -> Text:
    """Say who reads the working text and the updates; `edition` is the number of the last one that holds the action."""
    if edition is None:
        return TEXT[action.visibility]
    said = _("The network reads this text, the public that of edition %(number)s. Updates are public at once.")
    return said % {"number": edition}


def readers_of_updates(action: Action) -> Text:
    """Say who reads what is told of an action, after a colon; one query."""
    return _("everyone, at once.") if action.editions.exists() else UPDATES[action.visibility]
