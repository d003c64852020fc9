"""What machines read on pages of the narrative, and links to what an edition named."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from handbooks.reading.addresses import address_of, short_address
from handbooks.templatetags.structured import Data, absolute, breadcrumb_list, publisher, script
from portal.newsroom.models import NarrativePage, PrinciplePage
from portal.newsroom.reading.editions import EditionReading
from portal.newsroom.reading.narrative import NarrativeReading, PrincipleReading
from portal.newsroom.reading.narrative_text import EvidenceText, NamedText, PrincipleText
from portal.words.site import LANGUAGE, LICENCE_ADDRESS
from portal.words.templatetags.ui import ref

register = template.Library()


def work(page: Any, description: str) -> Data:
    """Return what the narrative and a principle have in common."""
    url = absolute(address_of(page)) if page.url_path else ""
    data: Data = {
        "@type": "Article",
        "@id": url,
        "url": url,
        "headline": page.title,
        "description": description,
        "inLanguage": LANGUAGE,
        "license": LICENCE_ADDRESS,
        "author": publisher(),
        "publisher": publisher(),
    }
    dates = {"datePublished": page.first_published_at, "dateModified": page.last_published_at}
    return data | {name: value.isoformat() for name, value in dates.items() if value}


def part(principle: PrincipleText, url: str) -> Data:
    return {"@type": "Article", "headline": principle.title, "position": principle.number, "url": url}


def source(evidence: EvidenceText) -> Data:
    cited: Data = {"@type": "CreativeWork", "name": evidence.source}
    return cited | ({"url": evidence.url} if evidence.url else {})


@register.simple_tag
def narrative_data(page: NarrativePage, reading: NarrativeReading) -> SafeString:
    """Describe the narrative, the principles that it is made of, and its last edition."""
    data = {
        **work(page, page.standfirst),
        "hasPart": [part(principle, absolute(url)) for principle, url in reading.principles],
    }
    if reading.citation:
        data["version"] = str(reading.citation.number)
    return script({"@graph": [data, breadcrumb_list(reading.crumbs)]})


@register.simple_tag
def principle_data(page: PrinciplePage, reading: PrincipleReading) -> SafeString:
    """Describe a principle and what it rests on."""
    data = {
        **work(page, page.statement),
        "isPartOf": {"@type": "CreativeWork", "url": absolute("/news/narrative/")},
        "citation": [source(evidence) for evidence in reading.text.evidence],
    }
    return script({"@graph": [data, breadcrumb_list(reading.crumbs)]})


@register.simple_tag
def edition_data(reading: EditionReading) -> SafeString:
    """Describe a frozen edition."""
    url = reading.citation.url
    data: Data = {
        "@type": "Article",
        "@id": url,
        "url": url,
        "headline": reading.text.title,
        "description": reading.text.standfirst,
        "version": str(reading.edition.number),
        "datePublished": reading.edition.published_at.isoformat(),
        "inLanguage": LANGUAGE,
        "license": LICENCE_ADDRESS,
        "author": publisher(),
        "publisher": publisher(),
        "isBasedOn": absolute("/news/narrative/"),
        "hasPart": [part(principle, f"{url}#{principle.anchor}") for principle in reading.text.principles],
    }
    return script({"@graph": [data, breadcrumb_list(reading.crumbs)]})


@register.simple_tag
def named_link(named: NamedText) -> SafeString:
    """Print an entry or a precedent that an edition named, by the address that its number keeps."""
    return ref(named.number, named.title, short_address(named.number))
