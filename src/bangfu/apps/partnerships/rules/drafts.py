"""Pure decisions about teams: what may be asked, who may lead, what is questionable. No Django."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bangfu.values import Refusal, RegionCode

TREATMENTS = {"lead": "指定牵头", "pin": "指定参加", "exclude": "不考虑", "cost": "只记费用"}
TRADE_ASSOCIATION = "行业协会商会"
WEIGHTS = {"cost": 10, "member": 25, "other_field": 40, "same_hub": 15}
WEIGHT_WORDS = {
    "cost": "每万元费用",
    "member": "每多一家成员",
    "other_field": "领域与牵头单位不同",
    "same_hub": "与牵头单位同属一个枢纽（减分）",
}
WEIGHT_MAX = 1000
TASKS_MAX, MEMBERS_MAX, LEVELS_MAX = 30, 20, 60
AMOUNT_MAX = 1_000_000_000
# A member's fit stays below what a further member costs, so that nobody joins for being likeable alone.
FIT_THEME, FIT_TRACK = 5, 4
PIN_LEVEL = 3
STALE_MINUTES = 10

QUESTIONS = {
    "accurate": ("精准", "每项任务都对着村里真正缺的东西吗？谁受益？"),
    "sustainable": ("可持续", "项目做完以后，谁接着管，钱从哪里来？"),
    "feasible": ("可实现", "人手、时间和经费够不够？谁来统筹？"),
    "effective": ("有成效", "怎样算办成了？由谁、在什么时候来看？"),
    "concentration": ("会不会太集中", "一家担了一半以上的任务；它若中途退出，谁来接？"),
    "conflict": ("利益冲突", "牵头单位与成员有隶属或同枢纽关系；经费和验收由谁来监督？"),
}
ALWAYS_ASKED = ("accurate", "sustainable", "feasible", "effective")


def pin_word(number: str) -> str:
    """The name under which a chosen member stands among the tasks, so that the search must take it."""
    return f"指定参加{number}"


def is_pin_word(name: str) -> bool:
    """Whether a task is only there to hold a chosen member."""
    return name.startswith("指定参加")


def may_lead(kind: str, *, is_hub: bool) -> bool:
    """A hub or a trade association (the notice's own rule)."""
    return is_hub or kind == TRADE_ASSOCIATION


def lead_refusal(name: str, kind: str, *, is_hub: bool) -> Refusal | None:
    """Why an organisation cannot be the chosen lead."""
    if may_lead(kind, is_hub=is_hub):
        return None
    return Refusal(
        "lead_unqualified",
        f"牵头单位须是枢纽型社会组织或行业协会商会，“{name}”都不是。",
        "可以让它作为成员参加，另选牵头单位。",
    )


def draft_refusals(
    *,
    title: str,
    capabilities: Mapping[str, int],
    resources: Mapping[str, int],
    max_members: int,
    budget_fen: int | None,
    weights: Mapping[str, int],
) -> list[Refusal]:
    """Everything that keeps a team draft from being saved; empty when it may be."""
    found = []
    if not 2 <= len(title.strip()) <= 60:
        found.append(Refusal("title", "名称要写 2 到 60 个字。"))
    amounts = [*capabilities.values(), *resources.values()]
    if not amounts:
        found.append(Refusal("nothing_required", "还没有写任务。", "请至少写一项需要的能力或资源。"))
    if len(amounts) > TASKS_MAX:
        found.append(
            Refusal("too_many_tasks", f"任务最多 {TASKS_MAX} 项，现在有 {len(amounts)} 项。", "请合并或拆成两个团队。")
        )
    if any(amount < 1 for amount in amounts):
        found.append(Refusal("amount", "每项任务的数量至少是 1。"))
    if any(amount > LEVELS_MAX for amount in capabilities.values()):
        found.append(
            Refusal("amount", f"一项能力的级数合计最多 {LEVELS_MAX}。", "一家组织最高 3 级，请按需要几家来估。")
        )
    if any(amount > AMOUNT_MAX for amount in resources.values()):
        found.append(Refusal("amount", "资源的数量太大了。", "请检查单位。"))
    if set(capabilities) & set(resources):
        found.append(Refusal("name_twice", f"“{min(set(capabilities) & set(resources))}”既写成能力又写成资源。"))
    if not 1 <= max_members <= MEMBERS_MAX:
        found.append(Refusal("max_members", f"最多成员数是 1 到 {MEMBERS_MAX} 家，牵头单位也算。"))
    if budget_fen is not None and budget_fen < 0:
        found.append(Refusal("negative_budget", "预算不能小于 0。", "不限预算请留空。"))
    if set(weights) != set(WEIGHTS) or any(not 0 <= value <= WEIGHT_MAX for value in weights.values()):
        found.append(Refusal("weights", f"权重是 0 到 {WEIGHT_MAX} 的整数。"))
    return found


def serves(service_regions: Sequence[str], place: str) -> bool:
    """Whether an organisation that states these service regions works at ``place`` (a 12-digit code; "" is nowhere special)."""
    if not place or not service_regions:
        return True
    here = RegionCode.parse(place)
    return any(here.within(RegionCode.parse(code)) for code in service_regions)


def fit_of(*, themes: Iterable[str], wanted_themes: Iterable[str], track_record: float | None) -> int:
    """How well an organisation suits the matter beyond its tasks: 5 for a theme in common, up to 4 for its track record."""
    theme = FIT_THEME if set(themes) & set(wanted_themes) else 0
    return theme + (round(track_record * FIT_TRACK) if track_record is not None else 0)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what a member adds to the value; the parts of a member add up. Less is better."""

    code: str
    text: str
    points: str


def shares(brings_by_member: Mapping[str, Mapping[str, int]], tasks: Iterable[str]) -> dict[str, float]:
    """Each member's part of the work, 0 to 1: the mean over the tasks that anybody covers of its part of what is brought."""
    covered = {
        task: total for task in tasks if (total := sum(brings.get(task, 0) for brings in brings_by_member.values()))
    }
    if not covered:
        return dict.fromkeys(brings_by_member, 0.0)
    return {
        member: sum(brings.get(task, 0) / total for task, total in covered.items()) / len(covered)
        for member, brings in brings_by_member.items()
    }


def too_much(part: float) -> bool:
    """Whether one member carries more than half."""
    return part > 0.5


def bound_sentence(*, gap: float, stopped_by: str, missing: bool) -> str:
    """Bound and gap in one plain sentence."""
    among = "在缺口这样小的组合里" if missing else "在能覆盖全部任务的组合里"
    if stopped_by == "proof":
        return f"已经证明：{among}，没有比它更好的。"
    why = "算到了搜索上限" if stopped_by == "nodes" else "算到了时限"
    return f"{why}，还没有证明最优：{among}，最多还可能好 {gap:.1%}。"
