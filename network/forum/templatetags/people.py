"""What the page of a person shows of the forum."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from network.forum.reading.written import offers_by, posts_by
from portal.accounts.models import User

register = template.Library()


@register.inclusion_tag("forum/written.html", takes_context=True)
def written_by(context: Context, person: User) -> dict[str, Any]:
    """Print what a person wrote lately and offers, as far as the visitor may read it."""
    viewer = context["request"].user
    return {"posts": posts_by(person, viewer), "offers": offers_by(person, viewer), "name": person.display_name}
