"""The word of ``bangfu books`` that works on a site's data."""

from dataclasses import asdict
from datetime import date
from pathlib import Path

from bangfu.apps.funds.api import write_pack
from bangfu.apps.organisations.api import Organisation
from bangfu.cli.output import CommandFailed, print_json
from bangfu.plumbing.actions import Refused


def export(out: Path, since: date | None, until: date | None, organisation: str | None, *, as_json: bool) -> int:
    """Writes the pack into ``out``. Errors: :class:`CommandFailed` with why nothing was written."""
    own = None
    if organisation is not None:
        own = list(Organisation.objects.filter(number=organisation).values_list("pk", flat=True))
        if not own:
            raise CommandFailed("没有这个编号的组织。", where=organisation, fix="编号像 O-26-000001-K，请核对。")
    try:
        totals = write_pack(out, organisations=own, since=since, until=until)
    except Refused as refused:
        raise CommandFailed(refused.refusal.sentence, where=str(out), fix=refused.refusal.fix) from refused
    if as_json:
        print_json({"out": str(out)} | asdict(totals))
    else:
        print(
            f"已写出审计包：{totals.transactions} 笔分录、{totals.vouchers} 张凭证、{totals.donations} 笔捐赠、"
            f"{totals.allocations} 条使用记录、{totals.leaves} 条日志，在 {out}。"
        )
    return 0
