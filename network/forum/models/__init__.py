"""Models of the forum, one kernel: a board, its threads, their posts, and a reader of each."""

from network.forum.models.board import Board
from network.forum.models.listing import Listing, Match
from network.forum.models.moderation import Flag, ModerationEntry, Sanction
from network.forum.models.outcome import Outcome, ThreadLink
from network.forum.models.post import Attachment, Mention, Post, PostRevision, Useful
from network.forum.models.reader import Bookmark, Draft, Follow, Participant, Reader
from network.forum.models.thread import Thread

__all__ = [
    "Attachment",
    "Board",
    "Bookmark",
    "Draft",
    "Flag",
    "Follow",
    "Listing",
    "Match",
    "Mention",
    "ModerationEntry",
    "Outcome",
    "Participant",
    "Post",
    "PostRevision",
    "Reader",
    "Sanction",
    "Thread",
    "ThreadLink",
    "Useful",
]
