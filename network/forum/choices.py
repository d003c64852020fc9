"""The vocabularies of the forum."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Audience(TextChoices):
    """Who reads a board. One for cities that names none is read by nobody."""

    PUBLIC = "public", _("Everyone reads, the network writes")
    NETWORK = "network", _("The networks of all ten cities")
    CITIES = "cities", _("Named cities only")


class Kind(TextChoices):
    """What a thread is."""

    DISCUSSION = "discussion", _("Discussion")
    QUESTION = "question", _("Question")
    ASK = "ask", _("Ask")
    OFFER = "offer", _("Offer")
    EVENT = "event", _("Event")
    NOTICE = "notice", _("Notice")


class Level(TextChoices):
    """How closely a person follows."""

    MUTED = "muted", _("Muted")
    NORMAL = "normal", _("Normal")
    TRACKING = "tracking", _("Tracking")
    WATCHING = "watching", _("Watching")


class Why(TextChoices):
    """What set the level of a thread for a person."""

    CHOSE = "chose", _("you chose it")
    STARTED = "started", _("you started it")
    WROTE = "wrote", _("you wrote in it")
    MENTIONED = "mentioned", _("somebody named you in it")


class ListingState(TextChoices):
    """Where an ask or an offer stands."""

    OPEN = "open", _("Open")
    MET = "met", _("Met")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class MatchState(TextChoices):
    """What came of a suggestion."""

    SUGGESTED = "suggested", _("Suggested")
    TAKEN = "taken", _("Taken up")
    DECLINED = "declined", _("Not for me")


class Result(TextChoices):
    """What came out of a thread."""

    WORKED = "worked", _("It worked")
    MIXED = "mixed", _("It worked in part")
    DID_NOT = "did_not", _("It did not work")
    OPEN = "open", _("Still open")


class FlagReason(TextChoices):
    """Why a post is reported."""

    UNKIND = "unkind", _("Unkind or against the guidelines")
    PRIVATE = "private", _("Says what is private or confidential")
    WRONG = "wrong", _("Dangerously wrong")
    SPAM = "spam", _("Advertising or spam")
    OTHER = "other", _("Something else")


class Verdict(TextChoices):
    """How a report was settled."""

    UPHELD = "upheld", _("Upheld")
    DISMISSED = "dismissed", _("Nothing to do")


class SanctionKind(TextChoices):
    """What a moderator lays on a person."""

    WARNING = "warning", _("Warning")
    SILENCE = "silence", _("Silence")
    SUSPENSION = "suspension", _("Suspension")


class ModerationAct(TextChoices):
    """What moderators do, as the log says it."""

    HIDE = "hide", _("hid a post")
    SHOW = "show", _("showed a post again")
    HIDE_THREAD = "hide_thread", _("hid a thread")
    SHOW_THREAD = "show_thread", _("showed a thread again")
    CLOSE = "close", _("closed a thread")
    REOPEN = "reopen", _("opened a thread again")
    PIN = "pin", _("pinned a thread")
    UNPIN = "unpin", _("unpinned a thread")
    MOVE = "move", _("moved a thread")
    SPLIT = "split", _("split a thread")
    MERGE = "merge", _("merged a thread")
    RETITLE = "retitle", _("changed a title")
    RELEASE = "release", _("released a held post")
    REFUSE = "refuse", _("refused a held post")
    SETTLE = "settle", _("settled a report")
    WARN = "warn", _("warned a person")
    SILENCE = "silence", _("silenced a person")
    SUSPEND = "suspend", _("suspended a person")
    LIFT = "lift", _("lifted a silence or suspension")
    BOARD = "board", _("changed a board")
