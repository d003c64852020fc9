"""Files that are made when somebody asks: once for each state of what they say, and a few at a time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from portal.locks import lock
from portal.pagecache.parts import kept_part

AT_ONCE = 2
"""Files that are made at the same time, on all machines together: each takes a processor and up to 256 MB."""


class NotMade(RuntimeError):
    """A file could not be made now: the program that makes it failed, or others are being made."""


def made_file(name: str, digest: str, make: Callable[[], bytes]) -> bytes:
    """Return the file `name` for the state of its words that `digest` stands for, made when it is first asked for.

    Raises NotMade, and keeps nothing then.
    """
    return kept_part(f"{name}:{digest}", lambda: made_alone(name, make))


def made_alone(name: str, make: Callable[[], bytes]) -> bytes:
    """Make a file, unless it is being made, or as many others are as may be. Raises NotMade: nobody waits for it.

    Without Redis, where each is made for everybody who asks, this is what bounds them.
    """
    with ExitStack() as held:
        is_mine = held.enter_context(lock(f"made-file:{name}"))
        if not is_mine or not any(held.enter_context(lock(f"made-files:{number}")) for number in range(AT_ONCE)):
            raise NotMade(name)
        return make()
