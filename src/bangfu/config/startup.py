"""What must be true before a process may serve: Django system checks with a hint for each failure."""

from typing import Any

from django.conf import settings
from django.core.checks import Error
from django.core.checks import register as register_check
from django.db import connection
from django.db.utils import DatabaseError

from bangfu.plumbing.sealed.checks import check_field_keys
from bangfu.plumbing.triggers import missing


def check_triggers(**_: Any) -> list[Error]:
    """Every declared trigger is installed. Runs with ``manage check --database default`` and before serving."""
    try:
        lacking = missing(connection)
    except DatabaseError:
        return []
    return [Error(f"数据库缺少触发器 {name}。", hint="运行 bangfu migrate。", id="bangfu.E001") for name in lacking]


def check_secrets(**_: Any) -> list[Error]:
    """No production process with debugging on, a placeholder secret or a wildcard host."""
    found = []
    if settings.DEBUG:
        found.append(Error("正式运行不能打开调试。", hint="去掉 BANGFU_DEBUG。", id="bangfu.E002"))
    if settings.SECRET_KEY == settings.INSECURE_SECRET_KEY or len(settings.SECRET_KEY) < 40:
        found.append(
            Error("没有设置足够长的密钥。", hint="设置 BANGFU_SECRET_KEY（至少 40 个字符）。", id="bangfu.E003")
        )
    if "*" in settings.ALLOWED_HOSTS:
        found.append(Error("允许的域名不能是 *。", hint="在 BANGFU_ALLOWED_HOSTS 里写明域名。", id="bangfu.E004"))
    return found


def register() -> None:
    """Hand the checks to Django."""
    register_check(check_triggers, deploy=True)
    register_check(check_secrets, deploy=True)
    register_check(check_field_keys, deploy=True)
