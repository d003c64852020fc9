"""Moderation: reports, held posts, boards, people, the log, guidelines and appeals."""

from __future__ import annotations

from django.urls import URLPattern, path

from network.forum.views import flags, held, managing, sanctions, thread_moderate

urlpatterns: list[URLPattern] = [
    path("moderation/", flags.moderation, name="moderation"),
    path("moderation/posts/<int:pk>/", flags.flag_settle, name="flag_settle"),
    path("moderation/held/", held.held, name="held"),
    path("moderation/log/", managing.moderation_log, name="moderation_log"),
    path("moderation/people/", sanctions.sanctions, name="sanctions"),
    path("moderation/people/<int:pk>/", sanctions.sanction, name="sanction"),
    path("moderation/boards/", managing.boards_manage, name="boards_manage"),
    path("moderation/boards/new/", managing.board_add, name="board_add"),
    path("moderation/boards/<int:pk>/", managing.board_edit, name="board_edit"),
    path("posts/<int:pk>/report/", flags.flag, name="flag"),
    path("posts/<int:pk>/hide/", thread_moderate.post_hide, name="post_hide"),
    path("threads/<int:pk>/moderate/", thread_moderate.thread_moderate, name="thread_moderate"),
    path("guidelines/", sanctions.guidelines, name="guidelines"),
    path("appeal/", sanctions.appeal, name="appeal"),
]
