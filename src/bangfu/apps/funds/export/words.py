"""What a pack says of itself to whoever opens it. No clock, no machine: the same books give the same words."""

from bangfu.apps.funds.export.reading import Wanted


def about(wanted: Wanted) -> str:
    """One line: which days.

    >>> about(Wanted())
    'Bangfu books, all days'
    """
    if wanted.since is None and wanted.until is None:
        return "Bangfu books, all days"
    return f"Bangfu books, {wanted.since or 'the beginning'} to {wanted.until or 'the end'}"


def readme(wanted: Wanted) -> str:
    """The page that lies in the pack."""
    return _README.replace("ABOUT", about(wanted))


_README = """# 审计包 · Audit pack

ABOUT。金额都是人民币；CSV 里是整数分。 / All money is CNY; whole fen in the CSV files.

| 文件 file | 内容 what it holds |
| --- | --- |
| `books.beancount` | 全部记账凭证，Beancount 格式；每笔有唯一的 `txid`；文件末尾是期末余额断言，精确到分 / every voucher that moves money; balances asserted at the end |
| `books.journal` | 同样的内容，hledger 格式 / the same for hledger |
| `donations.csv` | 每笔捐赠：编号（资金和它在其中的第一分）、凭证、基金、金额、已退回或冲销 / every gift; `refunded_fen` is what was given back or struck out |
| `allocations.csv` | 每笔捐赠用到了哪张支出凭证、多少分、谁批准；冲销是负数，`reversal_of` 写明冲销哪一张 / which spending each gift went into; a reversal is negative and names what it reverses |
| `trial.csv` | 试算平衡：科目和余额（借正贷负）/ trial balance, debits positive |
| `vouchers/` | 每张凭证的全部内容，含预留和取消，按组织和月份 / every voucher whole, reservations too |
| `leaves.jsonl`, `checkpoint`, `vkey` | 公开日志的每一条哈希、本账条目的原文、签名的检查点 / the public log's leaves, the exact text of these books' entries, the signed head |
| `LINES`, `MANIFEST` | 每一百行和每个文件的 SHA-256 / hashes of every hundred lines and of every file |

核对 / To check:

    sha256sum -c MANIFEST
    bean-check books.beancount
    hledger -f books.journal check --strict
    python3 verifier.py pack .        # 从网站的 /verify/ 下载 / from the site's /verify/

- 科目 8001、8002 是备查账户（某笔资金还能用多少），互相抵消，不进报表。 / Accounts 8001 and 8002 are memoranda of what a pool still
  holds; they cancel out and stand in no statement.
- 经办人和批准人按出现先后编号（person-1…），看得出是两个人，看不出是谁；捐赠人不在账里。 / Makers and approvers are numbered; givers do
  not stand in the books.
- 渠道手续费按账单记账，没有批准人，`approval` 是空的。 / Fees follow the provider's bill: no approval.
- 有起始日期时，期初余额是一笔 `opening/日期/组织` 的交易；`donations.csv` 也列出以前收到、这段时间里用过的捐赠。 / With a first day, one
  transaction carries the balances from before, and earlier gifts that were used since are listed too.
- 同一笔资金里的钱按收到的先后使用；这是记账规则，不是说某一张钞票去了哪里。 / Inside one pool money is used first in, first out: a rule
  of accounting.
"""
