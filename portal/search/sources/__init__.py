"""Where passages come from: one source for each kind of owner.

A room joins the search by a module here with a `Source` that it registers. Sources read other rooms'
models; no other room imports this one.
"""

from portal.search.sources import actions, articles, entries, kits, plans, posts, precedents, principles, terms
from portal.search.sources.base import Description, Part, Source

__all__ = ["SOURCES", "Description", "Part", "Source", "source_of"]

SOURCES: tuple[Source, ...] = (
    entries.EntrySource(),
    precedents.PrecedentSource(),
    terms.TermSource(),
    plans.PlanSource(),
    actions.ActionSource(),
    articles.ArticleSource(),
    principles.PrincipleSource(),
    kits.KitSource(),
    posts.PostSource(),
)
BY_MODEL = {source.model: source for source in SOURCES}
BY_KIND = {source.kind: source for source in SOURCES}


def source_of(model: type) -> Source | None:
    """Return the source of a model's passages, or None where it has none."""
    return BY_MODEL.get(model)
