"""What the deliverer writes, and the picture cards of the aided side."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangfu.apps.projects.models import Delivery
from bangfu.apps.projects.queries.projects import Part
from bangfu.apps.projects.rules.deliveries import ANSWERS, THEN, Answer
from bangfu.plumbing.clock import today
from bangfu.plumbing.ui.formats import number

UNITS_LONGEST = 12


class DeliverForm(forms.Form):
    """How many of each item came, when, and a word; one field of units for each item, named ``units_1`` …"""

    on = forms.DateField(
        label=gettext_lazy("哪天送到"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    received_by = forms.CharField(
        label=gettext_lazy("谁签收"),
        help_text=gettext_lazy("写职务就行，例如：村委会。不公开。"),
        max_length=60,
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("说明"),
        help_text=gettext_lazy("村里和公众都看得到，不要写电话。"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, part: Part, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today()
        own: dict[str, forms.Field] = {}
        for each in part.lines:
            if each.committed:
                own[f"units_{each.line.position}"] = forms.IntegerField(
                    label=f"{each.line.item}（{each.line.unit}）",
                    help_text=_("还应交 %(n)s %(unit)s") % {"n": number(each.committed), "unit": each.line.unit},
                    min_value=0,
                    max_value=each.committed,
                    required=False,
                    initial=each.committed,
                    widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                )
        self.fields = own | self.fields

    def unit_fields(self) -> list[Any]:
        """The bound fields of units, in the order of the items."""
        return [self[name] for name in self.fields if name.startswith("units_")]

    def units(self) -> dict[int, int]:
        """Units by the line's position; items left empty were not brought."""
        return {
            int(name.removeprefix("units_")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("units_") and value
        }


def read_answers(posted: Mapping[str, str], positions: Sequence[int]) -> dict[int, Answer]:
    """The cards that were picked, by the item's position; an item without a card has an empty answer."""
    return {
        position: Answer(
            posted.get(f"answer_{position}", ""),
            _units(posted.get(f"units_{position}", "")),
            posted.get(f"then_{position}", "again"),
            posted.get(f"reason_{position}", "")[:200],
        )
        for position in positions
    }


def _units(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= UNITS_LONGEST else None


def cards_of(delivery: Delivery, answers: Mapping[int, Answer]) -> list[dict[str, Any]]:
    """Each item with its four cards, as `projects/accept.html` draws them; ``answers`` is what was picked before."""
    return [_item(row, answers.get(row.line.position, Answer(""))) for row in delivery.lines.all()]


def _item(row: Any, said: Answer) -> dict[str, Any]:
    return {
        "position": row.line.position,
        "name": row.line.item,
        "quantity": row.quantity,
        "unit": row.line.unit,
        "cards": [
            {"value": value, "words": card.words, "says": card.says, "art": card.icon, "picked": value == said.answer}
            for value, card in ANSWERS.items()
        ],
        "then": [{"value": value, "words": words, "picked": value == said.then} for value, words in THEN.items()],
        "units": "" if said.units is None else said.units,
        "reason": said.reason,
        "most": row.quantity - 1,
        "several": row.quantity > 1,
    }
