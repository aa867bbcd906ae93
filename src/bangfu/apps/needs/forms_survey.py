"""The survey of a village (摸底): a short form that works without a network, for new needs and for drafts that are not sent yet."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from bangfu.apps.needs import actions, queries, rules
from bangfu.apps.needs.models import Need
from bangfu.apps.needs.queries_standing import attach_photo, lines_as_fields, locked_for, standing_of, survey_pages
from bangfu.apps.needs.rules import Line
from bangfu.apps.programmes.api import vocabulary
from bangfu.apps.regions.api import Region, resolve
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.offline.forms import Attachment, Done, OfflineField, OfflineForm, Standing, Work
from bangfu.values import Refusal

ROWS_SHOWN = 3


class SurveyForm(forms.Form):
    """What is asked in a village; the items stand beside it as ``item_1``, ``quantity_1``, ``unit_1`` and so on."""

    title = forms.CharField(
        label=_("需求名称"),
        min_length=rules.TITLE_MIN,
        max_length=rules.TITLE_MAX,
        help_text=_("一句话说清缺什么、要多少，例如“村卫生站缺 20 台血压计”。"),
        widget=forms.TextInput(attrs={"data-draft-title": ""}),
    )
    place = forms.CharField(
        label=_("地点"),
        max_length=120,
        help_text=_("写村名时会列出可选的；也可以写区划代码。"),
        widget=forms.TextInput(attrs={"list": "places"}),
    )
    theme = forms.ChoiceField(label=_("领域"))
    words = forms.CharField(
        label=_("村里怎么说"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("原话最好。不要写身份证号、电话和病人姓名。"),
    )
    beneficiaries = forms.IntegerField(label=_("受益人数"), min_value=0, max_value=10_000_000, required=False)
    urgency = forms.TypedChoiceField(
        label=_("紧急程度"), choices=list(rules.URGENCIES.items()), coerce=int, widget=forms.RadioSelect, initial="1"
    )
    claim_by = forms.DateField(
        label=_("接单截止日期"),
        required=False,
        help_text=_("现在定不下来就空着，回来再补。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    on_behalf_of = forms.CharField(
        label=_("代谁填报"), required=False, max_length=60, help_text=_("写对方的单位或职务，两边都会留下记录。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("请选择")), *((entry.id, entry.zh) for entry in vocabulary().section("themes"))]
        self.fields["theme"].choices = choices  # type: ignore[attr-defined]

    def clean_place(self) -> Region:
        found = resolve(self.cleaned_data["place"])
        if isinstance(found, Region):
            return found
        raise forms.ValidationError(str(found))


_LONGEST = {"words": 1000, "place": 120, "theme": 40, "urgency": 4, "beneficiaries": 12, "claim_by": 12}
FIELDS = (
    *(OfflineField(name, str(field.label), _LONGEST.get(name, 60)) for name, field in SurveyForm.base_fields.items()),
    *(
        OfflineField(f"{part}_{place}", f"第 {place} 项", longest, unit=f"line_{place}")
        for place in range(1, rules.LINES_MAX + 1)
        for part, longest in (("item", 60), ("quantity", 13), ("unit", 10))
    ),
)


def read_lines(values: Mapping[str, str], before: Mapping[str, Line]) -> list[Line]:
    """The items that were written; one that keeps its name keeps what else was known of it.

    Errors: ``Refused`` for an item that is half written, which a form must never let fall under the table.
    """
    found = []
    for place in range(1, rules.LINES_MAX + 1):
        item, quantity, unit = (values.get(f"{part}_{place}", "").strip() for part in ("item", "quantity", "unit"))
        if not (item or quantity or unit):
            continue
        if not (item and unit and quantity.isdecimal() and quantity.isascii() and int(quantity) >= 1):
            sentence = f"第 {place} 项没有写全：要什么、数量（1 以上的整数）、单位，例如“血压计 20 台”。"
            raise Refused(Refusal("line_incomplete", sentence))
        known = vocabulary().find(item, "resources")
        old = before.get(item)
        resource = old.resource if old else known[0].id if known else ""
        found.append(Line(item, int(quantity), unit, old.is_must if old else True, resource, old.note if old else ""))
    return found


def _checked(values: Mapping[str, str]) -> dict[str, Any]:
    form = SurveyForm(MultiValueDict({name: [values.get(name, "")] for name in SurveyForm.base_fields}))
    if not form.is_valid():
        name, said = next(iter(form.errors.items()))
        raise Refused(Refusal("survey_field", f"“{form.fields[name].label}”：{said[0]}"))
    data = dict(form.cleaned_data)
    entry = vocabulary().get("themes", data["theme"])
    assert entry is not None, "the form offers only themes that there are"
    data["kind_of_help"] = entry.link("kind_of_help")
    data["beneficiaries"] = data["beneficiaries"] or 0
    data["region"] = data.pop("place")
    return data


def _sent_if_whole(need: Need, by: Actor, at: datetime) -> tuple[Need, str]:
    """Submit what is complete; what is not stays a draft on the platform, with the first thing that is missing."""
    try:
        with transaction.atomic():
            return actions.submit_need(by=by, at=at, number=need.number), "已提交核实。"
    except Refused as refused:
        return need, f"先存为草稿：{refused.refusal.sentence}"


def carry_out(*, by: Actor, at: datetime, work: Work) -> Done:
    """A new need, or a change of a draft, with the items; submitted when nothing is missing."""
    values = _checked(work.values)
    theme = values.pop("theme")
    if work.subject:
        need = locked_for(by, work.subject, "needs.draft")
        old = {line.item: line for line in actions.lines_of(need)}
        values["themes"] = [theme, *(other for other in need.themes[1:] if other != theme)]
        lines = read_lines(work.values, old)
        need = actions.change_need(by=by, at=at, number=need.number, values=values, lines=lines, version=work.version)
    else:
        values |= {"themes": [theme], "source": "survey"}
        need = actions.draft_need(by=by, at=at, values=values, lines=read_lines(work.values, {}))
    alike = queries.maybe_the_same(
        title=need.title, words=need.words, theme=need.theme, region=need.region_path, besides=need.number
    )
    need, note = _sent_if_whole(need, by, at)
    if alike:
        note += f"可能和 {alike[0].number} 是同一件事，请看一眼。"
    return Done(need, f"{need.title} {need.number}", f"/desk/needs/{need.number}/", note)


def values_of(need: Need) -> dict[str, str]:
    """A stored need as the survey's fields."""
    plain = {
        "title": need.title,
        "place": need.region.full_name,
        "theme": need.theme,
        "words": need.words,
        "beneficiaries": str(need.beneficiaries or ""),
        "urgency": str(need.urgency),
        "claim_by": need.claim_by.isoformat() if need.claim_by else "",
        "on_behalf_of": need.on_behalf_of,
    }
    return plain | lines_as_fields(need)


def standing(by: Actor, subject: str) -> Standing:
    """How the draft stands now. Errors: ``Refused`` when it was sent to be verified meanwhile, ``Denied``, ``Hidden``."""
    need = locked_for(by, subject, "needs.draft")
    if need.state not in ("draft", "returned"):
        words = rules.LIFE.states[need.state]
        raise Refused(
            Refusal("not_editable", f"这条需求现在是“{words}”，手机上的修改没有并进去；请打开那条需求看最新情况。")
        )
    return standing_of(need, values_of(need))


def attach(*, by: Actor, at: datetime, row_id: str, photo: Attachment) -> None:
    """Evidence from the place. Errors: ``Refused``, ``Denied``, ``Hidden``."""
    attach_photo(by=by, at=at, row_id=row_id, photo=photo, permission="needs.draft")


SURVEY = OfflineForm(
    kind="needs.survey",
    title="到村摸底",
    permission="needs.draft",
    fields=FIELDS,
    pages=survey_pages,
    carry_out=carry_out,
    standing=standing,
    attach=attach,
    start="/my/survey/",
)
