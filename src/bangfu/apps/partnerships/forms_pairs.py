"""The forms of pairings: terms, an answer, what is written while it lives."""

import secrets
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangfu.apps.agreements.api import INTENT
from bangfu.apps.partnerships.actions.pairings import Terms
from bangfu.apps.partnerships.rules import pairings as rules
from bangfu.apps.regions.api import RegionField
from bangfu.plumbing.clock import today

YEAR = timedelta(days=364)


def _date(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs)


class TermsForm(forms.Form):
    """What is proposed to both sides."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    goals = forms.CharField(
        label=_("共建目标"),
        max_length=rules.TEXT_MAX,
        min_length=4,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("一两句话：一年以后，村里会有什么不一样。不写指标，不写数额。"),
    )
    mutual = forms.CharField(label=_("组织互帮共建"), required=False, max_length=rules.TEXT_MAX)
    homes = forms.CharField(label=_("美丽家园建设"), required=False, max_length=rules.TEXT_MAX)
    special = forms.CharField(label=_("特色帮扶"), required=False, max_length=rules.TEXT_MAX)
    science = forms.CharField(label=_("科学发展共赢"), required=False, max_length=rules.TEXT_MAX)
    starts_on = _date(_("起始日期"))
    ends_on = _date(_("截止日期"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("key", secrets.token_urlsafe(12))
            self.initial.setdefault("starts_on", today())
            self.initial.setdefault("ends_on", today() + YEAR)

    def terms(self) -> Terms:
        """As the action takes them."""
        data = self.cleaned_data
        duties = {code: data[code] for code in rules.DUTIES}
        return Terms(data["goals"], duties, data["starts_on"], data["ends_on"])


class ByHandForm(TermsForm):
    """One pair, chosen by hand."""

    organisation = forms.CharField(
        label=_("社会组织"), max_length=120, help_text=_("写全名或编号，例如 O-26-000012-A。")
    )
    place = RegionField(label=_("镇、村"), levels=("town", "village"))
    field_order = ("key", "organisation", "place", "goals")


class SuggestForm(TermsForm):
    """One side asks the other. ``own``: (value, label) of the sides that the asker may speak for."""

    side = forms.ChoiceField(label=_("代表哪一方"))
    organisation = forms.CharField(
        label=_("想结对的社会组织"), max_length=120, required=False, help_text=_("写全名或编号，例如 O-26-000012-A。")
    )
    place = RegionField(label=_("想结对的镇、村"), levels=("town", "village"), required=False)
    reason = forms.CharField(label=_("为什么想和对方结对"), max_length=300, help_text=_("对方会看到这句话。"))
    field_order = ("key", "side", "organisation", "place", "reason", "goals")

    def __init__(self, *args: Any, own: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"].choices = own  # type: ignore[attr-defined]
        kinds = {value.partition(":")[0] for value, _label in own}
        if kinds == {"organisation"}:
            del self.fields["organisation"]
        elif kinds == {"place"}:
            del self.fields["place"]
        chosen = self.data.get("side", "").partition(":")[0] if self.is_bound else ""
        for name, speaks_as in (("organisation", "place"), ("place", "organisation")):
            if name in self.fields:
                # Whoever speaks for both kinds of sides needs just the one that the chosen side is not.
                self.fields[name].required = len(kinds) == 1 or chosen in ("", speaks_as)
                self.fields[name].error_messages["required"] = _("请写想和谁结对。")
        if len(kinds) == 2:
            self.fields["organisation"].label = _("想结对的社会组织（代表镇、村时写）")
            self.fields["place"].label = _("想结对的镇、村（代表社会组织时写）")

    def two(self) -> tuple[str, str, str]:
        """(side, the organisation as written, the place's code)."""
        data = self.cleaned_data
        side, _colon, own = data["side"].partition(":")
        return (side, own, data["place"].code) if side == "organisation" else (side, data["organisation"].strip(), own)


class AnswerForm(forms.Form):
    """One side's answer."""

    key = forms.CharField(required=False, max_length=60)
    side = forms.ChoiceField(choices=list(rules.SIDES.items()))
    answer = forms.ChoiceField(choices=list(rules.ANSWERS.items()))
    reason = forms.CharField(required=False, max_length=300)


class SignForm(forms.Form):
    """The signer's intent, typed again. ``seen``: the digest of the words that were read."""

    key = forms.CharField(required=False, max_length=60)
    side = forms.CharField(max_length=16)
    seen = forms.CharField(max_length=64)
    intent = forms.CharField(label=_("签署"), max_length=20, required=False)

    expected = INTENT


class PlanForm(forms.Form):
    """One thing of a year's plan."""

    duty = forms.ChoiceField(label=_("属于"), choices=list(rules.DUTIES.items()))
    words = forms.CharField(label=_("做什么"), max_length=200)
    due_on = _date(_("最迟哪天"), required=False)


class VisitForm(forms.Form):
    """A visit that took place."""

    on_day = _date(_("哪天去的"))
    words = forms.CharField(
        label=_("做了什么、看到什么"), max_length=rules.TEXT_MAX, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReviewForm(forms.Form):
    """One side's scores of this year."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scores = [(str(score), f"{score} {words}") for score, words in sorted(rules.SCORES.items(), reverse=True)]
        for code, words in rules.DUTIES.items():
            self.fields[f"score_{code}"] = forms.ChoiceField(label=words, choices=scores, initial="4")
        self.fields["words"] = forms.CharField(label=_("还想说的"), max_length=rules.TEXT_MAX, required=False)

    def scores(self) -> dict[str, int]:
        """By duty."""
        return {code: int(self.cleaned_data[f"score_{code}"]) for code in rules.DUTIES}


class UntilForm(forms.Form):
    """A later end."""

    until = _date(_("续到哪天"))

    def __init__(self, *args: Any, ends_on: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if ends_on and not self.is_bound:
            self.initial.setdefault("until", ends_on + YEAR)


class HandOverForm(forms.Form):
    """Another organisation that carries on."""

    to = forms.CharField(label=_("由哪家接手"), max_length=120, help_text=_("写全名或编号。"))
    until = _date(_("接手后到哪天"))
    reason = forms.CharField(label=_("为什么移交"), max_length=300)


class LiaisonForm(forms.Form):
    """Who a side's liaison person is."""

    words = forms.CharField(
        label=_("本方联系人和电话"),
        max_length=80,
        min_length=2,
        help_text=_("加密保存，只有双方和上级看得到；换人不用重签。"),
    )
