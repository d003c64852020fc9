"""Models of the handbooks, one concern to a file."""

from handbooks.models.connections import (
    Counterpart,
    EquivalentEntry,
    EquivalentGroup,
    PrecedentEntry,
    Task,
    TaskEntry,
    TaskPrecedent,
)
from handbooks.models.contents import AlphabetPage, HandbookPage, HandbooksPage, ThemePage
from handbooks.models.entry import EntryLimit, EntryPage, EntryStep
from handbooks.models.glossary import GlossaryPage, GlossaryTerm
from handbooks.models.law import LegalBasis, Provision, Scheme, WatchTopic
from handbooks.models.precedent import PrecedentIndexPage, PrecedentPage
from handbooks.models.records import (
    ChangeNote,
    LinkCheck,
    PageNumber,
    ProblemReport,
    StarterRecord,
    Withdrawal,
)
from handbooks.models.review import ReviewTask

__all__ = [
    "AlphabetPage",
    "ChangeNote",
    "Counterpart",
    "EntryLimit",
    "EntryPage",
    "EntryStep",
    "EquivalentEntry",
    "EquivalentGroup",
    "GlossaryPage",
    "GlossaryTerm",
    "HandbookPage",
    "HandbooksPage",
    "LegalBasis",
    "LinkCheck",
    "PageNumber",
    "PrecedentEntry",
    "PrecedentIndexPage",
    "PrecedentPage",
    "ProblemReport",
    "Provision",
    "ReviewTask",
    "Scheme",
    "StarterRecord",
    "Task",
    "TaskEntry",
    "TaskPrecedent",
    "ThemePage",
    "WatchTopic",
    "Withdrawal",
]
