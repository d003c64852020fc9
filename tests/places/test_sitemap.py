import pytest

from tests.factories import CityFactory

pytestmark = pytest.mark.django_db


def test_sitemap_lists_cities_beside_pages(client, tree):
    CityFactory(slug="leeds", name="Leeds")
    sitemap = client.get("/sitemap.xml").content.decode()
    for address in ("/cities/", "/cities/leeds/", "/handbooks/"):
        assert f"{address}</loc>" in sitemap
