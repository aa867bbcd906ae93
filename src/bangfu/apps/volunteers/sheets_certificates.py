"""A certificate on paper, in the form that the ministry's rules ask for; the same certificate gives the same bytes."""

from collections.abc import Sequence

from django.utils.timezone import localtime

from bangfu.apps.volunteers.models import Certificate
from bangfu.apps.volunteers.queries import Row
from bangfu.apps.volunteers.rules_certificates import code_written
from bangfu.plumbing.documents import Definitions, Grid, Heading, Notes, Paper, Paragraph, Part, Signatures
from bangfu.values import shanghai_day

TITLE = "志愿服务记录证明"
BY_NOBODY = "自己前往"


def hours_written(minutes: int) -> str:
    """150 minutes are 2.5."""
    return f"{minutes / 60:.1f}".removesuffix(".0")


def paper_of(certificate: Certificate, rows: Sequence[Row], address: str) -> Paper:
    """Args: ``rows`` as ``queries_certificates.rows_on`` tells them; ``address`` of the page that verifies."""
    code, senders = code_written(certificate.pk), sorted({row.sender for row in rows if row.sender})
    parts: list[Part] = [
        Paragraph(
            f"兹证明{certificate.name}在 {certificate.since:%Y-%m-%d} 至 {certificate.until:%Y-%m-%d} 期间参加志愿服务 "
            f"{certificate.times} 次，累计 {hours_written(certificate.minutes)} 小时。",
            strong=True,
        ),
        Definitions(
            [
                ("证明编号", code),
                ("志愿者", certificate.name),
                ("派出组织", "、".join(senders) or BY_NOBODY),
                ("开具日期", f"{shanghai_day(certificate.issued_at):%Y-%m-%d}"),
            ]
        ),
        Heading("服务记录"),
        Grid(("日期", "服务地点", "服务内容", "时长（小时）"), (16, 30, 40, 14), [_cells(row) for row in rows]),
        Signatures([f"{name}（核对后盖章）" for name in senders]),
        Notes(
            [
                "所列时长都由受帮扶一方逐条确认；没有确认的不计入。",
                f"核验：打开 {address} 或扫描网页上的二维码。核验页只显示志愿者本人选择公开的内容。",
                "依据《志愿服务记录与证明出具办法（试行）》（民政部令第 67 号）开具，不收费。",
            ]
        ),
    ]
    if not senders:
        parts = [part for part in parts if not isinstance(part, Signatures)]
    return Paper(TITLE, parts, code, f"{TITLE} {code}", shanghai_day(certificate.issued_at))


def _cells(row: Row) -> tuple[str, str, str, str]:
    what = f"{row.hours.title}：{row.hours.what}" if row.hours.title else str(row.hours.what)
    return f"{localtime(row.hours.starts):%Y-%m-%d}", row.place, what, row.length
