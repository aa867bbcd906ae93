"""Before serving: the keys are there, well formed, and the ones this database was sealed with."""

from typing import Any

from django.conf import settings
from django.core.checks import Error
from django.db.utils import DatabaseError

from bangfu.plumbing.sealed.keys import SealError, field_keys
from bangfu.plumbing.sealed.models import KeyMark
from bangfu.plumbing.sealed.rotate import is_any_sealed_with_missing_key


def check_field_keys(**_: Any) -> list[Error]:
    """A missing, malformed or wrong key stops the start cleanly."""
    try:
        keys = {key.id: key.fingerprint for key in field_keys()}
        marks = dict(KeyMark.objects.values_list("key_id", "fingerprint"))
        lacks_key = is_any_sealed_with_missing_key()
    except SealError as wrong:
        return [Error(str(wrong), hint="检查 BANGFU_FIELD_KEYS。", id="bangfu.E010")]
    except DatabaseError:
        return []
    found = []
    if not settings.FIELD_KEYS and not settings.DEMO:
        found.append(Error("没有设置加密字段的密钥。", hint="设置 BANGFU_FIELD_KEYS，并离线备份。", id="bangfu.E011"))
    for key_id, fingerprint in keys.items():
        if marks.get(key_id, fingerprint) != fingerprint:
            hint = "找回原来的密钥；要换新密钥，请用新的编号排在最前，再运行 bangfu rotate-keys。"
            found.append(Error(f"编号 {key_id} 的密钥不是这个数据库用过的那一把。", hint=hint, id="bangfu.E012"))
    if lacks_key and not found:
        hint = "把原来的密钥也写进 BANGFU_FIELD_KEYS；运行过 bangfu rotate-keys 之后才能去掉它。"
        found.append(Error("数据库里有用另一把密钥加密的内容，这里没有那把密钥。", hint=hint, id="bangfu.E013"))
    return found
