"""The forms of a question and of its code."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangfu.apps.supervision import rules, rules_complaints


class AskForm(forms.Form):
    """A question; with ``organisations`` = (number, name) it is asked in the name of one of them."""

    words = forms.CharField(
        label=_("您想问什么"),
        help_text=_("一次问一件事。不要写姓名、电话和证件号。"),
        min_length=rules.WORDS_MIN,
        max_length=rules.WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, organisations: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if organisations:
            own = forms.ChoiceField(
                label=_("以哪家组织提问"),
                choices=organisations,
                initial=organisations[0][0],
                widget=forms.Select if len(organisations) > 1 else forms.HiddenInput,
            )
            self.fields = {"organisation": own} | self.fields


class CodeForm(forms.Form):
    """The tracking code as somebody types it."""

    code = forms.CharField(label=_("查询码"), help_text=_("提交后给您的 16 位字母和数字。"), max_length=40)


class ComplaintForm(forms.Form):
    """Anybody's question, complaint or report about a page."""

    kind = forms.ChoiceField(
        label=_("这是"),
        choices=list(rules_complaints.COMPLAINT_KINDS.items()),
        widget=forms.RadioSelect,
        initial="complain",
    )
    words = forms.CharField(
        label=_("请写清是什么事"),
        help_text=_("什么时候、什么事、想要怎样。不用写您是谁。"),
        min_length=rules.WORDS_MIN,
        max_length=rules.WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class AgainForm(forms.Form):
    """What was not dealt with."""

    words = forms.CharField(
        label=_("哪里没有办好"),
        min_length=rules.WORDS_MIN,
        max_length=rules.WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
