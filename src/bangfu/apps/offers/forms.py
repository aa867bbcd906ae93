"""What an organisation fills in to offer something, and what a place fills in to ask for it."""

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bangfu.apps.offers import rules
from bangfu.apps.offers.models import Offer, OfferLine
from bangfu.apps.offers.rules import Given
from bangfu.apps.programmes.api import choices, vocabulary
from bangfu.apps.regions.api import Region, resolve
from bangfu.plumbing.ui.formats import number

LINES_SHOWN = 3
SECTIONS = (
    (_("能给什么"), "organisation title way description"),
    (_("给谁、去哪里"), "theme groups served"),
    (_("什么时候、什么条件"), "starts_on ends_on conditions"),
    (_("凭什么"), "qualification past contact"),
)


class OfferForm(forms.Form):
    """Everything about an offer but its items. ``served``: one place a line, by name or code."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    organisation = forms.ChoiceField(label=_("哪家组织"))
    title = forms.CharField(
        label=_("供给名称"),
        min_length=rules.TITLE_MIN,
        max_length=rules.TITLE_MAX,
        help_text=_("一句话说清能给什么，例如“果树修剪技术下乡，每村一天”。"),
    )
    way = forms.ChoiceField(
        label=_("方式"), choices=list(rules.WAYS.items()), widget=forms.RadioSelect, initial="goods"
    )
    description = forms.CharField(
        label=_("说明"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=1000,
        help_text=_("怎么给、谁来做、村里要准备什么。不要写电话和姓名。"),
    )
    theme = forms.ChoiceField(label=_("领域"))
    groups = forms.MultipleChoiceField(label=_("服务对象"), required=False, widget=forms.CheckboxSelectMultiple)
    served = forms.CharField(
        label=_("服务哪些地方"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=600,
        help_text=_("省、市、县或镇村都可以，用顿号或换行分开，例如“梅州市、清远市连南县”。"),
    )
    starts_on = forms.DateField(
        label=_("什么时候开始"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("有效期到"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    conditions = forms.CharField(
        label=_("条件"), required=False, max_length=300, help_text=_("例如“村里提供场地和电”。没有就空着。")
    )
    qualification = forms.CharField(label=_("专业资质"), required=False, max_length=200)
    past = forms.CharField(label=_("过往成效"), required=False, max_length=300)
    contact = forms.CharField(
        label=_("联系人和电话"), required=False, max_length=80, help_text=_("加密保存，接受点单以后村里才看得到。")
    )

    def __init__(self, *args: Any, organisations: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = list(organisations)  # type: ignore[attr-defined]
        self.fields["theme"].choices = [("", _now("请选择")), *choices("themes")]  # type: ignore[attr-defined]
        self.fields["groups"].choices = choices("beneficiary_groups")  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial.setdefault("key", secrets.token_urlsafe(12))

    def clean_served(self) -> list[Region]:
        found = []
        for text in read_places(self.cleaned_data["served"]):
            place = resolve(text)
            if not isinstance(place, Region):
                raise forms.ValidationError(str(place))
            found.append(place)
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        refusals = rules.draft_refusals(
            title=cleaned.get("title", "占位标题"),
            way=cleaned.get("way", "goods"),
            starts_on=cleaned.get("starts_on"),
            ends_on=cleaned.get("ends_on"),
        )
        for refusal in refusals:
            self.add_error({"dates_order": "ends_on", "way": "way"}.get(refusal.code, "title"), str(refusal))
        return cleaned

    def sections(self) -> list[dict[str, Any]]:
        """The fields as the page groups them; the items stand after the first group."""
        return [
            {"label": label, "fields": [self[name] for name in names.split()], "has_lines": place == 0}
            for place, (label, names) in enumerate(SECTIONS)
        ]

    def values(self) -> dict[str, Any]:
        """What the action takes beside organisation, items and places."""
        data = dict(self.cleaned_data)
        entry = vocabulary().get("themes", data["theme"])
        data["themes"] = [data.pop("theme")]
        data["kind_of_help"] = entry.link("kind_of_help") if entry else ""
        return {name: value for name, value in data.items() if name not in ("key", "version", "organisation", "served")}


def read_places(text: str) -> list[str]:
    """The places that somebody wrote in one box, however they parted them."""
    for mark in "；;，,\n\r":
        text = text.replace(mark, "、")
    return [part.strip() for part in text.split("、") if part.strip()]


class GivenForm(forms.Form):
    """One item; a row left wholly empty is no item."""

    item = forms.CharField(label=_("给什么"), max_length=60, required=False)
    quantity = forms.IntegerField(label=_("数量"), min_value=1, max_value=rules.QUANTITY_MAX, required=False)
    unit = forms.CharField(label=_("单位"), max_length=10, required=False)

    def is_blank(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in ("item", "quantity", "unit"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.is_blank() or self.errors:
            return cleaned
        wanted = (("item", _("请写给什么。")), ("quantity", _("请写数量。")), ("unit", _("请写单位，例如台、次、人。")))
        for name, sentence in wanted:
            if not cleaned.get(name):
                self.add_error(name, sentence)
        return cleaned


GivenFormSet: type[BaseFormSet[Any]] = formset_factory(GivenForm, extra=0, max_num=rules.LINES_MAX, validate_max=True)


def read_lines(formset: "BaseFormSet[Any]") -> list[Given]:
    """The items that were filled in, each with the vocabulary's resource where its name is one."""
    found = []
    for form in formset:
        if not form.is_blank():
            data = form.cleaned_data
            known = vocabulary().find(data["item"], "resources")
            found.append(Given(data["item"], data["quantity"], data["unit"], known[0].id if known else ""))
    return found


