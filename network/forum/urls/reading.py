"""Reading: boards, lists of threads, threads and posts."""

from __future__ import annotations

from django.urls import URLPattern, path

from network.forum.views import lists, threads

urlpatterns: list[URLPattern] = [
    path("", lists.forum, name="forum"),
    path("boards/", lists.boards, name="boards"),
    path("posts/<int:pk>/", threads.post, name="post"),
    path("posts/<int:pk>/history/", threads.post_history, name="post_history"),
    path("threads/<int:pk>/unread/", threads.thread_unread, name="thread_unread"),
    path("<slug:slug>/", lists.board, name="board"),
    path("<slug:board>/<int:pk>-<str:slug>/", threads.thread, name="thread"),
]
