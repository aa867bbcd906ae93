"""Forms of a profile, of hours, and of a sample."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangfu.apps.organisations.api import organisations_by_number
from bangfu.apps.regions.api import RegionField
from bangfu.apps.volunteers import rules, rules_samples
from bangfu.plumbing.clock import SHANGHAI


class ProfileForm(forms.Form):
    """What one can do, where and when: ticks alone."""

    helps_with = forms.MultipleChoiceField(
        label=_("能帮什么"), choices=list(rules.HELPS_WITH.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    region = RegionField(label=_("在哪里"), required=False)
    free = forms.MultipleChoiceField(
        label=_("什么时候有空"), choices=list(rules.FREE.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    organisation = forms.CharField(
        label=_("哪个组织派您去"),
        help_text=_("组织编号，例如 O-26-000001-X；自己去的就空着。"),
        max_length=32,
        required=False,
    )

    def clean_organisation(self) -> str:
        """A number of the registry."""
        number = self.cleaned_data["organisation"].strip()
        if number and number not in organisations_by_number([number]):
            raise forms.ValidationError(_("没有这个编号的组织，请核对。"))
        return str(number)

    def values(self) -> dict[str, str]:
        """Fields of a profile."""
        typed = self.cleaned_data
        return {
            "helps_with": " ".join(typed["helps_with"]),
            "region": typed["region"].code if typed["region"] else "",
            "free": " ".join(typed["free"]),
            "organisation": typed["organisation"],
        }


class HoursForm(forms.Form):
    """Hours of one day at one place."""

    region = RegionField(label=_("帮的是哪个村"), levels=("village", "town"))
    day = forms.DateField(label=_("哪一天"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    begins = forms.TimeField(label=_("从几点"), widget=forms.TimeInput(attrs={"type": "time"}))
    ends = forms.TimeField(label=_("到几点"), widget=forms.TimeInput(attrs={"type": "time"}))
    what = forms.CharField(
        label=_("做了什么"),
        help_text=_("一句话，不写老人、孩子的姓名和病情。"),
        max_length=rules.WHAT_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    subject = forms.CharField(
        label=_("为哪个项目"), help_text=_("项目编号，没有就空着。"), max_length=40, required=False
    )
    subject_kind = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def values(self, organisation: str) -> dict[str, Any]:
        """Fields of hours; times are those of Shanghai."""
        typed = self.cleaned_data
        number = typed["subject"].strip()
        return {
            "region": typed["region"].code,
            "starts": datetime.combine(typed["day"], typed["begins"], SHANGHAI),
            "ends": datetime.combine(typed["day"], typed["ends"], SHANGHAI),
            "what": typed["what"],
            "organisation": organisation,
            "subject": number,
            "subject_kind": (typed["subject_kind"] or "project") if number else "",
        }


class SampleForm(forms.Form):
    """From what a sample is drawn, and how sure it shall be. ``kinds``: (kind, title)."""

    kind = forms.ChoiceField(label=_("查什么"))
    region = RegionField(label=_("哪里"))
    since = forms.DateField(label=_("从哪天"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(label=_("到哪天"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    tolerable = forms.TypedChoiceField(
        label=_("最多能容忍多少不实"), coerce=int, choices=rules_samples.TOLERABLE, initial=50
    )
    confidence = forms.TypedChoiceField(
        label=_("要多大把握"), coerce=int, choices=rules_samples.CONFIDENCE, initial=950
    )

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
