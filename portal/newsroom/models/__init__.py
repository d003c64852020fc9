"""Models of the newsroom, one concern to a file."""

from portal.newsroom.models.announcing import Announcement
from portal.newsroom.models.article import ArticleAuthor, ArticleMention, ArticlePage, Correction
from portal.newsroom.models.author import Author
from portal.newsroom.models.counting import CountedBatch, ReadCount
from portal.newsroom.models.front import NewsPage
from portal.newsroom.models.narrative import NarrativeEdition, NarrativePage, PrinciplePage
from portal.newsroom.models.press import Coverage, Outlet, OutletFeed, Suggestion
from portal.newsroom.models.previews import PreviewAnswer, PreviewLink

__all__ = [
    "Announcement",
    "ArticleAuthor",
    "ArticleMention",
    "ArticlePage",
    "Author",
    "Correction",
    "CountedBatch",
    "Coverage",
    "NarrativeEdition",
    "NarrativePage",
    "NewsPage",
    "Outlet",
    "OutletFeed",
    "PreviewAnswer",
    "PreviewLink",
    "PrinciplePage",
    "ReadCount",
    "Suggestion",
]
