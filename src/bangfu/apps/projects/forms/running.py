"""What people write while a project runs: progress, items of the plan, figures, changes, the end, evaluation."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangfu.apps.projects.actions.planning import MOST_FEN, usual
from bangfu.apps.projects.models import PlanItem
from bangfu.apps.projects.rules.diary import ACTIVITY_KINDS, CHANGEABLE
from bangfu.apps.projects.rules.evaluation import MARKS, QUESTIONS
from bangfu.apps.projects.rules.plan import ITEM_KINDS
from bangfu.plumbing.clock import today
from bangfu.plumbing.said import said

BUDGET_ROWS = 8
FEN = 100


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _spoken(words: dict[Any, str]) -> list[tuple[Any, str]]:
    return [(value, said(word)) for value, word in words.items()]


class ProgressForm(forms.Form):
    """One entry of the log: one page, one button."""

    kind = forms.ChoiceField(label=gettext_lazy("做了什么"), choices=())
    words = forms.CharField(
        label=gettext_lazy("经过"),
        help_text=gettext_lazy("一两句就行；公众都看得到，不要写电话和别人的名字。"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    on = forms.DateField(label=gettext_lazy("哪天"), widget=_day())
    present = forms.IntegerField(
        label=gettext_lazy("参加人数"),
        min_value=0,
        max_value=1_000_000,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _spoken(ACTIVITY_KINDS)  # type: ignore[attr-defined]
        self.fields["on"].initial = today()


class ItemForm(forms.Form):
    """A milestone or task."""

    kind = forms.ChoiceField(label=gettext_lazy("里程碑还是任务"), choices=())
    title = forms.CharField(label=gettext_lazy("要做什么"), max_length=60)
    due_on = forms.DateField(label=gettext_lazy("哪天之前"), widget=_day())
    days = forms.IntegerField(label=gettext_lazy("要几天"), min_value=1, max_value=730, initial=1)
    owner = forms.CharField(
        label=gettext_lazy("谁负责"), help_text=gettext_lazy("不公开"), max_length=40, required=False
    )
    after = forms.TypedChoiceField(label=gettext_lazy("先做哪项"), choices=(), coerce=int, required=False)

    def __init__(self, *args: Any, items: Sequence[PlanItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _spoken(ITEM_KINDS)[::-1]  # type: ignore[attr-defined]
        known = [(row.position, row.title) for row in items]
        self.fields["after"].choices = [("", _("不用等")), *known]  # type: ignore[attr-defined]


class IndicatorForm(forms.Form):
    """An indicator of the library or an own one."""

    name = forms.CharField(label=gettext_lazy("看什么"), max_length=60, widget=forms.TextInput(attrs={"list": "known"}))
    unit = forms.CharField(label=gettext_lazy("单位"), max_length=10)
    baseline = forms.DecimalField(label=gettext_lazy("现在是多少"), max_digits=14, decimal_places=2)
    target = forms.DecimalField(label=gettext_lazy("要到多少"), max_digits=14, decimal_places=2)


class ReadingForm(forms.Form):
    """A value on a day, and where it comes from."""

    value = forms.DecimalField(label=gettext_lazy("现在的数"), max_digits=14, decimal_places=2)
    on = forms.DateField(label=gettext_lazy("哪天的数"), widget=_day())
    basis = forms.CharField(label=gettext_lazy("怎么来的"), max_length=200, required=False)


class ChangeForm(forms.Form):
    """A wish to change what was agreed."""

    field = forms.ChoiceField(label=gettext_lazy("改什么"), choices=())
    after = forms.CharField(
        label=gettext_lazy("改成"), help_text=gettext_lazy("日期写成 2026-12-31 的样子"), max_length=1000
    )
    reason = forms.CharField(label=gettext_lazy("为什么"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = _spoken(CHANGEABLE)  # type: ignore[attr-defined]


class EvaluationForm(forms.Form):
    """The few questions of one side, and a word."""

    def __init__(self, *args: Any, side: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = QUESTIONS[side]
        for name, words in self.questions.items():
            self.fields[name] = forms.TypedChoiceField(
                label=said(words), choices=_spoken(MARKS), coerce=int, widget=forms.RadioSelect
            )
        self.fields["words"] = forms.CharField(
            label=_("一句话"),
            help_text=_("公众看得到，不要写电话和别人的名字。"),
            max_length=300,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def marks(self) -> dict[str, int]:
        """The marks by question."""
        return {name: self.cleaned_data[name] for name in self.questions}


def usual_indicators(kind_of_help: str) -> list[dict[str, str]]:
    """The pack's indicators of a kind of help: (id, name, unit)."""
    return [dict(row) for row in usual("indicators", kind_of_help)]


def budget_lines(posted: Any) -> list[tuple[str, int]] | None:
    """(purpose, fen) of the rows that were filled in; None when an amount cannot be read as yuan."""
    found = []
    for row in range(1, BUDGET_ROWS + 1):
        item, yuan = posted.get(f"item_{row}", "").strip(), posted.get(f"yuan_{row}", "").strip()
        if not item and not yuan:
            continue
        try:
            fen = Decimal(yuan.replace(",", "")) * FEN
        except InvalidOperation:
            return None
        if not fen.is_finite() or fen != fen.to_integral_value() or not 0 < fen <= MOST_FEN or not item:
            return None
        found.append((item[:60], int(fen)))
    return found
