"""The form of an occasion."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangfu.apps.occasions import rules
from bangfu.apps.regions.api import resolve
from bangfu.values import Refusal


class OccasionForm(forms.Form):
    """What somebody announces; ``holders`` = (value, name), a value is ``org:<number>`` or ``office:<region prefix>``."""

    kind = forms.ChoiceField(label=_("是什么"), choices=list(rules.KINDS.items()))
    title = forms.CharField(label=_("名称"), max_length=rules.TITLE_MAX)
    place = forms.CharField(label=_("在哪里"), help_text=_("村、镇的名称或 12 位区划代码。"), max_length=60)
    address = forms.CharField(label=_("具体地点"), max_length=rules.ADDRESS_MAX, required=False)
    starts = forms.DateTimeField(label=_("开始"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    ends = forms.DateTimeField(label=_("结束"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    seats = forms.IntegerField(
        label=_("名额"), help_text=_("不填就不限。来访不用填。"), min_value=1, max_value=rules.SEATS_MAX, required=False
    )
    sign_up_by = forms.DateTimeField(
        label=_("报名截止"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    note = forms.CharField(
        label=_("说明"), max_length=rules.NOTE_MAX, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    ask_the_village = forms.BooleanField(label=_("来访超过这个村这个月的上限时，请村里决定"), required=False)

    def __init__(self, *args: Any, holders: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = forms.ChoiceField(label=_("谁来办"), choices=holders, initial=holders[0][0] if holders else "")
        self.fields = {"holder": own} | self.fields

    def clean_place(self) -> str:
        """The code of the place that was written."""
        found = resolve(self.cleaned_data["place"])
        if isinstance(found, Refusal):
            raise forms.ValidationError(found.sentence)
        return found.code

    def values(self) -> dict[str, Any]:
        """Fields of an occasion."""
        typed = self.cleaned_data
        kind, _sep, value = typed["holder"].partition(":")
        names = ("kind", "title", "address", "starts", "ends", "sign_up_by", "seats", "note")
        held = {"organiser": value, "office": ""} if kind == "org" else {"organiser": "", "office": value}
        return {name: typed[name] for name in names} | held | {"region": typed["place"]}
