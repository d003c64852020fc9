"""The pages of the interface under test, reached without the rest of the portal."""

import pytest

PAGES = ["/styleguide/", "/styleguide/spread/", "/styleguide/fault/404/", "/styleguide/fault/410/"]


@pytest.fixture(autouse=True)
def ui_urls(settings):
    settings.ROOT_URLCONF = "tests.ui.urls"
