"""Issuing and revoking tokens."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from bangfu.plumbing.access import PERMISSIONS, Actor
from bangfu.plumbing.actions import action, record, refuse
from bangfu.plumbing.rest.models import ApiToken
from bangfu.values import Refusal

LIFETIME_DAYS_MAX = 366


def digest_of(secret: str) -> str:
    """What is kept of a token's secret: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _refusal(by: Actor, name: str, scopes: Sequence[str], days: int) -> Refusal | None:
    if not name.strip():
        return Refusal("token_name", "请给令牌起个名字，写明哪个系统在用。")
    unknown = [scope for scope in scopes if scope not in PERMISSIONS]
    if unknown or not scopes:
        return Refusal("token_scopes", "请至少选一项权限。" if not scopes else f"没有这项权限：{'、'.join(unknown)}。")
    beyond = [scope for scope in scopes if not by.has(scope)]
    if beyond:
        return Refusal(
            "token_beyond", f"您自己没有这些权限，不能交给程序：{'、'.join(PERMISSIONS[scope] for scope in beyond)}。"
        )
    if not 1 <= days <= LIFETIME_DAYS_MAX:
        return Refusal("token_days", f"有效期请写 1 至 {LIFETIME_DAYS_MAX} 天。")
    return None


@action("rest.issue_token")
def issue_token(
    *, by: Actor, at: datetime, key: str = "", name: str, scopes: Sequence[str], days: int = 90, secret: str = ""
) -> ApiToken:
    """Make a token for the acting person.

    Args: ``scopes`` are names of permissions the person holds; ``days`` 1 to 366; ``secret`` is made by the caller with
    :func:`new_secret`, so that it can show it once.
    Returns: the stored token. Errors: ``Refused``.
    """
    refuse(_refusal(by, name, scopes, days))
    token = ApiToken.objects.create(
        person=by.person,
        name=name.strip(),
        digest=digest_of(secret),
        scopes=sorted(set(scopes)),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    record(subject=token, changes={"name": ("", token.name), "scopes": ([], token.scopes)})
    return token


@action("rest.revoke_token")
def revoke_token(*, by: Actor, at: datetime, key: str = "", token_id: int) -> ApiToken:
    """End one of the acting person's own tokens. Errors: ``Refused`` when it is not theirs or already ended."""
    token = ApiToken.objects.select_for_update().filter(pk=token_id, person=by.person).first()
    if token is None or token.revoked_at is not None:
        refuse(Refusal("token_gone", "这个令牌已经作废，或不是您的。"))
    assert token is not None
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    record(subject=token, changes={"revoked_at": (None, at)})
    return token


def new_secret() -> str:
    """256 random bits as text; shown once, never stored."""
    return "bf_" + secrets.token_urlsafe(32)
