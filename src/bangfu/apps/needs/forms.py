"""The desk form of a need: one page, checked again by the rules before anything is written."""

import secrets
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from bangfu.apps.needs import rules
from bangfu.apps.needs.models import Need
from bangfu.apps.needs.queries_life import seasons
from bangfu.apps.needs.rules import Line
from bangfu.apps.programmes.api import vocabulary
from bangfu.apps.regions.api import Region, resolve

LINES_SHOWN = 3
SECTIONS = (
    (_("缺什么"), "title words description"),
    (_("给谁"), "theme other_themes nature groups beneficiaries"),
    (_("地点和时间"), "place urgency claim_by needed_by season"),
    (_("承接和验收"), "max_partners min_partners accepted_by source on_behalf_of"),
)


def _choices(section: str) -> list[tuple[str, str]]:
    return [(entry.id, entry.zh) for entry in vocabulary().section(section)]


class NeedForm(forms.Form):
    """Everything about a need but its items. ``place`` takes a statistics code or the path from the prefecture."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label=_("需求名称"),
        min_length=rules.TITLE_MIN,
        max_length=rules.TITLE_MAX,
        help_text=_("一句话说清缺什么、要多少，例如“村卫生站缺 20 台血压计”。"),
    )
    words = forms.CharField(
        label=_("村里怎么说"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=1000,
        help_text=_("原话最好。不要写身份证号、电话和病人姓名。"),
    )
    description = forms.CharField(
        label=_("补充说明"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000
    )
    place = forms.CharField(
        label=_("地点"),
        help_text=_("到镇或村：写统计用区划代码，或从市写起，例如“梅州市五华县华城镇”。"),
        max_length=120,
    )
    theme = forms.ChoiceField(label=_("领域"))
    other_themes = forms.MultipleChoiceField(
        label=_("还涉及"), required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    nature = forms.ChoiceField(
        label=_("输血还是造血"), choices=list(rules.NATURES.items()), widget=forms.RadioSelect, initial="relief"
    )
    groups = forms.MultipleChoiceField(label=_("受益群体"), required=False, widget=forms.CheckboxSelectMultiple)
    beneficiaries = forms.IntegerField(label=_("受益人数"), min_value=0, max_value=10_000_000, initial=0)
    urgency = forms.TypedChoiceField(
        label=_("紧急程度"), choices=list(rules.URGENCIES.items()), coerce=int, widget=forms.RadioSelect, initial=1
    )
    claim_by = forms.DateField(
        label=_("接单截止日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    needed_by = forms.DateField(
        label=_("希望完成"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    season = forms.ChoiceField(
        label=_("季节"), required=False, help_text=_("每年这时候都要的，选一个；明年会问您要不要照着再发一条。")
    )
    max_partners = forms.IntegerField(label=_("最多几家承接"), min_value=1, max_value=99, initial=1)
    min_partners = forms.IntegerField(label=_("最少几家承接"), min_value=0, max_value=99, initial=0)
    accepted_by = forms.CharField(
        label=_("谁来验收"), required=False, max_length=120, help_text=_("例如“村委、村民代表 3 人”，不写姓名。")
    )
    source = forms.ChoiceField(label=_("来源"), choices=list(rules.SOURCES.items())[:-1])
    on_behalf_of = forms.CharField(
        label=_("代谁填报"),
        required=False,
        max_length=60,
        help_text=_("替别人填报时写对方的单位或职务，两边都会留下记录。"),
    )
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", _("请选择")), *_choices("themes")]  # type: ignore[attr-defined]
        self.fields["other_themes"].choices = _choices("themes")  # type: ignore[attr-defined]
        self.fields["groups"].choices = _choices("beneficiary_groups")  # type: ignore[attr-defined]
        self.fields["season"].choices = [("", _("不分季节")), *((one.id, one.zh) for one in seasons())]  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial.setdefault("key", secrets.token_urlsafe(12))

    def clean_place(self) -> Region:
        found = resolve(self.cleaned_data["place"])
        if isinstance(found, Region):
            return found
        raise forms.ValidationError(str(found))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        found = rules.draft_refusals(
            title=cleaned.get("title", "占位标题"),
            min_partners=cleaned.get("min_partners") or 0,
            max_partners=cleaned.get("max_partners") or 1,
            claim_by=cleaned.get("claim_by"),
            needed_by=cleaned.get("needed_by"),
        )
        where = {
            "partners": "min_partners",
            "max_partners": "max_partners",
            "dates_order": "needed_by",
            "title_length": "title",
        }
        for refusal in found:
            self.add_error(where[refusal.code], str(refusal))
        for name in ("title", "words", "description", "accepted_by"):
            for warning in rules.privacy_warnings(cleaned.get(name, "")):
                self.add_error(name, str(warning))
        return cleaned

    def sections(self) -> list[dict[str, Any]]:
        """The fields as the page groups them; the items stand after the first group."""
        return [
            {"label": label, "fields": [self[name] for name in names.split()], "has_lines": place == 0}
            for place, (label, names) in enumerate(SECTIONS)
        ]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        data = dict(self.cleaned_data)
        entry = vocabulary().get("themes", data["theme"])
        assert entry is not None
        more = [theme for theme in data.pop("other_themes") if theme != data["theme"]]
        data["themes"] = [data.pop("theme"), *more]
        data["kind_of_help"] = entry.link("kind_of_help")
        data["region"] = data.pop("place")
        return {name: value for name, value in data.items() if name not in ("key", "version", "confirmed")}


class LineForm(forms.Form):
    """One item; a row left wholly empty is no item."""

    item = forms.CharField(label=_("要什么"), max_length=60, required=False)
    quantity = forms.IntegerField(label=_("数量"), min_value=1, max_value=rules.QUANTITY_MAX, required=False)
    unit = forms.CharField(label=_("单位"), max_length=10, required=False)
    is_must = forms.BooleanField(label=_("必须"), required=False, initial=True)

    def is_blank(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in ("item", "quantity", "unit"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.is_blank() or self.errors:
            return cleaned
        for name, sentence in (
            ("item", _("请写要什么。")),
            ("quantity", _("请写数量。")),
            ("unit", _("请写单位，例如台、次、人。")),
        ):
            if not cleaned.get(name):
                self.add_error(name, sentence)
        return cleaned


LineFormSet: type[BaseFormSet[Any]] = formset_factory(LineForm, extra=0, max_num=rules.LINES_MAX, validate_max=True)


def read_lines(formset: "BaseFormSet[Any]") -> list[Line]:
    """The items that were filled in, each with the vocabulary's resource where its name is one."""
    found = []
    for form in formset:
        if form.is_blank():
            continue
        data = form.cleaned_data
        known = vocabulary().find(data["item"], "resources")
        found.append(Line(data["item"], data["quantity"], data["unit"], data["is_must"], known[0].id if known else ""))
    return found


def initial_of(need: Need) -> dict[str, Any]:
    """A stored need as the form shows it."""
    plain = {name: getattr(need, name) for name in NeedForm.base_fields if hasattr(need, name)}
    return plain | {
        "place": need.region.full_name,
        "other_themes": need.themes[1:],
        "version": need.version,
        "key": secrets.token_urlsafe(12),
    }


def initial_lines(need: Need | None) -> list[dict[str, Any]]:
    """The items as form rows, with empty rows to write in."""
    rows = [
        {"item": line.item, "quantity": line.quantity, "unit": line.unit, "is_must": line.is_must}
        for line in (need.lines.all() if need else ())
    ]
    return rows + [{} for _ in range(max(1, LINES_SHOWN - len(rows)))]
