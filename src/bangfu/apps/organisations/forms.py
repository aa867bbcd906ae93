"""Forms of the desk and of an organisation's own people. Lists are written as in the sheets: one way to learn."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangfu.apps.organisations.models.contacts import CONTACT_FIELDS
from bangfu.apps.organisations.rules.profile import PROFILE_FIELDS
from bangfu.apps.organisations.rules.words import (
    CREDIT_STATUSES,
    DUTIES,
    EVALUATION_GRADES,
    KIND_NAMES,
    OFFICE_BODIES,
)
from bangfu.apps.organisations.wording import (
    capabilities_text,
    choices,
    name_of,
    read_capabilities,
    read_resources,
    read_themes,
    resources_text,
    themes_text,
)
from bangfu.apps.regions.api import Region, resolve
from bangfu.values import InvalidValue, Quarter, Refusal


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _area(label: Any, hint: Any, rows: int = 3) -> forms.CharField:
    return forms.CharField(label=label, required=False, help_text=hint, widget=forms.Textarea(attrs={"rows": rows}))


class RegionField(forms.CharField):
    """A place typed as a name, a path or a code; becomes the place's surrogate id."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        found = resolve(text)
        if isinstance(found, Refusal):
            raise forms.ValidationError(str(found))
        return found.pk


class RegionListField(forms.CharField):
    """Several places, split at ； or line ends; becomes a list of surrogate ids."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[int]:
        text = super().clean(value) or ""
        found = [
            (part, resolve(part)) for part in text.replace("；", "\n").replace(";", "\n").split("\n") if part.strip()
        ]
        wrong = [str(place) for _part, place in found if isinstance(place, Refusal)]
        if wrong:
            raise forms.ValidationError(wrong)
        return sorted({place.pk for _part, place in found if isinstance(place, Region)})


class WordsField(forms.CharField):
    """A list in the sheets' writing, understood by ``reader``."""

    widget = forms.Textarea

    def __init__(self, *, reader: Any, **options: Any) -> None:
        super().__init__(**options)
        self.reader = reader

    def clean(self, value: Any) -> Any:
        try:
            return self.reader(super().clean(value) or "")
        except InvalidValue as wrong:
            raise forms.ValidationError(str(wrong.refusal)) from wrong