def initial_of(offer: Offer) -> dict[str, Any]:
    """A stored offer as the form shows it."""
    plain = {name: getattr(offer, name) for name in OfferForm.base_fields if hasattr(offer, name)}
    return plain | {
        "organisation": offer.organisation.number,
        "served": "、".join(row.region.full_name for row in offer.places.all()),
        "key": secrets.token_urlsafe(12),
    }


def initial_lines(offer: Offer | None) -> list[dict[str, Any]]:
    """The items as form rows, with empty rows to write in."""
    rows = [
        {"item": line.item, "quantity": line.quantity, "unit": line.unit}
        for line in (offer.lines.all() if offer else ())
    ]
    return rows + [{} for _row in range(max(1, LINES_SHOWN - len(rows)))]


class OrderForm(forms.Form):
    """Units of each item, named ``units_1``, ``units_2`` …, for which place and what for."""

    purpose = forms.CharField(
        label=_("给谁用、派什么用场"),
        help_text=_("至少写 10 个字，组织按它来定。不要写村民的姓名和电话。"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    wanted_by = forms.DateField(
        label=_("希望什么时候"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    contact = forms.CharField(
        label=_("联系人和电话"), help_text=_("加密保存，组织接受以后才看得到。"), max_length=80, required=False
    )

    def __init__(self, *args: Any, lines: Sequence[OfferLine], places: Sequence[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.positions = [line.position for line in lines]
        self.places = {place.code: place for place in places}
        own: dict[str, forms.Field] = {
            "region": forms.ChoiceField(
                label=_("给哪里点"),
                choices=[(place.code, place.full_name) for place in places],
                initial=places[0].code if places else None,
                widget=forms.Select if len(places) > 1 else forms.HiddenInput,
            )
        }
        self.fields = own | {f"units_{line.position}": self._units(line) for line in lines} | self.fields

    @staticmethod
    def _units(line: OfferLine) -> forms.IntegerField:
        units = line.balance
        if units.open:
            hint = _now("还有 %(open)s %(unit)s") % {"open": number(units.open), "unit": line.unit}
        else:
            hint = _now("都有村在点。填了就排队，前面有村退出时按先后递补。")
        return forms.IntegerField(
            label=f"{line.item}（{line.unit}）",
            help_text=hint,
            min_value=0,
            max_value=units.missing,
            required=False,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )

    def units(self) -> list[Any]:
        """The bound fields of units, in the order of the items."""
        return [self[f"units_{place}"] for place in self.positions]

    def wanted(self) -> dict[int, int]:
        """Units by the item's position; items left empty are not wanted."""
        return {place: self.cleaned_data.get(f"units_{place}") or 0 for place in self.positions}
