"""Form fields for places, and the form for a fact."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from bangfu.apps.regions.models import Region
from bangfu.apps.regions.queries import region_by_code, resolve
from bangfu.values import Refusal

LIST_LIMIT = 50


class RegionWidget(forms.Widget):
    """One text input and one hidden code. Works without JavaScript: what was typed is resolved on the server."""

    template_name = "regions/widgets/region.html"
    source = reverse_lazy("regions:list_json")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        region = value if isinstance(value, Region) else region_by_code(value) if isinstance(value, str) else None
        typed = value[1] if isinstance(value, tuple) else ""
        context["widget"] |= {
            "code": region.code if region else value[0] if isinstance(value, tuple) else "",
            "text": region.full_name if region else typed,
            "source": str(self.source),
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str]:
        return (data.get(name) or "").strip(), (data.get(f"{name}_text") or "").strip()

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}_text" not in data


class RegionField(forms.Field):
    """A place: `cleaned_data` holds a Region, or None when it is empty and not required.

    Args: ``within`` is a prefix of codes that the place must lie in; ``levels`` names the levels that may be chosen.
    """

    widget = RegionWidget
    default_error_messages = {"required": _("请填写地方。")}

    def __init__(self, *, within: str = "", levels: tuple[str, ...] = (), **kwargs: Any) -> None:
        kwargs.setdefault("label", _("地方"))
        kwargs.setdefault("help_text", _("输入镇、村的名字、拼音首字母或区划代码"))
        super().__init__(**kwargs)
        self.within, self.levels = within, levels

    def clean(self, value: Any) -> Region | None:
        code, text = value if isinstance(value, tuple) else ("", str(value or ""))
        if not code and not text:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        found = resolve(code or text)
        if isinstance(found, Refusal):
            raise ValidationError(str(found), code=found.code)
        if not found.code.startswith(self.within):
            raise ValidationError(_("这个地方不在您负责的范围内。"), code="regions.outside")
        if self.levels and found.level not in self.levels:
            names = "、".join(str(Region.Level(level).label) for level in self.levels)
            raise ValidationError(_("请选到%(levels)s一级。") % {"levels": names}, code="regions.level")
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        code, text = data if isinstance(data, tuple) else ("", "")
        before = initial.code if isinstance(initial, Region) else str(initial or "")
        return (code or text) != before


class RegionsField(forms.CharField):
    """Several places, separated by ；、 or line ends: `cleaned_data` holds a list of Regions without repeats."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("每行一个，写全称或区划代码"))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            return value
        return "\n".join(region.full_name for region in value)

    def clean(self, value: Any) -> list[Region]:  # type: ignore[override]
        text = super().clean(value)
        words = [word.strip() for word in re.split(r"[；;、\n]+", text) if word.strip()]
        if len(words) > LIST_LIMIT:
            raise ValidationError(_("最多填写 %(limit)s 个地方。") % {"limit": LIST_LIMIT}, code="regions.too_many")
        found = [resolve(word) for word in words]
        problems = [str(each) for each in found if isinstance(each, Refusal)]
        if problems:
            raise ValidationError([ValidationError(problem) for problem in problems])
        return list({each.pk: each for each in found if isinstance(each, Region)}.values())


class FactForm(forms.Form):
    """One fact about a place: what, how much, who says so, as of when."""

    name = forms.CharField(label=_("内容"), max_length=40, help_text=_("例如：常住人口、耕地面积、主导产业"))
    value = forms.CharField(label=_("数值或说明"), max_length=200)
    unit = forms.CharField(label=_("单位"), max_length=20, required=False)
    source = forms.CharField(label=_("来源"), max_length=300, help_text=_("谁在哪里说的，例如：三排镇政府 2025 年统计"))
    as_of = forms.DateField(
        label=_("截至日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("数据截至哪一天"),
    )
