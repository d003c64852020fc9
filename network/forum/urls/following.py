"""What one person follows, keeps and is told: levels, bookmarks, what is new, feeds."""

from __future__ import annotations

from django.urls import URLPattern, path

from network.forum.views import bookmarks, feeds, following

urlpatterns: list[URLPattern] = [
    path("new/", following.forum_new, name="forum_new"),
    path("new/read/", following.mark_all_read, name="mark_all_read"),
    path("following/", following.forum_following, name="forum_following"),
    path("threads/<int:pk>/level/", following.thread_level, name="thread_level"),
    path("bookmarks/", bookmarks.bookmarks, name="bookmarks"),
    path("posts/<int:pk>/bookmark/", bookmarks.bookmark, name="bookmark"),
    path("feeds/", feeds.feed_addresses, name="feed_addresses"),
    path("feed/<str:token>/", feeds.forum_feed, name="forum_feed"),
    path("threads/<int:pk>/feed/", feeds.thread_feed, name="thread_feed"),
    path("<slug:slug>/feed/", feeds.board_feed, name="board_feed"),
]
