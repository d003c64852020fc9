"""What goes wrong before the portal runs, told in one clear line."""

from __future__ import annotations


class Trouble(Exception):
    """The message is what a person reads; there is never a traceback beside it."""
