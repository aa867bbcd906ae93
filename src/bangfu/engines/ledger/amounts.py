"""Which amounts may be booked at all."""

from __future__ import annotations

from bangfu.engines.ledger.records import MOST_FEN
from bangfu.values import InvalidValue, Money, Refusal


def amount_refusal(amount: object) -> Refusal | None:
    """Whether ``amount`` can be booked: whole fen, more than none, less than 10^15. A bool or a float is no amount.

    >>> [amount_refusal(n) is None for n in (1, 0, -1, 1.0, True, 10**15, float("nan"), "1")]
    [True, False, False, False, False, False, False, False]
    """
    if type(amount) is not int:
        return Refusal("amount_whole_fen", "金额要是整数分。")
    if amount < 1:
        return Refusal("amount_positive", "金额要大于零。")
    if amount > MOST_FEN:
        return Refusal("amount_too_large", "金额太大，请检查单位是不是元。")
    return None


def amount_of(text: str) -> int | Refusal:
    """Fen from what a person wrote in yuan.

    >>> amount_of("１.00"), [amount_of(text).code for text in ("0.001", "١", "0", "-1", "NaN")]
    (100, ['money.fraction', 'money.form', 'amount_positive', 'money.negative', 'money.form'])
    """
    try:
        fen = Money.parse(text).fen
    except InvalidValue as wrong:
        return wrong.refusal
    return amount_refusal(fen) or fen
