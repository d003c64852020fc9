"""manage.py rerender_posts: make the HTML of posts anew after the renderer has changed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from network.forum.services.rerendering import rerender


class Command(BaseCommand):
    help = "Makes the HTML of posts anew where an older version of the renderer made it. Safe to repeat and to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="Posts to a transaction (500).")

    def handle(self, *args: Any, **options: Any) -> None:
        count = rerender(batch=max(options["batch"], 1))
        self.stdout.write(f"{count} posts were made anew.")
