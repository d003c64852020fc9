"""What a passage belongs to, and who may find it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.words.parts import Text


class PassageKind(TextChoices):
    """What a reader finds. A room that joins the search adds its kind here."""

    ENTRY = "entry", _("Entries")
    PRECEDENT = "precedent", _("Precedents")
    TERM = "term", _("Glossary terms")
    PLAN = "plan", _("Action plans of cities")
    ACTION = "action", _("Actions of cities")
    ARTICLE = "article", _("Articles")
    PRINCIPLE = "principle", _("Principles")
    KIT = "kit", _("Press kits of cities")
    POST = "post", _("Posts in the forum")

    @property
    def singular(self) -> Text:
        return {
            PassageKind.ENTRY: _("Entry"),
            PassageKind.PRECEDENT: _("Precedent"),
            PassageKind.TERM: _("Glossary term"),
            PassageKind.PLAN: _("Action plan of a city"),
            PassageKind.ACTION: _("Action of a city"),
            PassageKind.ARTICLE: _("Article"),
            PassageKind.PRINCIPLE: _("Principle"),
            PassageKind.KIT: _("Press kit of a city"),
            PassageKind.POST: _("Post in the forum"),
        }[self]


class AudienceKey(TextChoices):
    """Who may find a passage; what its owner's own visibility comes to."""

    PUBLIC = "public", _("Everyone")
    NETWORK = "network", _("The network")
    CITY = "city", _("One city's network")
    PLAN = "plan", _("Those who work on a plan")
