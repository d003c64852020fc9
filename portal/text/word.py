"""Word files by pandoc, from harmless HTML: headings, paragraphs, lists and tables in Word's own styles.

The program comes inside a wheel. It runs by itself, for a bounded time, in bounded memory and without reading files or
addresses that the HTML may name. Source: pandoc's manual, `--sandbox`.
In there it has no clock and no environment either: it takes every file for one of 1970, and `dated` puts that right.
"""

from __future__ import annotations

import logging
import os
import subprocess
import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pypandoc

from portal.text.made_files import NotMade

logger = logging.getLogger(__name__)

LONGEST = 20  # seconds; a kit takes half of one
MOST_MEMORY = "256m"
PROPERTIES, NO_DATE = "docProps/core.xml", b"1970-01-01T00:00:00Z"


def word_file(html: str, *, title: str, language: str, made_at: datetime) -> bytes:
    """Return the DOCX that says what `html` does, below its title. Raises NotMade, where pandoc wrote none in time.

    `html` is the inside of a page, made by a template that escapes what people typed.
    """
    command = [
        *(pypandoc.get_pandoc_path(), "--from=html", "--to=docx", "--sandbox", "--output=-"),
        *(f"--metadata=title:{title}", f"--metadata=lang:{language}", "--metadata=author:Resilient Cities"),
        *("+RTS", f"-M{MOST_MEMORY}", "-RTS"),
    ]
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(  # noqa: S603 - our own program; what people typed comes by its input
            command, input=html.encode(), capture_output=True, check=True, timeout=LONGEST, env=environment
        )
    except (subprocess.SubprocessError, OSError) as error:
        logger.exception("Pandoc wrote no Word file: %s", title)
        raise NotMade(title) from error
    return dated(done.stdout, made_at)


def dated(content: bytes, made_at: datetime) -> bytes:
    """Return a Word file that says when it was made. Source: ISO 29500-2, core properties"""
    said = f"{made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".encode()
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as undated, zipfile.ZipFile(out, "w") as file:
        for part in undated.infolist():
            inside = undated.read(part)
            file.writestr(part, inside.replace(NO_DATE, said) if part.filename == PROPERTIES else inside)
    return out.getvalue()
