"""Writing: threads, replies, edits, previews, drafts, files, mentions."""

from __future__ import annotations

from django.urls import URLPattern, path

from network.forum.views import drafts, editing, files, marks, writing

urlpatterns: list[URLPattern] = [
    path("write/", writing.start_anywhere, name="thread_start_anywhere"),
    path("threads/<int:pk>/edit/", editing.thread_edit, name="thread_edit"),
    path("threads/<int:pk>/reply/", writing.reply_to, name="reply"),
    path("posts/<int:pk>/edit/", editing.post_edit, name="post_edit"),
    path("posts/<int:pk>/delete/", editing.post_delete, name="post_delete"),
    path("posts/<int:pk>/useful/", marks.useful, name="useful"),
    path("posts/<int:pk>/accept/", marks.accept, name="accept"),
    path("preview/", drafts.preview, name="preview"),
    path("drafts/", drafts.drafts, name="drafts"),
    path("drafts/save/", drafts.draft_save, name="draft_save"),
    path("files/add/", files.attachment_add, name="attachment_add"),
    path("files/<int:pk>/", files.attachment, name="attachment"),
    path("people/suggest/", drafts.mention_suggest, name="mention_suggest"),
    path("<slug:slug>/start/", writing.start, name="thread_start"),
]
