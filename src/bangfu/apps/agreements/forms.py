"""The form of a template."""

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangfu.apps.agreements.rules import TEXT_MAX


class TemplateForm(forms.Form):
    """The whole text. ``seen``: the serial that the page was opened with."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)
    text = forms.CharField(
        label=_("范本正文"),
        max_length=TEXT_MAX,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "lang": "zh-Hans"}),
        help_text=_("“# ”开头的一行是标题，“## ”开头的是小标题，其余每行一段。双花括号里是自动填写的栏目。"),
    )
    note = forms.CharField(label=_("改了什么"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("key", secrets.token_urlsafe(12))
