"""The news sitemap: articles of the last two days. Source: developers.google.com/search/docs, news sitemaps"""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

from django.conf import settings
from django.utils import timezone
from django.utils.xmlutils import SimplerXMLGenerator

from handbooks.reading.addresses import address
from portal.newsroom.models import ArticlePage
from portal.newsroom.reading.feed_forms import begin, element
from portal.newsroom.reading.feeds import sound
from portal.words.site import LANGUAGE, NAME

MOST = 1000
AGE = timedelta(days=2)
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def news_sitemap() -> str:
    """Return the document. What first ran elsewhere is news of that place, and is left out."""
    articles = ArticlePage.objects.visible_to().newest().filter(first_ran_at="")
    recent = articles.filter(first_published_at__gt=timezone.now() - AGE)
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    begin(xml, "urlset", {"xmlns": SITEMAP, "xmlns:news": NEWS})
    for url_path, title, published in recent.values_list("url_path", "title", "first_published_at")[:MOST]:
        begin(xml, "url")
        element(xml, "loc", settings.SITE_URL + address(url_path))
        begin(xml, "news:news")
        element(xml, "news:publication", parts={"news:name": NAME, "news:language": LANGUAGE.partition("-")[0]})
        element(xml, "news:publication_date", published.isoformat())
        element(xml, "news:title", sound(title))
        xml.endElement("news:news")
        xml.endElement("url")
    xml.endElement("urlset")
    xml.endDocument()
    return out.getvalue()
