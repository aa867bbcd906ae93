"""What every action of the books asks first: who, for which organisation, and whether the same was done before."""

from collections.abc import Mapping
from typing import Any

from bangfu.apps.funds.models import Pool, Voucher
from bangfu.apps.funds.posting import body_hash
from bangfu.plumbing.access import Actor, Denied, Scope
from bangfu.plumbing.actions import Refused
from bangfu.values import Refusal, opaque_id

BOOK, APPROVE, CLOSE, READ = "funds.book", "funds.approve", "funds.close", "funds.read"


def person_of(by: Actor) -> str:
    """Who stands in the voucher: a person's opaque id, or `system`."""
    return by.person or by.kind


def may(by: Actor, permission: str, organisation_number: str) -> None:
    """Errors: ``Denied`` unless the actor holds ``permission`` for the organisation."""
    if not by.may(permission, Scope(organisation=organisation_number)):
        raise Denied(permission)


def pool_for(by: Actor, pool: int, permission: str) -> Pool:
    """A pool with its fund and organisation. Errors: ``Refused`` for an unknown one; ``Denied`` without the permission."""
    found = Pool.objects.select_related("fund__organisation").filter(pk=pool).first()
    if found is None:
        raise Refused(Refusal("no_such_pool", "没有这笔资金。"))
    may(by, permission, found.fund.organisation.number)
    return found


def done_before(organisation: int, key: str, asked: Mapping[str, Any]) -> tuple[Voucher | None, str, str]:
    """The voucher of the same key, if any; and the key and body hash to post with (I7). Call it under the period's lock.

    Errors: ``Refused`` (`exists_with_different_body`) when the key was used for something else.
    """
    body = body_hash(asked)
    if not key:
        return None, opaque_id(), body
    found = Voucher.objects.filter(organisation_id=organisation, idem_key=key).first()
    if found is not None and found.body_sha256 != body:
        raise different_body()
    return found, key, body


def different_body() -> Refused:
    """The same key for something else."""
    words = "这个编号已经记过另一笔内容不同的账，没有重复记账。"
    return Refused(Refusal("exists_with_different_body", words, "请核对原凭证。"))
