"""The forms of suggestions, ideas and wishes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangfu.apps.programmes.api import choices
from bangfu.apps.regions.api import RegionField
from bangfu.apps.voices import rules, rules_wishes


class SuggestForm(forms.Form):
    """What a resident says: one text; everything else may stay empty."""

    words = forms.CharField(
        label=_("这里缺什么、什么事不方便"),
        help_text=_("一句话也行。说事，不说人，不要写身份证号和病情。"),
        min_length=rules.WORDS_MIN,
        max_length=rules.WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    kind_of_help = forms.ChoiceField(label=_("大概是哪方面"), required=False)
    contact = forms.CharField(
        label=_("怎么找到您"),
        help_text=_("想让村里回话才填，例如电话。加密保存，到期清除。"),
        max_length=rules.CONTACT_MAX,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind_of_help"].choices = [("", _("说不清")), *choices("kinds_of_help")]  # type: ignore[attr-defined]


class PlaceForm(forms.Form):
    """Which place one speaks of."""

    place = RegionField(label=_("您说的是哪里"), levels=rules.LEVELS)


class CodeForm(forms.Form):
    """The tracking code as somebody types it."""

    code = forms.CharField(label=_("查询码"), help_text=_("提交后给您的 16 位字母和数字。"), max_length=40)


class IdeaForm(forms.Form):
    """What an organisation proposes for a place."""

    place = RegionField(label=_("为哪里提"), levels=rules.LEVELS)
    title = forms.CharField(
        label=_("一句话概括"), min_length=rules.TITLE_MIN, max_length=rules.TITLE_MAX, help_text=_("说清做什么、给谁。")
    )
    words = forms.CharField(
        label=_("为什么、怎么做"),
        min_length=rules.WORDS_MIN,
        max_length=rules.WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    kind_of_help = forms.ChoiceField(label=_("大概是哪方面"), required=False)

    def __init__(self, *args: Any, organisations: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind_of_help"].choices = [("", _("说不清")), *choices("kinds_of_help")]  # type: ignore[attr-defined]
        own = forms.ChoiceField(
            label=_("以哪家组织提"),
            choices=organisations,
            initial=organisations[0][0] if organisations else None,
            widget=forms.Select if len(organisations) > 1 else forms.HiddenInput,
        )
        self.fields = {"organisation": own} | self.fields


class WishForm(forms.Form):
    """One person's wish, written down by somebody of the village or the team."""

    place = RegionField(label=_("哪个村"), levels=("village", "town"))
    group = forms.ChoiceField(label=_("哪一类人"))
    item = forms.ChoiceField(
        label=_("哪一类东西"), choices=[(key, name) for key, (name, _u) in rules_wishes.ITEMS.items()]
    )
    words = forms.CharField(
        label=_("心愿"),
        min_length=rules_wishes.WORDS_MIN,
        max_length=rules_wishes.WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    person = forms.CharField(
        label=_("是谁、怎么找到"),
        help_text=_("加密保存；每次查看都记下是谁看的。"),
        min_length=rules_wishes.PERSON_MIN,
        max_length=rules_wishes.PERSON_MAX,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = choices("beneficiary_groups")  # type: ignore[attr-defined]


class CountyForm(forms.Form):
    """Of which county figures are published."""

    place = RegionField(label=_("哪个县"), levels=("county",))
