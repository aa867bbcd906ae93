"""Pure decisions about needs: the life cycle, what may be submitted, who may verify and publish. No Django."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bangfu.plumbing.lifecycle import LifeCycle, Transition
from bangfu.values import Refusal, fold

NATURES = {"relief": "输血", "capacity": "造血", "both": "兼有"}
URGENCIES = {1: "一般", 2: "较急", 3: "紧急"}
SOURCES = {
    "visit": "走访",
    "survey": "摸底调研",
    "residents": "问需于民",
    "ideas": "问计于社会组织",
    "ledger": "台账",
    "sheet": "表格导入",
}
ENDS = {
    "solved": "已解决",
    "partly": "部分解决",
    "elsewhere": "他处解决",
    "withdrawn": "已撤回",
    "expired": "已过期",
    "merged": "已合并",
    "impossible": "无法解决",
}
MERGEABLE = ("submitted", "returned", "verified", "published")
LIFE = LifeCycle(
    "需求",
    {
        "draft": "草稿",
        "submitted": "待核实",
        "returned": "退回补充",
        "verified": "已核实",
        "published": "已发布",
        "closed": "已结束",
        "evaluated": "已评价",
    },
    (
        Transition("submit", ("draft", "returned"), "submitted", "needs.draft", "提交核实", "提醒核实人"),
        Transition("return", ("submitted", "verified"), "returned", "needs.verify", "退回补充", "告诉填报人缺什么"),
        Transition("verify", ("submitted",), "verified", "needs.verify", "核实通过", "提醒发布岗"),
        Transition("publish", ("verified",), "published", "needs.publish", "发布", "写入公开记录"),
        Transition(
            "withdraw",
            ("draft", "submitted", "returned", "verified", "published"),
            "closed",
            "needs.withdraw",
            "撤回",
            "写明原因",
        ),
        Transition("confirm", ("published",), "published", "needs.draft", "还需要", "重新开始计时，可以改日期"),
        Transition("reduce", ("published",), "published", "needs.withdraw", "撤回部分", "只撤没有人拿的数量"),
        Transition("restore", ("published",), "published", "needs.withdraw", "恢复数量", "撤回过的数量重新等人接"),
        Transition("split", ("published",), "published", "needs.verify", "拆分", "拆出的一条等第二个人发布"),
        Transition("inherit", ("draft",), "verified", "", "拆分而来", "沿用原来的填报和核实"),
        Transition("extend", ("published",), "published", "", "并入一条", "并来的数量等人接"),
        Transition("close", ("published",), "closed", "needs.withdraw", "结束", "结果由各项数量定，其余写明原因"),
        Transition("expire", ("published",), "closed", "", "到期", "问过仍没有人确认"),
        Transition("merge", MERGEABLE, "closed", "needs.verify", "合并", "指明并到哪一条"),
        Transition("unmerge", ("closed",), "published", "needs.verify", "撤销合并", "并过去的数量收回"),
        Transition("evaluate", ("closed",), "evaluated", "needs.evaluate", "评价", "村里的话写进公开页"),
        Transition(
            "reopen", ("closed", "evaluated"), "published", "needs.evaluate", "重新打开", "没有接完的数量重新等人接"
        ),
    ),
)
BY_DESK = ("submit", "return", "verify", "publish", "withdraw")
"""Steps that the working page offers itself; the others stand on the page of the need's life, or are no buttons."""
UNHEARD = ("confirm", "reduce", "restore", "split", "extend", "unmerge")
"""Steps of which nobody else needs to be told."""
TITLE_MIN, TITLE_MAX = 4, 60
QUANTITY_MAX = 10**12
LINES_MAX = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One item as it is asked for: ``quantity`` whole ``unit`` of ``item``."""

    item: str
    quantity: int
    unit: str
    is_must: bool = True
    resource: str = ""
    note: str = ""


def line_refusals(lines: Sequence[Line]) -> list[Refusal]:
    """What is wrong with the items; the sentence names the item's place, counted from one."""
    found = []
    if not lines:
        found.append(Refusal("no_lines", "请至少写一项要什么、要多少。"))
    if len(lines) > LINES_MAX:
        found.append(Refusal("too_many_lines", f"一条需求最多 {LINES_MAX} 项，请拆成几条。"))
    for place, line in enumerate(lines, 1):
        if not line.item.strip():
            found.append(Refusal("line_item", f"第 {place} 项没有写要什么。"))
        if not 1 <= line.quantity <= QUANTITY_MAX:
            found.append(Refusal("line_quantity", f"第 {place} 项的数量要是 1 以上的整数。"))
        if not line.unit.strip():
            found.append(Refusal("line_unit", f"第 {place} 项没有写单位，例如台、次、人。"))
    if lines and not any(line.is_must for line in lines):
        found.append(Refusal("no_must_line", "至少要有一项是“必须”的。"))
    seen: dict[tuple[str, str], int] = {}
    for place, line in enumerate(lines, 1):
        first = seen.setdefault((line.item.strip(), line.unit.strip()), place)
        if first != place:
            found.append(Refusal("line_twice", f"第 {first} 项和第 {place} 项是同一样东西，请合成一项。"))
    return found


