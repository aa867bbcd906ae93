"""Papers as PDF: the same words as in Word, nothing in them is a command, the same paper gives the same bytes."""

from datetime import date

from bangfu.plumbing.documents import (
    Definitions,
    Grid,
    Heading,
    Notes,
    Paper,
    Paragraph,
    Signatures,
    pdf_bytes,
)


def paper(title: str = "共建协议") -> Paper:
    parts = [
        Heading("一、期限"),
        Paragraph('自今日起 #panic("x") $x$ *不是命令*\n第二行', strong=True),
        Definitions([("甲方", "果树学会")]),
        Grid(["项", "数"], [3, 1], [["果苗", 20], ["课", 4]], frozenset({(0, 1)})),
        Notes(["SHA-256"]),
        Signatures(["甲方"]),
    ]
    return Paper(title, parts, "副题", "脚", date(2026, 11, 23))


def test_the_same_paper_gives_the_same_bytes_and_another_title_others():
    one = pdf_bytes(paper())
    assert one[:5] == b"%PDF-" and one == pdf_bytes(paper()) and one != pdf_bytes(paper("任务书"))


def test_the_pdf_is_tagged_and_carries_its_fonts():
    made = pdf_bytes(paper())
    assert b"/StructTreeRoot" in made and b"/FontFile3" in made
