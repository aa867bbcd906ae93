"""Template tags of the design system: `{% load ui %}`.

Each tag only joins a value with its template; geometry, words and colours come from the modules beside this folder.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from bangfu.plumbing import said as speech
from bangfu.plumbing.ui import formats, queries
from bangfu.plumbing.ui.bars import gap_parts
from bangfu.plumbing.ui.icons import icon_names
from bangfu.plumbing.ui.looks import look_of
from bangfu.plumbing.ui.nav import localised

register = template.Library()


def _english() -> bool:
    return (get_language() or "").startswith("en")


@register.simple_tag
def icon(name: str, classes: str = "i") -> SafeString:
    """An icon of the sprite, hidden from screen readers because a word always stands beside it."""
    if settings.DEBUG and name not in icon_names():
        raise template.TemplateSyntaxError(f"no icon named {name!r} in ui/icons.svg")
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', classes, static("ui/icons.svg"), name
    )


@register.filter
def said(value: Any) -> str:
    """Plain Chinese from a room (a refusal, a state, a role) in the reader's language."""
    return "" if value is None else speech.said(value)


@register.filter
def told(value: Any) -> Any:
    """What a record tells: said in English where the catalogue knows it, else marked as Chinese for screen readers.

    Only for text between tags. Nothing changes on Chinese pages, nor for numbers and what already is HTML.
    """
    if not _english() or value is None or isinstance(value, int | float) or hasattr(value, "__html__"):
        return value
    words = speech.said(value)
    return format_html('<span lang="zh-Hans">{}</span>', words) if speech.HAN.search(words) else words


@register.filter
def number(value: Any, places: int | None = None) -> str:
    """Grouped digits; None becomes a dash."""
    return formats.number(value, places)


@register.filter
def yuan(value: Any) -> str:
    """Fen (an int, or anything with `.fen`) as 「86,240.00 元」."""
    return formats.yuan(_fen(value), _english())


@register.filter
def wan(value: Any) -> str:
    """Fen as 「8.62 万元」, in summaries only."""
    return formats.wan(_fen(value), _english())


@register.filter
def percent(value: Any, places: int = 1) -> str:
    """A figure that already is a percentage, with its sign."""
    return formats.percent(value, None, places)


@register.filter
def day(value: date | datetime | None) -> str:
    """「2026 年 11 月 22 日」; times are first brought to local (Asia/Shanghai) days."""
    return formats.day(_local(value), _english())


@register.filter
def short_day(value: date | datetime | None) -> str:
    """「11 月 22 日」, where the year is clear."""
    return formats.day(_local(value), _english(), year=False)


@register.filter
def moment(value: datetime | None) -> str:
    """「2026 年 11 月 22 日 18:00」."""
    return formats.moment(_local(value), _english())


@register.filter
def local(path: str) -> str:
    """A path of the site under the running language."""
    return localised(path)


@register.inclusion_tag("components/money.html")
def money(value: Any, unit: bool = True) -> dict[str, Any]:
    """An amount of money, fen or Money."""
    return {"text": formats.yuan(_fen(value), _english(), unit), "minus": (_fen(value) or 0) < 0}


@register.inclusion_tag("components/status.html")
def status(code: str, label: Any = "", tone: str = "", icon: str = "", as_tag: bool = True) -> dict[str, Any]:
    """A state with word, tone and icon."""
    return {"look": look_of(code, label, tone, icon), "as_tag": as_tag}


@register.inclusion_tag("components/field.html")
def field(bound: Any, width: str = "", code: bool = False) -> dict[str, Any]:
    """A form field with label, hint, error and its widget. `width`: '' or 'short'."""
    return {"field": bound, "width": width, "code": code, "kind": _kind(bound)}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """The list of all mistakes of these forms, each leading to its field; nothing when there are none."""
    rows = [row for form in forms for row in _errors(form)]
    return {"rows": rows, "count": len(rows)}


@register.inclusion_tag("components/gap_bar.html")
def gapbar(done: float, held: float, total: float, label: str = "", thin: bool = False) -> dict[str, Any]:
    """A bar of what is delivered, claimed and still missing out of `total`."""
    return {"bar": gap_parts(done, held, total), "label": label, "only_bar": True, "thin": thin}


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, name: str, value: Any) -> str:
    """This page's query with one filter set."""
    return queries.with_value(context["request"].GET, name, value)


@register.simple_tag(takes_context=True)
def query_without(context: template.Context, name: str, value: Any = None) -> str:
    """This page's query with one filter taken out."""
    return queries.without(context["request"].GET, name, value)


@register.simple_tag(takes_context=True)
def query_toggled(context: template.Context, name: str, value: Any) -> str:
    """This page's query with one value of a filter switched."""
    return queries.toggled(context["request"].GET, name, value)


@register.filter
def lang_of(value: Any) -> SafeString:
    """The attribute that marks an element as Chinese on an English page, for elements that hold only text (`option`)."""
    return mark_safe(' lang="zh-Hans"' if _english() and speech.HAN.search(speech.said(value)) else "")  # noqa: S308 - constant


@register.filter
def listed(values: Iterable[Any]) -> SafeString:
    """Several things that records tell, in one line."""
    return format_html_join(", " if _english() else "、", "{}", ((told(each),) for each in values))


def _fen(value: Any) -> int | None:
    if value is None or isinstance(value, int):
        return value
    return int(value.fen)


def _local(value: Any) -> Any:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _kind(bound: Any) -> str:
    name = type(bound.field.widget).__name__
    if name == "CheckboxInput":
        return "check"
    return "group" if bound.use_fieldset else "line"


def _errors(form: Any) -> list[dict[str, Any]]:
    rows = [{"target": "", "label": "", "text": text} for text in form.non_field_errors()]
    for bound in form:
        rows += [{"target": _target(bound), "label": bound.label, "text": text} for text in bound.errors]
    return rows


def _target(bound: Any) -> str:
    return bound.id_for_label or f"{bound.auto_id}_0"
