"""Make the pair of keys by which push services know this portal."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from network.digests.push.keys import make_keys


class Command(BaseCommand):
    help = "Prints a new pair of keys for telling browsers, to be set once in the environment and kept."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        public, private = make_keys()
        self.stdout.write(f"VAPID_PUBLIC_KEY={public}\nVAPID_PRIVATE_KEY={private}")
        self.stderr.write("Keep them: with other keys, every browser has to be asked anew.")
