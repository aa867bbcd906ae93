"""The forms of a team: its tasks and limits, a choice about organisations, answers to the questions."""

import re
import secrets
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from bangfu.apps.partnerships.models import TeamDraft
from bangfu.apps.partnerships.rules import drafts as rules
from bangfu.apps.partnerships.wording import FEN_PER_WAN, official, plain, wan
from bangfu.apps.programmes.api import choices
from bangfu.apps.regions.api import Region, region_by_code, resolve
from bangfu.values import InvalidValue, PublicNumber

ROWS_SHOWN = 4
KINDS = (("capability", _("能力（级数合计）")), ("resource", _("资源（数量）")))
WEIGHT_LABELS = {
    "cost": _("每万元费用"),
    "member": _("每多一家成员"),
    "other_field": _("领域与牵头单位不同"),
    "same_hub": _("与牵头单位同属一个枢纽（减分）"),
}
TREATMENT_LABELS = (
    ("pin", _("指定参加")),
    ("lead", _("指定牵头")),
    ("exclude", _("不考虑")),
    ("cost", _("只记费用")),
)
_SPLIT = re.compile(r"[，,、；;\s]+")


class TeamForm(forms.Form):
    """What a team is for, and within which limits."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)
    need = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    title = forms.CharField(label=_("名称"), min_length=2, max_length=60, help_text=_("例如“荔枝保鲜和销路联合帮扶”。"))
    place = forms.CharField(
        label=_("地点"),
        required=False,
        max_length=120,
        help_text=_("写统计用区划代码，或从市写起。只考虑服务这个地方的组织；不限地方请留空。"),
    )
    themes = forms.MultipleChoiceField(
        label=_("领域"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("同领域的组织优先。"),
    )
    max_members = forms.IntegerField(
        label=_("最多几家（牵头单位也算）"), min_value=1, max_value=rules.MEMBERS_MAX, initial=5
    )
    budget = forms.DecimalField(
        label=_("预算（万元）"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        decimal_places=2,
        help_text=_("不限请留空。"),
    )
    weight_cost = forms.IntegerField(label=WEIGHT_LABELS["cost"], min_value=0, max_value=rules.WEIGHT_MAX)
    weight_member = forms.IntegerField(label=WEIGHT_LABELS["member"], min_value=0, max_value=rules.WEIGHT_MAX)
    weight_other_field = forms.IntegerField(label=WEIGHT_LABELS["other_field"], min_value=0, max_value=rules.WEIGHT_MAX)
    weight_same_hub = forms.IntegerField(label=WEIGHT_LABELS["same_hub"], min_value=0, max_value=rules.WEIGHT_MAX)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = choices("themes")  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial.setdefault("key", secrets.token_urlsafe(12))
            for name, value in rules.WEIGHTS.items():
                self.initial.setdefault(f"weight_{name}", value)

    @property
    def weights(self) -> list[Any]:
        """The four weights, for the page's folded part."""
        return [self[f"weight_{name}"] for name in rules.WEIGHTS]

    def clean_place(self) -> str:
        text = self.cleaned_data["place"].strip()
        if not text:
            return ""
        found = resolve(text)
        if isinstance(found, Region):
            return str(found.code)
        raise forms.ValidationError(str(found))

    def clean_need(self) -> str:
        text = self.cleaned_data["need"].strip()
        if not text:
            return ""
        try:
            return PublicNumber.parse(text).text
        except InvalidValue as wrong:
            raise forms.ValidationError(str(wrong.refusal)) from wrong

    def values(self) -> dict[str, Any]:
        """What the action takes, without the tasks."""
        data = self.cleaned_data
        budget: Decimal | None = data["budget"]
        return {
            "title": data["title"].strip(),
            "need": data["need"],
            "place": data["place"],
            "themes": data["themes"],
            "max_members": data["max_members"],
            "budget_fen": None if budget is None else int(budget * FEN_PER_WAN),
            "weights": {name: data[f"weight_{name}"] for name in rules.WEIGHTS},
        }


