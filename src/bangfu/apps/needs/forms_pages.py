"""The four pages of a need on a phone: the desk form's fields, a few at a time, over what was typed so far."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from bangfu.apps.needs import rules
from bangfu.apps.needs.forms import LINES_SHOWN, LineFormSet, NeedForm
from bangfu.apps.needs.queries import suggested_items, suggested_theme
from bangfu.plumbing.clock import today

Typed = Mapping[str, list[str]]
PAGES = {
    "what": (_("缺什么"), "title words"),
    "whom": (_("给谁、多少"), "theme nature groups beneficiaries"),
    "place": (
        _("地点、时间、照片"),
        "place claim_by needed_by urgency season accepted_by source for_whom on_behalf_of",
    ),
    "check": (_("核对"), ""),
}
"""The pages in order: title and fields. The items stand on the second."""
STEPS = tuple(PAGES)
OPEN_DAYS = 30
"""How long the counter stays open unless somebody writes another day."""
NOT_ASKED = {"max_partners": ["1"], "min_partners": ["0"], "nature": ["relief"], "urgency": ["1"], "source": ["visit"]}
"""What the pages do not ask for, or what counts when nobody chose."""


class PagesForm(NeedForm):
    """All four pages together; ``people`` are (id, name) of those for whom one may write."""

    for_whom = forms.ChoiceField(
        label=_("替谁填报"), required=False, help_text=_("对方会看到这条需求，并收到通知；两个名字都留记录，不公开。")
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]] = (), page: str = "", **kwargs: Any) -> None:  # type: ignore[assignment]
        super().__init__(*args, **kwargs)
        self.fields["for_whom"].choices = [("", _("自己填报")), *people]  # type: ignore[attr-defined]
        if not people:
            self.fields.pop("for_whom")
        if page:
            for name in set(self.fields) - set(PAGES[page][1].split()):
                self.fields.pop(name)

    def shown(self) -> list[Any]:
        """The fields of the page, in its order."""
        return [self[name] for name in self.order() if name in self.fields]

    def order(self) -> list[str]:
        return [name for _title, names in PAGES.values() for name in names.split()]


def as_post(typed: Typed) -> QueryDict:
    """What was typed, as if it had been posted at once."""
    data = QueryDict(mutable=True)
    for name, values in {**NOT_ASKED, **typed}.items():
        data.setlist(name, values)
    return data


def posted_of(data: QueryDict, page: str) -> dict[str, list[str]]:
    """The fields of one page in a post; a choice that was unticked comes as an empty list."""
    names = PAGES[page][1].split()
    found = {name: data.getlist(name) for name in names}
    if page == "whom":
        found |= {name: data.getlist(name) for name in data if name.startswith("lines-")}
    return found


def initial_of_pages(typed: Typed, *, place: str) -> dict[str, Any]:
    """The fields as typed; what nobody has typed yet is suggested from the text and from who writes."""
    text = " ".join((*typed.get("title", ()), *typed.get("words", ())))
    usual: dict[str, Any] = {
        "place": place,
        "claim_by": today() + timedelta(days=OPEN_DAYS),
        "theme": suggested_theme(text),
    }
    said = {name: values if name == "groups" else values[0] for name, values in typed.items() if any(values)}
    return usual | said


def lines_of_pages(typed: Typed) -> Any:
    """The items as typed, else those that the text seems to ask for, with empty rows to write in."""
    rows = typed_lines(typed)
    if not any(row.get("item") for row in rows):
        text = " ".join((*typed.get("title", ()), *typed.get("words", ())))
        rows = [
            {"item": one["item"], "quantity": one["quantity"] or "", "unit": one["unit"], "is_must": True}
            for one in suggested_items(text)
        ]
    rows += [{} for _row in range(max(1, LINES_SHOWN - len(rows)))]
    return LineFormSet(initial=rows[: rules.LINES_MAX], prefix="lines")


def typed_lines(typed: Typed) -> list[dict[str, Any]]:
    """The rows of items as typed, without empty ones."""
    total = (typed.get("lines-TOTAL_FORMS") or ["0"])[0]
    count = min(int(total) if total.isdecimal() and len(total) < 3 else 0, rules.LINES_MAX)
    rows: list[dict[str, Any]] = []
    for place in range(count):
        row = {name: (typed.get(f"lines-{place}-{name}") or [""])[0] for name in ("item", "quantity", "unit")}
        if any(row.values()):
            rows.append(row | {"is_must": bool(typed.get(f"lines-{place}-is_must"))})
    return rows
