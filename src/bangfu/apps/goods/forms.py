"""What a warehouse keeper writes, and the picture cards of the aided side."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangfu.apps.goods import rules
from bangfu.apps.goods.actions import Given, Said
from bangfu.apps.goods.models import TripLine
from bangfu.apps.regions.api import RegionField
from bangfu.plumbing.clock import today
from bangfu.values import InvalidValue, Money

UNITS_LONGEST = 10


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def _whole(label: Any, **more: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=1, max_value=rules.MOST_UNITS, widget=widget, **more)


class ReceiveForm(forms.Form):
    """One kind of goods of one gift. ``stores``: (number, name) of the organisations one keeps for."""

    item = forms.CharField(label=_("品名"), max_length=rules.ITEM_MAX, help_text=_("例如：大米、血压计、课外书。"))
    quantity = _whole(_("数量"), help_text=_("用最小的单位数：20 箱每箱 24 瓶，写 480。"))
    unit = forms.CharField(label=_("单位"), max_length=rules.UNIT_MAX, help_text=_("例如：袋、瓶、台、册。"))
    received_on = _day(_("哪天收到"))
    expires_on = _day(_("保质期到"), required=False, help_text=_("没有期限就空着。"))
    basis = forms.ChoiceField(
        label=_("估价依据"),
        choices=list(rules.BASES.items()),
        widget=forms.RadioSelect,
        initial="invoice",
        help_text=_("先看发票，没有发票看同类市价，再不行请人评估；都不可靠就不计价。"),
    )
    unit_yuan = forms.CharField(
        label=_("一个单位值多少元"), max_length=20, required=False, help_text=_("例如 58.00；不计价就空着。")
    )
    basis_note = forms.CharField(
        label=_("依据说明"), max_length=200, required=False, help_text=_("发票号、比价网址或评估人。只给办理的人看。")
    )
    purpose = forms.CharField(
        label=_("限定用途"), max_length=60, required=False, help_text=_("捐赠人指定了才写，例如“给小学图书室”。公开。")
    )
    place = RegionField(label=_("指定给哪里"), required=False, help_text=_("捐赠人指定了地方才写。"))
    donor_kind = forms.ChoiceField(
        label=_("捐赠人"), choices=list(rules.DONORS.items()), widget=forms.RadioSelect, initial="named"
    )
    donor = forms.CharField(
        label=_("捐赠人名称"), max_length=100, required=False, help_text=_("加密保存，捐赠人同意才公开。")
    )
    donor_shown = forms.BooleanField(label=_("捐赠人同意公开名称"), required=False)

    def __init__(self, *args: Any, stores: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = forms.Select if len(stores) > 1 else forms.HiddenInput
        own = forms.ChoiceField(label=_("哪家组织的仓库"), choices=stores, initial=stores[0][0], widget=widget)
        self.fields = {"organisation": own} | self.fields
        self.fields["received_on"].initial = today()

    def clean_unit_yuan(self) -> int | None:
        """The value of one unit in whole fen."""
        text = self.cleaned_data["unit_yuan"].strip()
        if not text:
            return None
        try:
            return Money.parse(text).fen
        except InvalidValue as wrong:
            raise forms.ValidationError(wrong.refusal.sentence) from None

    def given(self) -> Given:
        """What the action takes."""
        typed = dict(self.cleaned_data)
        typed.pop("organisation")
        typed["unit_fen"] = None if typed["basis"] == "unvalued" else typed.pop("unit_yuan")
        typed.pop("unit_yuan", None)
        typed["donor"] = typed["donor"] if typed["donor_kind"] == "named" else ""
        return Given(**typed)


class WhatForm(forms.Form):
    """The first page of sending: which goods, how many, where to."""

    goods = forms.ChoiceField(label=_("发什么"))
    units = _whole(_("发多少"))
    place = RegionField(label=_("发到哪里"), help_text=_("输入镇、村的名字、拼音首字母或区划代码"))

    def __init__(self, *args: Any, kinds: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goods"].choices = [  # type: ignore[attr-defined]
            (kind.key, f"{kind.item}（{kind.unit}）· {kind.units}") for kind in kinds
        ]


class SendForm(forms.Form):
    """The second page: when, for which project, and why not what expires first."""

    on = _day(_("哪天发出"))
    project = forms.CharField(
        label=_("项目编号"), max_length=16, required=False, help_text=_("为某个项目发的才写，例如 P-26-000001-X。")
    )
    note = forms.CharField(
        label=_("说明"),
        max_length=rules.TEXT_MAX,
        required=False,
        help_text=_("村里看得到：谁送、怎么联系村里。不要写电话。"),
    )
    reason = forms.CharField(
        label=_("改了数量的原因"),
        max_length=rules.TEXT_MAX,
        required=False,
        help_text=_("没有按先到期先发才要写，会公开。"),
    )
    purpose_kept = forms.BooleanField(label=_("按限定的用途使用"), required=False)

    def __init__(self, *args: Any, restricted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today()
        if not restricted:
            del self.fields["purpose_kept"]


def whole_number(text: str) -> int | None:
    """A whole number as somebody typed it, or None."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= UNITS_LONGEST else None


def read_units(posted: Mapping[str, str], numbers: Sequence[str]) -> dict[str, int]:
    """Units by the lot's number from fields ``units_<number>``; what is no number is nothing."""
    return {number: whole_number(posted.get(f"units_{number}", "")) or 0 for number in numbers}


def read_answers(posted: Mapping[str, str], lines: Sequence[int]) -> dict[int, Said]:
    """The cards that were picked, by the line's id."""
    return {
        line: Said(
            posted.get(f"answer_{line}", ""),
            whole_number(posted.get(f"units_{line}", "")),
            posted.get(f"reason_{line}", "")[:200],
        )
        for line in lines
    }


def cards_of(lines: Sequence[TripLine], answers: Mapping[int, Said]) -> list[dict[str, Any]]:
    """Each item with its four cards, as `goods/arrival.html` draws them; ``answers`` is what was picked before."""
    return [_card(line, answers.get(line.pk, Said(""))) for line in lines if line.left]


def _card(line: TripLine, said: Said) -> dict[str, Any]:
    return {
        "line": line,
        "cards": [
            {"value": value, "words": words, "says": says, "art": art, "picked": value == said.answer}
            for value, (words, says, art) in rules.ANSWERS.items()
        ],
        "units": "" if said.units is None else said.units,
        "reason": said.reason,
        "most": line.left - 1,
        "several": line.left > 1,
    }
