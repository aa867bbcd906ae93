"""The forms of campaigns."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangfu.apps.giving import rules
from bangfu.apps.regions.api import resolve
from bangfu.values import Refusal


class AmountField(forms.CharField):
    """An amount in yuan that becomes whole fen; every bad one has its sentence."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=40, widget=widget, **options)

    def clean(self, value: Any) -> Any:
        """Fen, or None when nothing was asked for and nothing typed."""
        typed = super().clean(value)
        if not typed and not self.required:
            return None
        found = rules.read_amount(typed)
        if isinstance(found, Refusal):
            raise forms.ValidationError(" ".join(filter(None, (found.sentence, found.fix))))
        return found


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))


def _line(label: Any, help_text: Any = "", most: int = rules.LINE_MAX) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=most, required=False)


class CampaignForm(forms.Form):
    """What an organisation enters; ``organisations`` = (number, name)."""

    kind = forms.ChoiceField(label=_("类型"), choices=list(rules.KINDS.items()))
    title = forms.CharField(label=_("活动名称"), max_length=rules.TITLE_MAX)
    purpose = forms.CharField(
        label=_("款项用于什么"), max_length=rules.PURPOSE_MAX, widget=forms.Textarea(attrs={"rows": 3})
    )
    place = forms.CharField(label=_("受益的地方"), help_text=_("村、镇的名称或 12 位区划代码。"), max_length=60)
    payee = _line(_("收款的慈善组织编号"), _("由本组织收款的不用填。"), 16)
    agreement = _line(_("合作募捐协议编号"), _("收款的是另一家慈善组织时必填。"), 60)
    plan_no = _line(_("募捐方案备案号"), _("在“慈善中国”备案后取得。"), 60)
    plan_from, plan_until = _day(_("方案开始日期")), _day(_("方案结束日期"))
    office = _line(_("负责的部门和联系方式"))
    fee = _line(_("募捐成本"), _("例如“不从善款列支”。"))
    leftover = _line(_("剩余财产怎么处理"))
    platform = _line(_("指定平台的名称"), _("请在民政部公布的名单上核对。"), 40)
    platform_url = _line(_("备案页面地址"), _("以 https:// 开头。"), 300)
    target = AmountField(label=_("目标金额（元）"), required=False)

    def __init__(self, *args: Any, organisations: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if organisations:
            own = forms.ChoiceField(label=_("发起的组织"), choices=organisations, initial=organisations[0][0])
            self.fields = {"organisation": own} | self.fields

    def clean_place(self) -> str:
        """The code of the place that was written."""
        found = resolve(self.cleaned_data["place"])
        if isinstance(found, Refusal):
            raise forms.ValidationError(found.sentence)
        return found.code

    def values(self, organisation: str) -> dict[str, Any]:
        """Fields of a campaign of ``organisation``, which receives the money unless another is named."""
        typed = {name: value for name, value in self.cleaned_data.items() if name not in ("organisation", "place")}
        return typed | {"region": self.cleaned_data["place"], "payee": typed["payee"] or organisation}


class GiftForm(forms.Form):
    """A gift that came in cash or by bank, with the taker's checklist; ``campaigns`` = (number, title)."""

    campaign = forms.ChoiceField(label=_("募捐活动"))
    amount = AmountField(label=_("金额（元）"))
    through = forms.ChoiceField(label=_("到账渠道"), choices=list(rules.THROUGH.items()))
    on = forms.DateField(label=_("到账日期"), widget=forms.DateInput(attrs={"type": "date"}))
    refers = _line(_("银行流水号或平台订单号"), _("捐赠人凭它查询；同一个号只登记一次。"), 60)
    name = _line(_("署名"), _("匿名就留空。只有本组织看得到，捐赠人可以要求删去。"), 40)
    checked = forms.MultipleChoiceField(
        label=_("收之前逐项核对"),
        choices=[each for each in rules.CHECKLIST["taker"] if each[0] != "goods"],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, campaigns: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["campaign"].choices = list(campaigns)  # type: ignore[attr-defined]


class FindForm(forms.Form):
    """What a giver has: our number, or the platform's order with amount and day."""

    number = _line(_("查询码"), _("捐赠确认单上的 16 位字母和数字。"), 40)
    order = _line(_("平台订单号"), _("没有查询码时，填下面三项。"), 60)
    amount = AmountField(label=_("金额（元）"), required=False)
    on = forms.DateField(label=_("捐赠日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """One of the two ways, whole."""
        typed: dict[str, Any] = super().clean() or {}
        if not typed.get("number") and not all(typed.get(name) for name in ("order", "amount", "on")):
            raise forms.ValidationError(_("请填查询码，或者订单号、金额、日期三项都填。"))
        return typed


class SandboxForm(forms.Form):
    """The amount of a gift to the example payee."""

    CHOICES = (("100", _("1 元")), ("1000", _("10 元")), ("5000", _("50 元")), ("", _("其他")))
    amount = forms.ChoiceField(
        label=_("金额"), choices=CHOICES, initial="100", widget=forms.RadioSelect, required=False
    )
    other = AmountField(label=_("其他金额（元）"), required=False)
    name = forms.CharField(
        label=_("署名"),
        help_text=_("不公开，只有收款的慈善组织看得到。"),
        max_length=40,
        initial=rules.ANYBODY,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """``fen``: what is given."""
        typed: dict[str, Any] = super().clean() or {}
        fen = int(typed["amount"]) if typed.get("amount") else typed.get("other")
        if not fen and "other" not in self.errors:
            self.add_error("other", _("请填金额。"))
        return typed | {"fen": fen}


class PledgeForm(forms.Form):
    """A promise for a campaign."""

    amount = AmountField(label=_("认捐金额（元）"))
    organisation = _line(_("认捐组织的编号"), _("个人认捐请留空，不写姓名。"), 16)
