"""Pure decisions about agreements: which fields a template may name, how a text is written, who may sign what. No Django."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bangfu.values import Refusal

INTENT = "同意签署"
"""What a signer types again, so that nobody signs by a slip of the finger."""
TEXT_MAX = 20_000
NOT_SAID = "（未填写）"
PARTY_KINDS = {"organisation": "社会组织", "place": "镇、村"}
AGREEMENT_ENDS = {"expired": "期满", "ended": "提前终止", "handed_over": "移交", "abandoned": "未签成"}
_FIELD = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_BRACES = re.compile(r"\{\{|\}\}")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of agreement: its title, the fields that its template may name with what they hold, and those it must name."""

    title: str
    fields: Mapping[str, str]
    needed: tuple[str, ...]


KINDS = {
    "pairing": Kind(
        "结对共建协议",
        {
            "编号": "结对的编号",
            "甲方": "社会组织的名称",
            "乙方": "镇、村的名称",
            "起始日期": "从哪一天起",
            "截止日期": "到哪一天止",
            "共建目标": "双方商定的目标",
            "组织互帮共建": "这一项打算做什么",
            "美丽家园建设": "这一项打算做什么",
            "特色帮扶": "这一项打算做什么",
            "科学发展共赢": "这一项打算做什么",
            "见证单位": "组织结对的登记管理机关",
            "走访间隔": "至少多少天走访一次",
            "退出条件": "怎样好聚好散",
        },
        ("甲方", "乙方", "起始日期", "截止日期", "退出条件"),
    ),
    "team": Kind(
        "组团帮扶任务书",
        {
            "编号": "团队的编号",
            "项目": "做什么项目",
            "地点": "在哪里",
            "来自需求": "村里的哪条需求",
            "牵头单位": "谁牵头",
            "成员单位": "牵头以外的成员",
            "起始日期": "从哪一天起",
            "截止日期": "到哪一天止",
            "目标": "要做成什么样",
            "分工": "每家做什么",
            "经费总额": "一共多少钱",
            "份额": "每家的经费和成果份额，合计 100%",
            "四问": "精准、可持续、可实现、有成效等几问的回答",
            "退出条件": "成员怎样退出",
        },
        ("牵头单位", "分工", "份额"),
    ),
}


def fields_in(text: str) -> list[str]:
    """Names of the fields that a template names, each once, in order."""
    return list(dict.fromkeys(name.strip() for name in _FIELD.findall(text)))


def template_refusal(kind: str, text: str) -> Refusal | None:
    """Why a template cannot be kept: too short or long, a field that nobody fills, a needed one left out, a lone brace."""
    known = KINDS[kind]
    if not 50 <= len(text.strip()) <= TEXT_MAX:
        return Refusal("template_length", f"范本正文要写 50 到 {TEXT_MAX} 个字。")
    unknown = [name for name in fields_in(text) if name not in known.fields]
    if unknown:
        return Refusal(
            "unknown_field",
            f"范本里的“{{{{{unknown[0]}}}}}”不是可用的栏目。",
            f"可用的有：{'、'.join(known.fields)}。",
        )
    if _BRACES.search(_FIELD.sub("", text)):
        return Refusal("lone_brace", "有一处“{{”没有配上“}}”，请补齐或删去。")
    missing = [name for name in known.needed if name not in fields_in(text)]
    if missing:
        return Refusal("field_left_out", f"范本里少了“{{{{{missing[0]}}}}}”，没有它签不成协议。")
    return None


def filled(text: str, values: Mapping[str, str]) -> str:
    """The template with its fields filled in. A value is never read as a template again; an empty one says so."""
    return _FIELD.sub(lambda found: values.get(found.group(1).strip(), "").strip() or NOT_SAID, text)


def digest_of(words: str) -> str:
    """SHA-256 of the exact words in UTF-8, in hex."""
    return hashlib.sha256(words.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a text as documents and pages draw it: ``title``, ``heading`` or ``paragraph``."""

    kind: str
    text: str


def blocks_of(words: str) -> list[Block]:
    """A text in pieces: a line that begins with "# " is the title, with "## " a heading; the rest are paragraphs."""
    found = []
    for line in words.splitlines():
        if line.startswith("## "):
            found.append(Block("heading", line[3:].strip()))
        elif line.startswith("# "):
            found.append(Block("title", line[2:].strip()))
        elif line.strip():
            found.append(Block("paragraph", line.strip()))
    return found


def sign_refusal(*, intent: str, seen: str, digest: str, signed: bool, waits: bool) -> Refusal | None:
    """Why a party cannot sign now. ``seen``: the digest of the words that the signer had before them."""
    if not waits:
        return Refusal("nothing_to_sign", "现在没有等您签署的文本，请刷新页面看最新情况。")
    if signed:
        return Refusal("signed_already", "您这一方已经签过这份文本，不用再签。")
    if seen != digest:
        return Refusal("text_changed", "协议文本刚刚改过，您看到的不是要签的这一版。", "请重新读一遍，再签。")
    if intent.strip() != INTENT:
        return Refusal("intent", f"请在框里原样写“{INTENT}”四个字，表示这是您的决定。")
    return None


def all_signed(signatories: Iterable[int], signed: Iterable[int]) -> bool:
    """Whether every party that must sign has signed; a text that nobody must sign is never in force."""
    wanted = set(signatories)
    return bool(wanted) and wanted <= set(signed)


def parties_refusal(names: Sequence[tuple[str, str]]) -> Refusal | None:
    """An agreement has at least two different parties (kind, code)."""
    if len(names) < 2 or len(set(names)) != len(names):
        return Refusal("parties", "协议至少要有两方，而且不能重复。")
    return None
