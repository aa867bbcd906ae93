"""Forms of the planner's pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangfu.apps.exchange.actions.changes import Settings
from bangfu.apps.exchange.rules import scenarios as rules
from bangfu.apps.regions.api import Region, resolve
from bangfu.engines.matching import PART_NAMES
from bangfu.plumbing.clock import today
from bangfu.values import Quarter

WEIGHT_PREFIX = "weight_"
ROLES = ("organisations", "needs", "existing", "locks")


def _quarters() -> list[tuple[str, str]]:
    this = Quarter.of(today())
    return [(each.text, each.wording) for each in (this, this.next, this.next.next)]


class BeginningForm(forms.Form):
    """How a scenario begins."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("方案名称"), min_length=rules.TITLE_MIN, max_length=rules.TITLE_MAX)
    kind = forms.ChoiceField(label=_("给谁找组织"), choices=list(rules.KINDS.items()), widget=forms.RadioSelect)
    objective = forms.ChoiceField(label=_("目标"), choices=list(rules.OBJECTIVES.items()), widget=forms.RadioSelect)
    quarter = forms.ChoiceField(label=_("按哪个季度的可承接数量"), choices=_quarters)
    place = forms.CharField(
        label=_("只排哪个地方的"),
        required=False,
        max_length=120,
        help_text=_("到市、县、镇或村，写区划代码或名称；不填是您负责的全部范围。"),
    )

    def clean_place(self) -> str:
        """The 12-digit code, "" for none."""
        text = self.cleaned_data["place"].strip()
        if not text:
            return ""
        found = resolve(text)
        if not isinstance(found, Region):
            raise forms.ValidationError(str(found))
        return found.code


class UploadForm(BeginningForm):
    """A scenario from sheets."""

    organisations = forms.FileField(label=_("社会组织表"), help_text=_("xlsx、csv 或 json，列名见模板。"))
    needs = forms.FileField(label=_("需求表（或待结对的村）"))
    existing = forms.FileField(label=_("既有结对"), required=False)
    locks = forms.FileField(label=_("锁定与禁止"), required=False)
    field_order = ("key", "title", "organisations", "needs", "existing", "locks", "kind", "objective")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The sheets say where and how much; the scope is the planner's own.
        del self.fields["place"], self.fields["quarter"]


class SettingsForm(forms.Form):
    """Objective, priorities, a number box for each part's weight, the budget of changes."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    objective = forms.ChoiceField(label=_("目标"), choices=list(rules.OBJECTIVES.items()), widget=forms.RadioSelect)
    priorities = forms.ChoiceField(label=_("优先级"), choices=list(rules.PRIORITIES.items()), widget=forms.RadioSelect)
    max_changes = forms.IntegerField(
        label=_("最多变更几对既有结对"), required=False, min_value=0, max_value=rules.LIMIT_MAX
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part, name in PART_NAMES.items():
            self.fields[WEIGHT_PREFIX + part] = forms.IntegerField(label=_(name), min_value=0, max_value=1000)

    @property
    def weight_fields(self) -> list[Any]:
        """The number boxes, in the order of the parts."""
        return [self[WEIGHT_PREFIX + part] for part in PART_NAMES]

    def settings(self) -> Settings:
        """What was typed, for the action."""
        data = self.cleaned_data
        weights = {part: data[WEIGHT_PREFIX + part] for part in PART_NAMES}
        return Settings(data["objective"], data["priorities"], weights, data["max_changes"])


class VersionForm(forms.Form):
    """What every small button sends."""

    key = forms.CharField(required=False, max_length=80)
    version = forms.IntegerField(min_value=0)


class DecisionForm(VersionForm):
    """Lock, ban or release a pair."""

    organisation = forms.CharField(label=_("组织编号"), max_length=80)
    need = forms.CharField(label=_("需求编号"), max_length=80)
    decision = forms.ChoiceField(choices=[*rules.DECISIONS.items(), ("release", _("取消"))])
    reason = forms.CharField(label=_("原因"), required=False, max_length=rules.REASON_MAX)


class LimitForm(VersionForm):
    """Limits of one need, village or organisation."""

    subject = forms.ChoiceField(choices=list(rules.SUBJECTS.items()))
    name = forms.CharField(label=_("编号"), max_length=80)
    least = forms.IntegerField(label=_("最少"), required=False, min_value=0, max_value=rules.LIMIT_MAX)
    most = forms.IntegerField(label=_("最多"), required=False, min_value=0, max_value=rules.LIMIT_MAX)
    clear = forms.BooleanField(required=False)
