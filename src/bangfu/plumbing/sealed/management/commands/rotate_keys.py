"""``rotate_keys``: bring everything under the first field key, online; can be stopped and started again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bangfu.plumbing.sealed.keys import SealError
from bangfu.plumbing.sealed.rotate import rotate_all


class Command(BaseCommand):
    help = "把所有加密内容换到 BANGFU_FIELD_KEYS 的第一把密钥下；网站可以照常使用，中断后重新运行即可接着换。"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = rotate_all(lambda name, done, total: self.stderr.write(f"{name} {done}/{total}"))
        except SealError as wrong:
            raise CommandError(str(wrong)) from wrong
        self.stdout.write(f"换了 {count} 行。现在可以从 BANGFU_FIELD_KEYS 里去掉旧密钥。")