_PRIVATE = (
    ("身份证号", re.compile(r"(?<!\d)\d{6}[\s-]?\d{8}[\s-]?\d{3}[\dXx](?!\d)")),
    ("手机号", re.compile(r"(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)")),
    ("电话号码", re.compile(r"(?<!\d)0\d{2,3}[\s-]\d{7,8}(?!\d)")),
    ("姓名", re.compile(r"姓名\s*[:：]?\s*[\u4e00-\u9fff]{2,4}")),
)
_SHOWN_BEFORE = 8


def privacy_warnings(text: str) -> list[Refusal]:
    """Numbers and names of persons in a text that everybody will read; each sentence names the place, not the secret.

    >>> [str(each) for each in privacy_warnings("请联系黄叔13800138000")]
    ['“请联系黄叔”后面像是手机号，公开前请删去；联系人会在接单后另外告诉对方。']
    """
    folded, found, taken = fold(text), [], set[int]()
    for name, pattern in _PRIVATE:
        for match in pattern.finditer(folded):
            if taken & set(range(*match.span())):
                continue
            taken |= set(range(*match.span()))
            before = folded[max(0, match.start() - _SHOWN_BEFORE) : match.start()].strip()
            where = f"“{before}”后面" if before else "开头"
            sentence = f"{where}像是{name}，公开前请删去；联系人会在接单后另外告诉对方。"
            found.append(Refusal("private_words", sentence))
    return found


def draft_refusals(
    *, title: str, min_partners: int, max_partners: int, claim_by: date | None, needed_by: date | None
) -> list[Refusal]:
    """What cannot even be kept as a draft."""
    found = []
    if not TITLE_MIN <= len(title.strip()) <= TITLE_MAX:
        found.append(
            Refusal(
                "title_length",
                f"需求名称请写 {TITLE_MIN} 至 {TITLE_MAX} 个字。",
                "一句话说清缺什么、要多少，例如“村卫生站缺 20 台血压计”。",
            )
        )
    if min_partners > max_partners:
        found.append(Refusal("partners", "最少承接组织数不能大于最多承接组织数。"))
    if max_partners < 1:
        found.append(Refusal("max_partners", "最多承接组织数至少是 1。"))
    if claim_by and needed_by and needed_by < claim_by:
        found.append(Refusal("dates_order", "希望完成的日子不能早于接单截止日期。"))
    return found


def submit_refusals(
    *, lines: Sequence[Line], region_level: str, claim_by: date | None, theme: str, on: date, texts: Sequence[str] = ()
) -> list[Refusal]:
    """What keeps a draft from being submitted ``on`` a day. ``texts`` are those that everybody will read."""
    found = line_refusals(lines)
    if region_level not in ("town", "village"):
        found.append(Refusal("place_too_wide", "地点要写到镇或村。"))
    if not theme:
        found.append(Refusal("no_theme", "请选一个领域。"))
    if claim_by is None:
        found.append(Refusal("no_deadline", "请写接单截止日期。"))
    elif claim_by <= on:
        found.append(Refusal("deadline_past", "接单截止日期要在今天以后。"))
    return found + [warning for text in texts for warning in privacy_warnings(text)]


def verify_refusal(*, entered_by: str, verifier: str, for_whom: str = "") -> Refusal | None:
    """N1: neither the one who entered it nor the one ``for_whom`` it was entered verifies it."""
    if for_whom and for_whom == verifier:
        return Refusal("own_need", "这条需求是替您填报的，请由工作队或镇县的另一位同事核实。")
    if entered_by == verifier:
        return Refusal("own_need", "这条需求是您填报的，请由工作队或镇县的另一位同事核实。")
    return None


def publish_refusal(*, entered_by: str, verified_by: str, publisher: str, others: Sequence[str] = ()) -> Refusal | None:
    """N2: a second person publishes; ``others`` had a hand in it too (for whom it was entered, who split it off)."""
    if publisher in (verified_by, entered_by, *others):
        return Refusal("second_person", "核实和发布要由两个人分别办理，请由另一位同事发布。")
    return None


def reason_refusal(reason: str) -> Refusal | None:
    """Returning and withdrawing take a reason that people can read."""
    if len(reason.strip()) < 4:
        return Refusal("reason", "请写明原因，至少 4 个字，填报人会看到。")
    return None


def withdraw_refusal(taken: int) -> Refusal | None:
    """A need that somebody has promised or brought is not taken from under them. ``taken``: units beyond open and held."""
    if taken:
        return Refusal("already_promised", f"已有组织签约或交付了 {taken} 个单位，不能直接撤回；请先和承接方谈妥退出。")
    return None


def days_left(claim_by: date | None, on: date) -> int | None:
    """Whole days until the counter closes; negative when it has; None without a date."""
    return None if claim_by is None else (claim_by - on).days
