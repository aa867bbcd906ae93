"""An agreement on paper: the exact words, the signatures with their digest, and the liaison persons on a page of their own."""

from collections.abc import Mapping

from bangfu.apps.agreements import rules
from bangfu.apps.agreements.models import Agreement
from bangfu.apps.agreements.queries import Sheet, liaisons_of
from bangfu.plumbing.documents import (
    Definitions,
    Heading,
    Notes,
    Paper,
    Paragraph,
    Part,
    Signatures,
)
from bangfu.values import shanghai_day


def paper_of(agreement: Agreement, sheet: Sheet) -> Paper:
    """The text with its signatures. Whoever has not signed gets a line to sign on."""
    parts: list[Part] = [_part(block) for block in sheet.blocks if block.kind != "title"]
    parts.append(Heading("签署"))
    signed = [(f"{one.party.role} {one.party.name}", _said(one.person, one.at)) for one in sheet.signed if one.at]
    if signed:
        parts.append(Definitions(signed))
    open_ones = [f"{one.party.role} {one.party.name}" for one in sheet.signed if not one.at]
    if open_ones:
        parts.append(Signatures(open_ones))
    liaisons = liaisons_of(agreement)
    named = [
        (f"{one.party.role} {one.party.name}", liaisons[one.party.position])
        for one in sheet.signed
        if one.party.position in liaisons
    ]
    if named:
        parts += [Heading("附：联系人"), Definitions(named)]
    parts.append(Notes([f"第 {sheet.text.serial} 版 · SHA-256 {sheet.text.digest}"]))
    return Paper(
        _title(sheet, agreement.title),
        parts,
        agreement.number,
        f"{agreement.number} 第 {sheet.text.serial} 版",
        shanghai_day(sheet.text.at),
    )


def _said(person: str, at: object) -> str:
    return f"{person} 在线签署 {at:%Y-%m-%d}" if person else f"在线签署 {at:%Y-%m-%d}"


def _part(block: rules.Block) -> Part:
    return Heading(block.text) if block.kind == "heading" else Paragraph(block.text)


def _title(sheet: Sheet, otherwise: str) -> str:
    return next((block.text for block in sheet.blocks if block.kind == "title"), otherwise)


def preview_paper(kind: str, text: str) -> Paper:
    """A template filled with what each field holds, so that an editor sees the paper before anybody signs one."""
    known = rules.KINDS[kind]
    words = rules.filled(text, {name: f"【{name}：{sentence}】" for name, sentence in known.fields.items()})
    blocks = rules.blocks_of(words)
    title = next((block.text for block in blocks if block.kind == "title"), known.title)
    parts: list[Part] = [_part(block) for block in blocks if block.kind != "title"]
    return Paper(title, parts, "预览", "预览，不能签署")


def sample_values(kind: str) -> Mapping[str, str]:
    """What a preview on the page shows for each field."""
    return {name: f"【{name}】" for name in rules.KINDS[kind].fields}