class TaskForm(forms.Form):
    """One task; a row without a name is none."""

    kind = forms.ChoiceField(label=_("种类"), choices=KINDS, required=False)
    word = forms.CharField(
        label=_("需要什么"), max_length=60, required=False, widget=forms.TextInput(attrs={"list": "team-words"})
    )
    amount = forms.IntegerField(label=_("多少"), min_value=1, max_value=rules.AMOUNT_MAX, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        word, kind = cleaned.get("word", ""), cleaned.get("kind") or "capability"
        if not word or self.errors:
            return cleaned
        try:
            cleaned["word"] = official(word, kind)
        except InvalidValue as wrong:
            self.add_error("word", str(wrong.refusal))
        if not cleaned.get("amount"):
            self.add_error("amount", _("请写多少，至少 1。"))
        return cleaned


TaskFormSet: type[BaseFormSet[Any]] = formset_factory(TaskForm, extra=0, max_num=rules.TASKS_MAX, validate_max=True)


def read_tasks(formset: "BaseFormSet[Any]") -> dict[str, dict[str, int]]:
    """The tasks that were filled in; the same word twice is added up."""
    found: dict[str, dict[str, int]] = {"capability": {}, "resource": {}}
    for form in formset:
        data = form.cleaned_data
        if data.get("word"):
            some = found[data.get("kind") or "capability"]
            some[data["word"]] = some.get(data["word"], 0) + data["amount"]
    return {"required_capabilities": found["capability"], "required_resources": found["resource"]}


def initial_tasks(capabilities: dict[str, int], resources: dict[str, int]) -> list[dict[str, Any]]:
    """Tasks as rows of the form, with empty rows to write in."""
    rows = [
        {"kind": kind, "word": word, "amount": amount}
        for kind, some in (("capability", capabilities), ("resource", resources))
        for word, amount in some.items()
    ]
    return (rows + [{"kind": "capability"} for _ in range(max(1, ROWS_SHOWN - len(rows)))])[: rules.TASKS_MAX]


def initial_of(draft: TeamDraft) -> dict[str, Any]:
    """A stored draft as the form shows it."""
    place = region_by_code(draft.place) if draft.place else None
    return {
        "version": draft.version,
        "need": draft.need,
        "title": draft.title,
        "place": place.full_name if place else "",
        "themes": draft.themes,
        "max_members": draft.max_members,
        "budget": None if draft.budget_fen is None else plain(wan(draft.budget_fen)),
        "key": secrets.token_urlsafe(12),
        **{f"weight_{name}": draft.weights.get(name, value) for name, value in rules.WEIGHTS.items()},
    }


class ChoiceForm(forms.Form):
    """A choice about one organisation or several, by number or name."""

    organisations = forms.CharField(label=_("组织的编号或全名"), max_length=400, help_text=_("几家之间用顿号隔开。"))
    treatment = forms.ChoiceField(label=_("怎样安排"), choices=[*TREATMENT_LABELS, ("", _("取消安排"))], required=False)
    reason = forms.CharField(label=_("原因"), max_length=200, required=False)
    cost = forms.DecimalField(
        label=_("费用（万元）"), required=False, min_value=0, max_value=1_000_000, decimal_places=2
    )
    more_seats = forms.BooleanField(required=False)
    solve = forms.BooleanField(required=False)

    def clean_organisations(self) -> list[str]:
        pieces = [piece for piece in _SPLIT.split(self.cleaned_data["organisations"]) if piece]
        if not 1 <= len(pieces) <= rules.MEMBERS_MAX:
            raise forms.ValidationError(_("请写 1 到 20 家组织。"))
        return list(dict.fromkeys(pieces))

    def cost_fen(self) -> int | None:
        """The cost in whole fen, None when nothing was said."""
        cost: Decimal | None = self.cleaned_data["cost"]
        return None if cost is None else int(cost * FEN_PER_WAN)


class AnswerForm(forms.Form):
    """Answers in words; a question that was not asked has no field in the page and stays as it was."""

    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in rules.QUESTIONS:
            self.fields[code] = forms.CharField(required=False, max_length=500)

    def answers(self) -> dict[str, str]:
        """The answers to the questions that the page asked."""
        return {code: self.cleaned_data[code] for code in rules.QUESTIONS if code in self.data}
