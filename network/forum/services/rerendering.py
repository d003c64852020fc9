"""Making the HTML of posts anew from their source, where an older renderer made it."""

from __future__ import annotations

from django.db import transaction

from network.forum.models import Post
from portal.text import markdown


def rerender(*, batch: int = 500) -> int:
    """Make the HTML of all posts of an older version anew, a batch to a transaction, and return how many.

    A post that is edited meanwhile has the new version already, so nothing of it is written over.
    """
    done, last = 0, 0
    old = Post.objects.filter(html_version__lt=markdown.VERSION)
    while rows := list(old.filter(pk__gt=last).order_by("pk").only("pk", "body", "submission")[:batch]):
        with transaction.atomic():
            for post in rows:
                html = markdown.render(post.body, key=post.submission.hex[:12])
                done += old.filter(pk=post.pk).update(html=html, html_version=markdown.VERSION)
        last = rows[-1].pk
    return done
