"""What this room puts into the registries of the rooms below it."""

from __future__ import annotations

from handbooks.links import register_citing
from portal.accounts.demo import DemoPart, register_demo
from portal.accounts.privacy import register_eraser, register_exporter
from portal.loads import Load, register_load
from portal.newsroom import completeness, load, personal
from portal.newsroom.demo import loading
from portal.newsroom.models import ArticlePage, NarrativePage, PrinciplePage


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    completeness.register()
    register_citing(ArticlePage, NarrativePage, PrinciplePage)
    register_demo(DemoPart(name="newsroom", people=tuple, load=loading.load))
    register_exporter("newsroom", personal.copy_of, files=personal.portraits_of)
    register_eraser(personal.forget)
    register_load(Load(name="articles", help="articles of the newsroom", generate=load.generate_articles))
    register_load(Load(name="coverage", help="coverage by outlets, made up", generate=load.generate_coverage))
