"""The form of invitations: terms, each member's work and shares, answers to the questions; and of a new settlement."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangfu.apps.partnerships.actions.teams import TeamTerms
from bangfu.apps.partnerships.queries.formed import Proposed
from bangfu.apps.partnerships.rules import teams as rules
from bangfu.apps.partnerships.rules.teams import Part
from bangfu.apps.partnerships.wording import FEN_PER_WAN
from bangfu.plumbing.clock import today

SPARE_ROWS = 2


class FormingForm(forms.Form):
    """What the team is formed for."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    goals = forms.CharField(
        label=_("要做成什么样"),
        min_length=4,
        max_length=rules.GOALS_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    starts_on = forms.DateField(label=_("起始日期"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("截止日期"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    budget = forms.DecimalField(
        label=_("经费总额（万元）"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        decimal_places=2,
        help_text=_("各家自己支出、自己记账；不涉及经费请留空。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("key", secrets.token_urlsafe(12))
            self.initial.setdefault("starts_on", today())
            self.initial.setdefault("ends_on", today() + timedelta(days=181))

    def terms(self, lead: str) -> TeamTerms:
        """As the action takes them."""
        data = self.cleaned_data
        fen = int((data["budget"] or 0) * FEN_PER_WAN)
        return TeamTerms(data["goals"], data["starts_on"], data["ends_on"], fen, lead)


class ResettleForm(forms.Form):
    """Why the shares change. ``seen``: the serial of the settlement that the page showed."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10_000)
    why = forms.CharField(label=_("为什么改"), max_length=200, help_text=_("成员签字前会看到。"))


def rows_to_fill(members: Sequence[Proposed]) -> list[dict[str, Any]]:
    """The rows of the table of members: those proposed, and some to be filled in."""
    rows = [
        {"organisation": one.number, "name": one.name, "tasks": list(one.tasks), "work": one.work, "budget": one.budget,
         "credit": one.credit}
        for one in members
    ]  # fmt: skip
    return rows + [
        dict.fromkeys(("organisation", "name", "work", "budget", "credit"), "") | {"tasks": []}
        for _n in range(SPARE_ROWS)
    ]


def rows_typed(posted: Any) -> list[dict[str, Any]]:
    """The same rows as they were typed; empty ones are kept, so that the page comes back as it was."""
    rows = []
    for place in range(30):
        name = posted.get(f"m-{place}-organisation")
        if name is None:
            break
        rows.append(
            {
                "organisation": name.strip()[:120],
                "name": posted.get(f"m-{place}-name", "")[:120],
                "tasks": [task for task in posted.get(f"m-{place}-tasks", "")[:900].split("、") if task],
                "work": posted.get(f"m-{place}-work", "")[: rules.WORK_MAX],
                "budget": posted.get(f"m-{place}-budget", "")[:8],
                "credit": posted.get(f"m-{place}-credit", "")[:8],
            }
        )
    return rows


def parts_of(rows: Sequence[dict[str, Any]], numbers: Sequence[str]) -> list[Part]:
    """The rows that name somebody, as parts. ``numbers``: their organisations by number, in order.

    Errors: ``ValueError`` with the name beside a share that is none.
    """
    found = []
    for row, number in zip([row for row in rows if row["organisation"]], numbers, strict=True):
        try:
            budget, credit = rules.permille_of(row["budget"] or "0"), rules.permille_of(row["credit"] or "0")
        except ValueError as wrong:
            raise ValueError(row["name"] or row["organisation"]) from wrong
        found.append(Part(number, row["work"], budget, credit, tuple(row["tasks"])))
    return found
