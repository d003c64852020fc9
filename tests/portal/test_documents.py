"""The documents say what the code says."""

from __future__ import annotations

import re

from portal.environment import BASE_DIR, VARIABLES, settings_table

DOCS = BASE_DIR / "docs"


def test_table_of_settings_is_the_one_in_the_code():
    assert settings_table() in (DOCS / "running.md").read_text()


def test_no_variable_is_read_without_being_declared():
    declared = {variable.name for variable in VARIABLES}
    source = (BASE_DIR / "portal" / "settings.py").read_text()
    read = set(re.findall(r'env\.(?:text|flag|number|several)\("(\w+)"\)', source))
    assert read <= declared


def test_every_picture_and_link_of_the_documents_is_there():
    for document in [BASE_DIR / "README.md", *DOCS.rglob("*.md")]:
        for target in re.findall(r"\]\((?!http|#)([^)#]+)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name}: {target}"
