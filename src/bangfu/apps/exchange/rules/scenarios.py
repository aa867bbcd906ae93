"""Pure decisions about scenarios: what may be set, decided, solved, kept."""

from collections.abc import Collection, Mapping, Sequence

from bangfu.engines.matching import PARTS
from bangfu.values import Refusal

KINDS = {"needs": "已发布的需求", "villages": "待结对的村"}
SOURCES = {"registry": "名录和需求库", "sheets": "上传的表"}
OBJECTIVES = {"score": "得分优先", "fair": "均衡优先"}
PRIORITIES = {"ties": "同分时看优先级", "strict": "优先级在前"}
DECISIONS = {"lock": "锁定", "ban": "禁止"}
SUBJECTS = {"need": "需求或村", "organisation": "社会组织"}
TITLE_MIN, TITLE_MAX = 2, 60
REASON_MAX = 120
LIMIT_MAX = 100_000
VILLAGE_LIMITS = (0, 3)
COMPARED_MIN, COMPARED_MAX = 2, 4


def title_refusal(title: str) -> Refusal | None:
    """A scenario has a name that people can tell it by."""
    if not TITLE_MIN <= len(title.strip()) <= TITLE_MAX:
        return Refusal("title_length", f"方案名称请写 {TITLE_MIN} 至 {TITLE_MAX} 个字。")
    return None


def weights_refusal(weights: Mapping[str, object]) -> Refusal | None:
    """Whole numbers from 0 to 1000 for exactly the known parts, not all 0."""
    if set(weights) != set(PARTS):
        return Refusal("weight_parts", "权重的项目不对，请刷新页面后再填。")
    if any(not isinstance(each, int) or isinstance(each, bool) or not 0 <= each <= 1000 for each in weights.values()):
        return Refusal("weight_out_of_range", "权重要填 0 到 1000 的整数。")
    if not any(weights.values()):
        return Refusal("weights_all_zero", "所有权重都是 0，分不出高低；请至少给一项大于 0 的权重，或恢复默认权重。")
    return None


def settings_refusal(
    *, objective: str, priorities: str, weights: Mapping[str, object], max_changes: int | None, has_existing: bool
) -> Refusal | None:
    """What cannot be solved with."""
    if objective not in OBJECTIVES or priorities not in PRIORITIES:
        return Refusal("unknown_option", "目标或优先级的选项不对，请刷新页面后再选。")
    if max_changes is not None and not 0 <= max_changes <= LIMIT_MAX:
        return Refusal("negative_budget", f"最多变更几对，请填 0 到 {LIMIT_MAX} 的整数，或留空。")
    if max_changes is not None and not has_existing:
        return Refusal(
            "nothing_to_change", "这个方案没有既有结对，用不上“最多变更几对”；请留空，或新建方案时带上既有结对表。"
        )
    return weights_refusal(weights)


def stale_refusal(*, seen: int, now: int, who: str, minutes: int) -> Refusal | None:
    """Two people at one scenario: the second is told who was first, and loses nothing of what they typed."""
    if seen == now:
        return None
    when = f"{minutes} 分钟前" if minutes else "刚刚"
    return Refusal(
        "version_stale",
        f"{who or '有人'}{when}改过这个方案。您的修改还没有保存：请先看一眼现在的样子，再决定要不要改。",
    )


def archived_refusal(archived: bool) -> Refusal | None:
    """An archived scenario is only read."""
    return Refusal("archived", "这个方案已经归档，只能查看；要接着排，请另存一份。") if archived else None


def running_refusal(running: bool) -> Refusal | None:
    """One run at a time, so that it is clear what is being computed."""
    if not running:
        return None
    return Refusal("run_going", "这个方案正在求解，请等它结束，或先取消正在进行的任务。")


def pair_refusal(
    *, decision: str, present: str, organisation: str, need: str, organisations: Collection[str], needs: Collection[str]
) -> Refusal | None:
    """A lock or a ban on a known pair that is not decided the other way."""
    if decision not in DECISIONS:
        return Refusal("unknown_decision", "只能锁定或禁止。")
    if organisation not in organisations:
        return Refusal("unknown_organisation", f"这个方案里没有编号“{organisation}”的组织，请核对编号。")
    if need not in needs:
        return Refusal("unknown_need", f"这个方案里没有编号“{need}”的需求（村），请核对编号。")
    if present == decision:
        return Refusal("decided_already", f"这一对已经{DECISIONS[decision]}了，不用再点。")
    if present:
        word = DECISIONS[present]
        return Refusal("lock_is_banned", f"这一对已经{word}；要改为{DECISIONS[decision]}，请先取消{word}。")
    return None


def declined_refusal(*, lifts: bool) -> Refusal:
    """A pair that a side declined is planned again only when that side takes its word back."""
    what = "取消禁止" if lifts else "锁定"
    return Refusal(
        "declined_pair", f"有一方说过这一对“不合适”，不能{what}；请先请说的那一方在“说过的不合适”里撤回，或等它到期。"
    )


def limit_refusal(
    *, subject: str, name: str, known: Collection[str], least: int | None, most: int | None, sheet: tuple[int, int]
) -> Refusal | None:
    """Limits that hold together. ``sheet``: least and most as the sheet has them, for what is left empty."""
    if subject not in SUBJECTS or name not in known:
        return Refusal("unknown_subject", f"这个方案里没有编号“{name}”，请核对编号。")
    if least is None and most is None:
        return Refusal("limit_empty", "请填最少或最多；要恢复表里的数，请点“恢复”。")
    if any(each is not None and not 0 <= each <= LIMIT_MAX for each in (least, most)):
        return Refusal("limit_range", f"请填 0 到 {LIMIT_MAX} 的整数。")
    if subject == "organisation":
        return Refusal("limit_least", "组织只有“最多承接几个”。") if least is not None or most is None else None
    lowest, highest = sheet[0] if least is None else least, sheet[1] if most is None else most
    if lowest > highest:
        return Refusal("limits_cross", f"最少 {lowest} 家大于最多 {highest} 家；请改小最少数，或改大最多数。")
    return None


def lists_refusal(*, organisations: int, needs: int, kind: str, quarter: str) -> Refusal | None:
    """There is something to plan."""
    if not needs:
        thing = "已发布的需求" if kind == "needs" else "有已发布需求的村"
        return Refusal("no_demand", f"这个范围里没有{thing}；请换一个范围，或先发布需求，也可以上传表格。")
    if not organisations:
        return Refusal("no_supply", f"没有组织填报 {quarter} 的可承接数量；请先请组织填报，或换一个季度。")
    return None


def compare_refusal(count: int) -> Refusal | None:
    """Two to four side by side."""
    if COMPARED_MIN <= count <= COMPARED_MAX:
        return None
    return Refusal("compare_count", f"请选 {COMPARED_MIN} 至 {COMPARED_MAX} 个已求解的方案来比较。")


def out_of_plan(planned: Sequence[str], eligible: Collection[str]) -> list[str]:
    """Planned organisations that may no longer be proposed, each once, in order."""
    return [name for name in dict.fromkeys(planned) if name not in eligible]
