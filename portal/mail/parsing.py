"""Reading what strangers send as mail: bounded before it is taken apart, since Python's parser is slow on what is odd.

It looks for the end of a quoted word again and again, so that one header of a megabyte takes hours. Lines, headers and
parts, nested ones too, are therefore counted while they are read, and what is beyond the bounds is not read at all.
"""

from __future__ import annotations

from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32, Policy
from typing import Any

LONGEST_HEADER = 10_000
"""Octets of one header with its folds."""
LONGEST_TYPE = 2_000
"""Octets of a header that says what a part is: it is taken apart for each."""
MOST_HEADERS = 2_000
MOST_PARTS = 200
MOST_NESTED = 20
"""Parts that hold others."""
MOST_LINES = 60_000
HOLDERS = ("multipart/", "message/")


class TooMuch(Exception):
    """A message has more in it than any that a mail server sends."""


class Counting(Compat32):
    """The parser's policy for one message, which counts as it reads; all else is as in `email.policy.compat32`."""

    def __init__(self) -> None:
        super().__init__()
        object.__setattr__(self, "count", {"headers": 0, "parts": 0, "nested": 0})

    def one_more(self, what: str, most: int) -> None:
        self.count[what] += 1  # type: ignore[attr-defined]  # set above, where the class allows no attributes
        if self.count[what] > most:  # type: ignore[attr-defined]
            raise TooMuch(f"More than {most} {what}")

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        self.one_more("headers", MOST_HEADERS)
        length = sum(map(len, sourcelines))
        if length > LONGEST_HEADER:
            raise TooMuch("A header is too long")
        if sourcelines[0][:8].lower() == "content-":
            if length > LONGEST_TYPE:
                raise TooMuch("A header about a part is too long")
            if any(holder in "".join(sourcelines).lower() for holder in HOLDERS):
                self.one_more("nested", MOST_NESTED)
        return super().header_source_parse(sourcelines)

    def new(self, policy: Policy | None = None) -> Message:
        """Return an empty part: the parser asks for each."""
        self.one_more("parts", MOST_PARTS)
        return Message(policy=policy or self)


def parsed(content: bytes) -> Message:
    """Return a message with its parts. Raises TooMuch, within a second, for one that is no ordinary mail."""
    if content.count(b"\n") + content.count(b"\r") > 2 * MOST_LINES:
        raise TooMuch("Too many lines")
    policy: Any = Counting()
    parser: Any = BytesParser(policy.new, policy=policy)
    message: Message = parser.parsebytes(content)
    return message
