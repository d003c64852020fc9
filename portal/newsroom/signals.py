"""What the newsroom tells other rooms, inside the transaction of the act."""

from django.dispatch import Signal

article_published = Signal()
"""An article was published, for the first time or again. `article`"""

coverage_added = Signal()
"""Coverage was added that readers see. `coverage`"""

articles_generated = Signal()
"""Articles were generated to measure with, as rows. `keys`"""
