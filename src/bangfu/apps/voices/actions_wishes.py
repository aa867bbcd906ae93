"""The only writers of wishes, of the trace of their readers, and of the figures that leave the house."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bangfu.apps.needs.api import drafting
from bangfu.apps.programmes.api import name_of, vocabulary
from bangfu.apps.regions.api import Region
from bangfu.apps.voices import policy, rules_wishes
from bangfu.apps.voices.models import Wish, WishFigure, WishFigures, WishRead
from bangfu.apps.voices.queries_wishes import counted, least_numbers
from bangfu.apps.voices.rules_wishes import CYCLE, ITEMS
from bangfu.engines.sampling import TOTAL, shown_cells
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Denied, Hidden, Scope
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.clock import SHANGHAI
from bangfu.plumbing.publication.write import publish_row
from bangfu.values import Refusal, tidy

FORGOTTEN_AT_ONCE = 200


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


@action("voices.enter_wish")
def enter_wish(
    *, by: Actor, at: datetime, key: str = "", region: Region, group: str, item: str, words: str, person: str
) -> Wish:
    """Write down one person's wish.

    Args: ``group`` is of the pack's beneficiary groups, ``item`` of ``ITEMS``; ``person`` says who and how to find them.
    Errors: ``Denied`` outside the actor's places; ``Refused``.
    """
    if not by.may("voices.wish", Scope(region=region.code)):
        raise Denied("voices.wish")
    known = group if vocabulary().get("beneficiary_groups", group) else ""
    waiting = Wish.objects.filter(region=region.code, state="open").count()
    refuse(rules_wishes.entering_refusal(words=words, person=person, item=item, group=known, waiting=waiting))
    wish = Wish(
        region=region.code,
        place=region.full_name[:120],
        group=group,
        item=item,
        words=tidy(words),
        person=tidy(person),
        entered_by=by.person,
        entered_at=at,
    )
    wish.save(force_insert=True)
    record(subject=wish, changes={"state": ("", "open"), "region": ("", region.code)})
    return wish


def _locked(wish: str) -> Wish:
    found = Wish.objects.select_for_update().filter(pk=wish).first()
    if found is None:
        raise Hidden
    return found


@action("voices.open_wish")
def open_wish(*, by: Actor, at: datetime, key: str = "", wish: str) -> Wish:
    """Read one wish, leaving a trace that nobody can take away (V3). Errors: ``Hidden``, ``Denied``."""
    found = _locked(wish)
    policy.require_reading(by, found)
    WishRead.objects.create(wish=found, person=by.person, at=at)
    record(subject=found, note="查看心愿内容")
    return found


@action("voices.end_wish")
def end_wish(*, by: Actor, at: datetime, key: str = "", wish: str, step: str) -> Wish:
    """Say that a wish came true (``fulfil``) or is no longer one (``drop``); its words are emptied some months later."""
    found = _locked(wish)
    policy.require_keeping(by, found)
    if step not in ("fulfil", "drop"):
        raise Refused(Refusal("voices.wish_step", "请选“已实现”或“不再需要”。"))
    refuse(CYCLE.refusal(found.state, step))
    before, found.state = found.state, CYCLE.transition(step).target
    found.ended_by, found.ended_at = by.person, at
    found.kept_until = _day(at) + timedelta(days=rules_wishes.KEPT_DAYS_AFTER)
    found.save()
    record(subject=found, changes={"state": (before, found.state)})
    return found


@action("voices.group_wishes")
def group_wishes(*, by: Actor, at: datetime, key: str = "", region: Region, group: str, item: str) -> Wish:
    """Draft one need for everybody of a group in a place who wishes the same sort of thing: a number, no person (V2).

    Returns: one of the wishes, with the draft's number in ``need``. Errors: ``Denied``; ``Refused`` when too few.
    """
    if not by.may("voices.wish", Scope(region=region.code)):
        raise Denied("voices.wish")
    rows = list(
        Wish.objects.select_for_update()
        .filter(region=region.code, group=group, item=item, state="open")
        .order_by("entered_at", "pk")
    )
    if not rows:
        raise Refused(Refusal("voices.no_wishes", "这一类现在没有待实现的心愿。请刷新页面看最新情况。"))
    refuse(rules_wishes.grouping_refusal(count=len(rows), least=least_numbers(_day(at))[group]))
    thing, unit = ITEMS[item]
    asked = drafting.Asked(
        title=f"{name_of('beneficiary_groups', group)} {len(rows)} 人需要{thing}",
        region=region.code,
        source="survey",
        groups=(group,),
        beneficiaries=len(rows),
        lines=((thing, len(rows), unit),),
    )
    made = drafting.draft_from(by=by, at=at, asked=asked)
    for row in rows:
        row.state, row.need = "grouped", made.number
    Wish.objects.bulk_update(rows, ["state", "need"])
    record(subject=rows[0], changes={"state": ("open", "grouped"), "need": ("", made.number)}, count=len(rows))
    return rows[0]


@action("voices.release_figures")
def release_figures(*, by: Actor, at: datetime, key: str = "", county: Region) -> WishFigures:
    """Publish how many of each group wish something in each town: only numbers that name nobody (V2), with their row.

    Errors: ``Denied`` without ``voices.count`` over the county; ``Refused`` too soon after the last time, or with nothing to say.
    """
    if not by.may("voices.count", Scope(region=county.code)):
        raise Denied("voices.count")
    on = _day(at)
    last = WishFigures.objects.select_for_update().filter(county=county.code).order_by("-on").first()
    refuse(rules_wishes.counting_refusal(last=last.on if last else None, on=on))
    least = least_numbers(on)
    counts = counted(county.code)
    shown = shown_cells(counts, least) if counts else {}
    if not shown:
        raise Refused(Refusal("voices.nothing_to_show", "人数都太少，没有可以公布的数字。", "内部清单照常使用。"))
    bound = max(least[group] for _town, group in counts)
    made = WishFigures.objects.create(county=county.code, on=on, released_by=by.person, released_at=at)
    WishFigure.objects.bulk_create(
        WishFigure(figures=made, town=town, group=group, count=count, least=bound if group == TOTAL else least[group])
        for (town, group), count in sorted(shown.items())
    )
    record(subject=made, changes={"county": ("", county.code)}, count=len(shown))
    fields = {"on": on.isoformat(), "rows": [[town, group, count] for (town, group), count in sorted(shown.items())]}
    publish_row(kind="wishes.counted", subject=county.code, fields=fields, at=at)
    return made


@action("voices.forget_wishes")
def forget_wishes(*, by: Actor, at: datetime, key: str = "", wishes: Sequence[str]) -> None:
    """Empty the words of wishes that ended long ago."""
    rows = Wish.objects.select_for_update().filter(pk__in=wishes, kept_until__lte=_day(at)).exclude(person="")
    for row in rows:
        row.words = row.person = ""
        row.save()
    if rows:
        record(subject=rows[0], note="心愿内容到期清除", count=len(rows))


def forget_due_wishes(at: datetime) -> int:
    """What the worker looks after: ended wishes whose day has come. Returns: how many were emptied."""
    due = Wish.objects.filter(kept_until__lte=_day(at)).exclude(person="").order_by("kept_until")
    found = list(due.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    if found:
        forget_wishes(by=SYSTEM_ACTOR, at=at, wishes=found)
    return len(found)
