"""Headers in lines that every mail program puts together again: no line before them is empty.

Python folds a header behind its name where its first word has no room beside it: an address in List-Unsubscribe, or a
subject that is not ASCII. Some programs then read an empty header, or one that begins with a blank.
"""

from __future__ import annotations

from email.header import Header
from typing import Any

from django.core.mail import EmailMultiAlternatives


class Lines(Header):
    """A header whose lines are as they are: each address of a list in its own. Source: RFC 5322 s.2.1.1 allows 998"""

    def __init__(self, *lines: str) -> None:
        super().__init__(" ".join(lines))
        self.lines = lines

    def encode(self, splitchars: str = "", maxlinelen: int | None = None, linesep: str = "\n") -> str:
        return f"{linesep} ".join(self.lines)


class Folded(EmailMultiAlternatives):
    """A message whose subject begins beside its name, and whose List-Unsubscribe has a line for each address."""

    def message(self, **how: Any) -> Any:
        message: Any = super().message(**how)
        if not str(self.subject).isascii():
            message.replace_header("Subject", Header(str(self.subject), "utf-8", header_name="Subject"))
        ways = self.extra_headers.get("List-Unsubscribe", "")
        if ">, <" in ways:
            first, second = ways.split(">, <")
            message.replace_header("List-Unsubscribe", Lines(f"{first}>,", f"<{second}"))
        return message
