"""How an article is credited, by whoever quotes or republishes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from portal.words.site import LICENCE, NAME


@dataclass(frozen=True, kw_only=True)
class Credit:
    """Who wrote an article, and where and when it ran first. `url` is its address there, or its own."""

    title: str
    authors: Sequence[str]
    url: str
    day: date | None
    elsewhere: bool = False
    outlet: str = ""

    @property
    def text(self) -> str:
        """Plain text, in author and date order. What is not known of a first run is left out."""
        by = get_text_list(list(self.authors), _("and")) or self.outlet or NAME
        where = self.outlet if self.elsewhere else NAME
        told = ["" if where == by else where, date_format(self.day, "j F Y") if self.day else ""]
        year = f" ({self.day.year})" if self.day else ""
        said = ", ".join([f"{by}{year} “{self.title}”", *filter(None, told)])
        return f"{said}. {self.url}"

    @property
    def terms(self) -> str:
        """What is asked of whoever republishes it."""
        if self.outlet:
            return _("It first ran in %(outlet)s: whoever quotes or republishes it credits %(outlet)s.") % {
                "outlet": self.outlet
            }
        if self.elsewhere:
            return _("It first ran elsewhere: whoever quotes or republishes it credits the place where it did.")
        return _("Free to republish with this credit and a link (%(licence)s).") % {"licence": LICENCE}