class ProfileForm(forms.Form):
    """The whole profile in sections; ``SECTIONS`` says which fields stand together."""

    name = forms.CharField(label=_("组织名称"), max_length=100, help_text=_("登记证书上的全称"))
    kind = forms.ChoiceField(label=_("组织类型"), choices=[("", "—"), *KIND_NAMES.items()])
    credit_code = forms.CharField(
        label=_("统一社会信用代码"), required=False, max_length=40, help_text=_("仅备案的社区社会组织可留空")
    )
    registrar = forms.CharField(label=_("登记管理机关"), required=False, max_length=60)
    founded_on = _day(_("成立登记日期"))
    region_id = RegionField(label=_("所在区划"), help_text=_("名称、从地级市开始的全称，或区划代码"))
    address = forms.CharField(label=_("办公地址"), required=False, max_length=200, help_text=_("不公开"))
    website = forms.URLField(label=_("网站"), required=False, assume_scheme="https")
    is_hub = forms.BooleanField(label=_("枢纽型社会组织"), required=False)
    hub_kind = forms.ChoiceField(label=_("枢纽类型"), required=False)
    field = forms.ChoiceField(label=_("能力领域"), required=False)
    summary = forms.CharField(
        label=_("简介"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("能做什么、能派多少人、不做什么，说实话就好"),
    )
    themes = WordsField(
        reader=read_themes, label=_("主题"), required=False, help_text=_("用；分开，例如 果树种植提升；茶叶与油茶")
    )
    capabilities = WordsField(
        reader=read_capabilities,
        label=_("专业能力"),
        required=False,
        help_text=_("每行一项：能力:等级:依据，例如 果树栽培技术:3:经核实"),
    )
    resources = WordsField(
        reader=read_resources,
        label=_("可提供资源"),
        required=False,
        help_text=_("每行一项：资源:数量，例如 农技专家:6"),
    )
    service_regions = RegionListField(
        label=_("服务区划"), required=False, help_text=_("每行一个地方；不填表示没有限定")
    )
    service_radius_km = forms.IntegerField(label=_("服务半径（公里）"), required=False, min_value=0, max_value=20000)
    grade = forms.ChoiceField(label=_("评估等级"), required=False, choices=[("", "—"), *EVALUATION_GRADES.items()])
    grade_until = _day(_("评估等级有效期至"))
    is_charity = forms.BooleanField(label=_("慈善组织"), required=False)
    charity_since = _day(_("认定为慈善组织的日期"))
    fundraising_from = _day(_("公开募捐资格开始日期"))
    fundraising_until = _day(_("公开募捐资格有效期至"))
    party_organisation = forms.CharField(label=_("党组织"), required=False, max_length=100)
    party_since = _day(_("党组织成立日期"))
    party_until = _day(_("党组织撤销日期"))

    SECTIONS = (
        (_("是谁"), "name kind credit_code registrar founded_on region_id address website is_hub hub_kind"),
        (_("能做什么"), "field summary themes capabilities resources service_regions service_radius_km"),
        (_("资质"), "grade grade_until is_charity charity_since fundraising_from fundraising_until"),
        (_("党组织"), "party_organisation party_since party_until"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["hub_kind"].choices = [("", "—"), *choices("hub_kinds")]  # type: ignore[attr-defined]
        self.fields["field"].choices = [("", "—"), *choices("fields_of_capability")]  # type: ignore[attr-defined]

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields as the page shows them."""
        return [(title, [self[name] for name in names.split()]) for title, names in self.SECTIONS]

    def values(self) -> dict[str, Any]:
        """What was typed, by the names of `rules.profile`."""
        return {name: value for name, value in self.cleaned_data.items() if name in PROFILE_FIELDS}


def initial_of(values: dict[str, Any]) -> dict[str, Any]:
    """A profile as the form shows it."""
    places = {
        place.pk: place for place in Region.objects.filter(pk__in=[values["region_id"], *values["service_regions"]])
    }
    home = places.get(values["region_id"])
    return {
        **values,
        "region_id": home.full_name if home else "",
        "themes": themes_text(values["themes"]),
        "capabilities": capabilities_text(values["capabilities"]),
        "resources": resources_text(values["resources"]),
        "service_regions": "\n".join(places[pk].full_name for pk in values["service_regions"] if pk in places),
    }


def readable(name: str, value: Any) -> str:
    """A field's JSON value in words, for a table of old and new."""
    if value in (None, "", [], {}):
        return ""
    if name == "themes":
        return themes_text(value)
    if name == "capabilities":
        return capabilities_text(value).replace("\n", "；")
    if name == "resources":
        return resources_text(value).replace("\n", "；")
    if name == "field":
        return name_of("fields_of_capability", value)
    if name in ("service_regions", "region_id"):
        ids = value if isinstance(value, list) else [value]
        return "；".join(Region.objects.filter(pk__in=ids).order_by("code").values_list("full_name", flat=True))
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


class ReasonForm(forms.Form):
    """One sentence of why."""

    reason = forms.CharField(label=_("原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class CreditStatusForm(forms.Form):
    """The credit status with its day and source."""

    status = forms.ChoiceField(label=_("信用状态"), choices=list(CREDIT_STATUSES.items()))
    since = _day(_("列入日期"))
    source = forms.CharField(
        label=_("来源"), required=False, max_length=200, help_text=_("在哪里查到，例如 登记管理机关公告")
    )


class CapacityForm(forms.Form):
    """Slots of the present and the next quarters, one number each."""

    def __init__(self, *args: Any, quarters: list[Quarter], **options: Any) -> None:
        super().__init__(*args, **options)
        for quarter in quarters:
            self.fields[quarter.text] = forms.IntegerField(
                label=quarter.wording, required=False, min_value=0, max_value=999, help_text=_("留空表示没有填报")
            )

    def stated(self) -> dict[str, int]:
        """Slots by quarter, of those that were filled in."""
        return {quarter: slots for quarter, slots in self.cleaned_data.items() if slots is not None}


class ContactForm(forms.Form):
    """How to reach a person. What stands here is kept sealed."""

    contact_name = forms.CharField(label=_("联系人"), required=False, max_length=40)
    contact_phone = forms.CharField(
        label=_("联系人电话"), required=False, max_length=40, help_text=_("加密保存，只给能查看联系簿的人看")
    )
    contact_email = forms.EmailField(label=_("联系人邮箱"), required=False, max_length=100)


class HandOverForm(ContactForm):
    """Who takes over a duty: one of the people who hold a role at this organisation."""

    duty = forms.ChoiceField(label=_("职责"), choices=list(DUTIES.items()))
    person = forms.ChoiceField(label=_("接手人"), help_text=_("只列出在本组织有角色的人"))
    note = forms.CharField(label=_("交接说明"), required=False, max_length=300)

    field_order = ("duty", "person")

    def __init__(self, *args: Any, people: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = people  # type: ignore[attr-defined]

    def contact(self) -> dict[str, str]:
        """How to reach the new person, as the valid form says."""
        return {name: self.cleaned_data[name] for name in CONTACT_FIELDS}


class MembershipForm(forms.Form):
    """A member of a hub."""

    number = forms.CharField(label=_("会员的编号或信用代码"), max_length=40)
    mandate = forms.BooleanField(label=_("会员已书面委托枢纽代办"), required=False)


class OfficeForm(ContactForm):
    """One line of the contact book."""

    body = forms.ChoiceField(label=_("机构类别"), choices=list(OFFICE_BODIES.items()))
    name = forms.CharField(label=_("机构名称"), max_length=100)
    duty = forms.CharField(label=_("职责"), max_length=200, help_text=_("例如 汇总本镇需求、安排走访"))
    region_id = RegionField(label=_("区划"), help_text=_("名称、全称或区划代码"))
    office_line = forms.CharField(
        label=_("办公电话"), required=False, max_length=40, help_text=_("只填办公电话，不填个人手机")
    )
    office_hours = forms.CharField(label=_("办公时间"), required=False, max_length=60)
    valid_from = forms.DateField(label=_("生效日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    valid_to = _day(_("失效日期"))

    field_order = ("body", "name", "duty", "region_id")
