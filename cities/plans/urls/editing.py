"""Addresses where a plan and its actions are changed."""

from __future__ import annotations

from django.urls import URLPattern, path

from cities.plans.views import (
    answering,
    editing,
    editing_actions,
    editing_parts,
    managing,
    publishing,
    redacting,
    reporting,
)

PLAN = "cities/<slug:slug>/plan/"
ACTION = f"{PLAN}actions/<int:pk>/"
UPDATE = f"{ACTION}updates/<int:update>/"

urlpatterns: list[URLPattern] = [
    path(f"{PLAN}begin/", editing.begin, name="plan_begin"),
    path(f"{PLAN}manage/", managing.manage, name="plan_manage"),
    path(f"{PLAN}edit/", editing.edit, name="plan_edit"),
    path(f"{PLAN}edit/presence/", editing.presence, name="plan_presence"),
    path(f"{PLAN}archive/", editing.archive, name="plan_archive"),
    path(f"{PLAN}order/", editing_actions.order, name="plan_order"),
    path(f"{PLAN}publish/", publishing.publish, name="plan_publish"),
    path(f"{PLAN}objectives/new/", editing.add_objective, name="objective_add"),
    path(f"{PLAN}objectives/<int:pk>/", editing.edit_objective, name="objective_edit"),
    path(f"{PLAN}objectives/<int:pk>/remove/", editing.remove_objective, name="objective_remove"),
    path(f"{PLAN}actions/new/", editing_actions.add, name="action_add"),
    path(f"{ACTION}edit/", editing_actions.edit, name="action_edit"),
    path(f"{ACTION}edit/presence/", editing_actions.presence, name="action_presence"),
    path(f"{ACTION}line/", editing_actions.line, name="action_line"),
    path(f"{ACTION}remove/", editing_actions.remove, name="action_remove"),
    path(f"{ACTION}parts/", editing_parts.edit_parts, name="action_parts"),
    path(f"{ACTION}advice/", answering.advice, name="action_advice"),
    path(f"{ACTION}update/", reporting.add, name="update_add"),
    path(f"{ACTION}update/throw-away/", reporting.throw_away, name="update_throw_away"),
    path(f"{UPDATE}correct/", reporting.correct, name="update_correct"),
    path(f"{UPDATE}respond/", answering.respond, name="update_respond"),
    path(f"{UPDATE}redact/", redacting.redact_update, name="update_redact"),
    path(f"{PLAN}parts/<int:pk>/answer/", answering.answer_part, name="part_answer"),
    path(f"{PLAN}responses/<int:pk>/redact/", redacting.redact_response, name="response_redact"),
    path(f"{PLAN}evidence/<int:pk>/redact/", redacting.redact_evidence, name="evidence_redact"),
    path(f"{PLAN}editions/<int:number>/endorse/", answering.endorse, name="edition_endorse"),
]
