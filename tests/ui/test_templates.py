"""Rules that every template keeps, read from the files."""

import re
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = settings.BASE_DIR / "templates"
# Letters are left out: mail clients read inline styles only.
TEMPLATES = [p for p in sorted(FOLDER.rglob("*.html")) if "mail" not in p.relative_to(FOLDER).parts]
# A script element of these types is data, which no browser runs.
DATA = re.compile(r'type="application/(?:ld\+)?json"')
SPRITE = (settings.BASE_DIR / "static/img/icons.svg").read_text()
SYMBOLS = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE))


def name(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_has_no_inline_style_or_script(path):
    source = path.read_text()
    scripts = re.findall(r"<script\b[^>]*>", source)
    assert not re.search(r"<style\b|\sstyle=|\son\w+=\"", source)
    assert all(" src=" in tag or DATA.search(tag) for tag in scripts)


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_script_that_names_things_has_a_scope_of_its_own(path):
    """Two scripts of a page that declare the same name at their top would stop the second."""
    for tag, script in re.findall(r"(<script\b[^>]*{% static 'js/([\w-]+)\.js' %}[^>]*>)", path.read_text()):
        source = (settings.BASE_DIR / f"static/js/{script}.js").read_text()
        declares = re.search(r"^(?:const|let|var|class|(?:async )?function)\b", source, re.MULTILINE)
        assert 'type="module"' in tag or not declares


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_uses_only_icons_of_the_sprite(path):
    used = set(re.findall(r'{% icon "([\w-]+)"', path.read_text()))
    assert used <= SYMBOLS


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_loads_nothing_from_elsewhere(path):
    loaded = re.findall(r'<(?:link|script|img|source|iframe)\b[^>]*(?:src|href)="(https?:[^"]+)"', path.read_text())
    assert not loaded


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_form_in_a_part_of_a_page_gets_its_token(path):
    """`only` keeps the token from a part as well, whose form would then always be refused."""
    isolated = re.findall(r'{% include "([^"]+)"([^%]*) only %}', path.read_text())
    refused = [part for part, given in isolated if needs_token(part) and "csrf_token=csrf_token" not in given]
    assert refused == []


def needs_token(part: str) -> bool:
    return "{% csrf_token %}" in (FOLDER / part).read_text()


def test_sprite_ids_are_unique():
    assert len(SYMBOLS) == SPRITE.count("<symbol ")


def test_sprite_refers_to_nothing_outside_a_symbol():
    assert "url(#" not in SPRITE


def test_style_sheets_fetch_only_our_fonts():
    css = "".join(p.read_text() for p in (settings.BASE_DIR / "static/css").glob("*.css"))
    addresses = re.findall(r"url\(([^)]+)\)", css)
    fonts = settings.BASE_DIR / "static/css"
    assert addresses
    assert all((fonts / address).is_file() for address in addresses)
