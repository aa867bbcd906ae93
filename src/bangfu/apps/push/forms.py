"""Composing a push."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangfu.apps.programmes.api import name_of, vocabulary
from bangfu.apps.push.rules import DIRECTIONS, TOPS
from bangfu.apps.regions.api import resolve
from bangfu.values import Refusal

PLACES_MAX = 12
EDITED = ("direction", "need", "title", "body", "top", "districts", "themes", "places")


class PushForm(forms.Form):
    """What is said, to whom. Places are typed by name or by code, several with a comma."""

    direction = forms.ChoiceField(label=_("推什么"), choices=list(DIRECTIONS.items()), widget=forms.RadioSelect)
    need = forms.CharField(label=_("需求编号"), max_length=16, required=False)
    title = forms.CharField(label=_("标题"), max_length=80)
    body = forms.CharField(
        label=_("想多说一句"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不要写个人信息；每家收到的原因系统会自动加上。"),
    )  # fmt: skip
    top = forms.TypedChoiceField(
        label=_("推给最合适的几家"), coerce=int, choices=[(n, str(n)) for n in TOPS], initial=50
    )
    districts = forms.CharField(
        label=_("只要这些区的组织"), max_length=200, required=False, help_text=_("例如：天河区，白云区；留空不限")
    )
    themes = forms.MultipleChoiceField(
        label=_("只要这些行业"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )
    places = forms.CharField(
        label=_("推给哪些地方的经办人"),
        max_length=200,
        required=False,
        help_text=_("例如：连州市，清远市；推项目时要填"),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        names = [(entry.id, name_of("themes", entry.id)) for entry in vocabulary().section("themes")]
        self.fields["themes"].choices = names  # type: ignore[attr-defined]

    def clean_districts(self) -> list[str]:
        """Region prefixes."""
        return prefixes_of(self.cleaned_data["districts"])

    def clean_places(self) -> list[str]:
        """Region prefixes."""
        return prefixes_of(self.cleaned_data["places"])

    def clean(self) -> dict[str, Any]:
        """Offers need places, a need needs its number."""
        data = super().clean() or {}
        if data.get("direction") == "offers" and not data.get("places") and "places" not in self.errors:
            self.add_error("places", _("请写推给哪些地方。"))
        if data.get("direction") == "need" and not data.get("need"):
            self.add_error("need", _("请选一条已发布的需求。"))
        return data


def prefixes_of(text: str) -> list[str]:
    """Region prefixes of places typed by name or code. Errors: ``ValidationError`` naming what is not a place."""
    found = []
    for word in text.replace("，", ",").replace("、", ",").split(","):
        if not word.strip():
            continue
        region = resolve(word.strip())
        if isinstance(region, Refusal):
            raise forms.ValidationError(_("没有找到“%(word)s”，请写全名或代码。"), params={"word": word.strip()[:20]})
        found.append(region.region_code.prefix)
    if len(found) > PLACES_MAX:
        raise forms.ValidationError(_("一次最多写 12 个地方。"))
    return found
