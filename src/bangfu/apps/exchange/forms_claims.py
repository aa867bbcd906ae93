"""What an organisation fills in to take on a need: how many of each item, and how it will be done."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangfu.apps.needs.api import NeedLine
from bangfu.plumbing.ui.formats import number


class OfferForm(forms.Form):
    """How it will be done. All of it is needed only when the offer is handed in."""

    plan = forms.CharField(
        label=gettext_lazy("打算怎么做"),
        help_text=gettext_lazy("谁去、带什么、分几步；提交时至少写 10 个字，村里按它来选。"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    starts_on = forms.DateField(
        label=gettext_lazy("什么时候开始"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("什么时候做完"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    contact = forms.CharField(
        label=gettext_lazy("联系人和电话"),
        help_text=gettext_lazy("加密保存，选定以后村里才看得到。"),
        max_length=80,
        required=False,
    )


class ClaimForm(OfferForm):
    """With one field of units for each item of the need, named ``units_1``, ``units_2`` …"""

    def __init__(
        self, *args: Any, lines: Sequence[NeedLine], organisations: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        own: dict[str, forms.Field] = {
            "organisation": forms.ChoiceField(
                label=_("以哪家组织接单"),
                choices=organisations,
                required=True,
                initial=organisations[0][0] if organisations else None,
                # With one organisation there is nothing to choose; the page only names it.
                widget=forms.Select if len(organisations) > 1 else forms.HiddenInput,
            )
        }
        for line in lines:
            own[f"units_{line.position}"] = self._units(line)
        self.fields = own | self.fields  # the parts come before the plan
        self.positions = [line.position for line in lines]

    @staticmethod
    def _units(line: NeedLine) -> forms.IntegerField:
        units = line.balance
        waiting = _("，另有 %(held)s 洽谈中，可以排队") % {"held": number(units.held)} if units.held else ""
        if units.open or not units.held:
            hint = _("还差 %(open)s %(unit)s") % {"open": number(units.open), "unit": line.unit} + waiting
        else:
            hint = _("都有人在谈。填了就排队，前面有人退出时按先后递补。")
        return forms.IntegerField(
            label=f"{line.item}（{line.unit}）",
            help_text=hint,
            min_value=0,
            max_value=units.missing,
            required=False,
            initial=units.open or None,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )

    def units(self) -> list[Any]:
        """The bound fields of units, in the order of the items."""
        return [self[f"units_{place}"] for place in self.positions]

    def wanted(self) -> dict[int, int]:
        """Units by the line's position; items left empty are not wanted."""
        return {place: self.cleaned_data.get(f"units_{place}") or 0 for place in self.positions}
