"""What pages print of silences and suspensions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone

from network.forum.choices import SanctionKind
from network.forum.models import Sanction
from network.forum.text import end_words

register = template.Library()


@register.filter
def until_words(at: datetime) -> str:
    """Print an end, as it stands after the word “until”."""
    return end_words(at)


@register.inclusion_tag("forum/silenced.html", takes_context=True)
def why_silenced(context: Context) -> dict[str, Any]:
    """Tell a visitor who is silenced or suspended why, until when, and how to have it looked at again."""
    in_force = Sanction.objects.in_force(timezone.now()).filter(person=context["request"].user.pk)
    suspension = in_force.filter(kind=SanctionKind.SUSPENSION)
    return {"sanction": (suspension if suspension.exists() else in_force).order_by("-until").first()}
