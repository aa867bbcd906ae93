"""The declines of a site said again, one after another: which lists each of them changed.

``python -m tests.journeys.replay_declines --data FOLDER`` on the data of a demo prints it for reading; the test beside it holds
it against at least three changed lists.
"""

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import django


@dataclass(frozen=True)
class Step:
    """One decline and the list of its need just before and just after it was said; ``others`` are like needs it changed."""

    decline: str
    side: str
    told: str
    need: str
    organisation: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def replay(on: date | None = None) -> Iterator[Step]:
    """Each decline in force, in the order in which they were said, on top of those before it and without those after it."""
    from bangfu.apps.exchange.queries.declines import in_force, said_of
    from bangfu.apps.exchange.queries.recommend import recommended_for_need
    from bangfu.apps.needs.models import Need
    from bangfu.plumbing.clock import today

    rows = list(in_force(on or today()).order_by("said_at", "pk"))
    for place, row in enumerate(rows):
        later = frozenset(each.pk for each in rows[place + 1 :])

        def names(need: str, without: frozenset[str]) -> tuple[str, ...]:
            return tuple(one.number for one in recommended_for_need(need, on=on, without=without).candidates)

        like = Need.objects.filter(state="published", theme=row.theme).exclude(number=row.need).order_by("number")
        others = [
            need
            for need in like.values_list("number", flat=True)[:6]
            if names(need, later | {row.pk}) != names(need, later)
        ]
        said = said_of(row)
        before, after = names(row.need, later | {row.pk}), names(row.need, later)
        yield Step(row.pk, row.side, said.told, row.need, row.organisation, before, after, tuple(others))


def told(steps: list[Step]) -> str:
    """The replay as people read it."""
    lines = []
    for step in steps:
        place = step.before.index(step.organisation) + 1 if step.organisation in step.before else 0
        came = [one for one in step.after if one not in step.before]
        lines.append(f"{step.need}  {step.side} 说 {step.organisation} 不合适：{step.told}")
        lines.append(
            f"    之前第 {place or '—'}，之后不在名单；补上 {'、'.join(came) or '—'}"
            if step.is_changed
            else "    名单没有变"
        )
        lines += [f"    同主题的 {need} 的名单也变了" for need in step.others]
    changed = sum(step.is_changed for step in steps) + sum(len(step.others) for step in steps)
    lines.append(f"不合适 {len(steps)} 句，改变了 {changed} 份名单")
    return "\n".join(lines)


def main() -> None:
    """Prints the replay of a demo's data."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True)
    os.environ["BANGFU_DATA_DIR"] = parser.parse_args().data
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bangfu.config.settings")
    django.setup()
    print(told(list(replay())))


if __name__ == "__main__":
    main()
