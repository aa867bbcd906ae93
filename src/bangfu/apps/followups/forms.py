"""The form for a new followup."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangfu.apps.followups.actions import ActionPoint
from bangfu.apps.people.api import person_by_login
from bangfu.plumbing.access import Scope
from bangfu.plumbing.clock import SHANGHAI

END_OF_WORK = time(18, 0)


class FollowupForm(forms.Form):
    title = forms.CharField(label=_("要办的事"), max_length=80)
    detail = forms.CharField(label=_("说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    owner = forms.CharField(label=_("经办人的登录名"), max_length=60)
    due_day = forms.DateField(
        label=_("哪天之前办好"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    region = forms.CharField(
        label=_("所在地方的区划代码"), max_length=12, required=False, help_text=_("例如 440106000000。不限地方的留空。")
    )

    def clean_owner(self) -> str:
        person = person_by_login(self.cleaned_data["owner"].strip().lower())
        if person is None:
            raise forms.ValidationError(_("没有这个登录名，请核对。"))
        return person

    def point(self) -> ActionPoint:
        """What the valid form asks for; due at the end of the working day."""
        data: dict[str, Any] = self.cleaned_data
        due = datetime.combine(data["due_day"], END_OF_WORK, SHANGHAI)
        return ActionPoint(data["title"], data["owner"], due, Scope(region=data["region"].strip()), data["detail"])
