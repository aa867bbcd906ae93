"""Pure decisions about accounts and grants. A refusal is a value with a code and a sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bangfu.plumbing.access.roles import ROLES
from bangfu.values import Refusal

DEMO_PREFIX = "demo-"
LINK_LIFE = timedelta(hours=72)
IDLE_MAX = timedelta(minutes=30)
SIGNED_IN_MAX = timedelta(hours=12)
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]+")
_PHONE = re.compile(r"\+?[\d -]{6,20}")
LOGIN_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_.")


@dataclass(frozen=True, slots=True)
class WantedGrant:
    """A grant as somebody asks for it: ``scope_id`` is empty for roles over the whole installation."""

    person: str
    role: str
    scope_id: str
    from_day: date
    to_day: date | None = None


def contact_refusal(email: str, phone: str) -> Refusal | None:
    """Why an e-mail address or a telephone number cannot be right; empty ones are."""
    if email and not _EMAIL.fullmatch(email):
        return Refusal("people.email", "邮箱地址写得不对。", "请核对，例如 name@example.org。")
    if phone and not _PHONE.fullmatch(phone):
        return Refusal("people.phone", "电话号码写得不对。", "请只写数字、空格、+ 和 -，6 到 20 位。")
    return None


def login_refusal(login: str) -> Refusal | None:
    """A login is 3 to 60 lower-case letters, digits, dots, dashes and underscores, so that it can be dictated by phone."""
    if not 3 <= len(login) <= 60 or not set(login) <= LOGIN_CHARACTERS:
        return Refusal("people.login_form", "登录名要 3 到 60 个字符，只能用小写字母、数字、点、横线和下划线。")
    if login.startswith(DEMO_PREFIX):
        return Refusal("people.login_demo", "以 demo- 开头的登录名留给演示账号，请换一个。")
    return None


def grant_refusal(
    wanted: WantedGrant, *, by: str, active: bool, held: Sequence[WantedGrant], today: date
) -> Refusal | None:
    """Why this grant must not be given, or None.

    Args: ``by`` is the granting person's id; ``active`` whether the receiving account is in use; ``held`` the receiver's
    grants in force; ``today`` the Shanghai day.
    """
    role = ROLES.get(wanted.role)
    if role is None:
        return Refusal("people.role_unknown", "没有这个角色，请从列表里选。")
    if wanted.person == by:
        return Refusal("people.grant_to_oneself", "不能给自己授权。请由另一位系统管理员办理。")
    if not active:
        return Refusal("people.grant_inactive", "这个账号已停用，请先启用再授权。")
    if (role.scope_kind == "all") != (not wanted.scope_id):
        sentence = "这个角色管全站，不用填范围。" if role.scope_kind == "all" else "请填写这个角色管的范围。"
        return Refusal("people.grant_scope", sentence)
    return _days_refusal(wanted, today) or _twice_refusal(wanted, held)


def _days_refusal(wanted: WantedGrant, today: date) -> Refusal | None:
    if wanted.to_day is not None and wanted.to_day < max(wanted.from_day, today):
        return Refusal("people.grant_days", "结束日期不能早于开始日期，也不能早于今天。")
    return None


def _twice_refusal(wanted: WantedGrant, held: Sequence[WantedGrant]) -> Refusal | None:
    if any((each.role, each.scope_id) == (wanted.role, wanted.scope_id) for each in held):
        return Refusal("people.grant_twice", "这个人已经有同一范围的这个角色，不用再授。")
    return None


def end_grant_refusal(*, person: str, by: str, role: str, is_ended: bool, administrators: int) -> Refusal | None:
    """Why a grant cannot be ended. ``administrators`` is how many people hold the administrator's role today."""
    if is_ended:
        return Refusal("people.grant_ended", "这项授权已经结束了，请刷新页面。")
    if role == "administrator" and administrators <= 1:
        return Refusal("people.last_administrator", "这是最后一位系统管理员，收回后没有人能授权。请先授权另一位。")
    if role == "administrator" and person == by:
        return Refusal("people.end_own", "不能收回自己的管理员角色。请由另一位系统管理员办理。")
    return None


def deactivate_refusal(*, person: str, by: str, active: bool, last_administrator: bool) -> Refusal | None:
    """Why an account cannot be put out of use."""
    if not active:
        return Refusal("people.inactive", "这个账号已经停用了，请刷新页面。")
    if person == by:
        return Refusal("people.deactivate_oneself", "不能停用自己的账号。请由另一位系统管理员办理。")
    if last_administrator:
        return Refusal("people.last_administrator", "这是最后一位系统管理员，不能停用。请先授权另一位。")
    return None
