"""Pure decisions about pictures on public pages. No Django."""

from collections.abc import Mapping
from datetime import date

from bangfu.apps.needs.rules import privacy_warnings
from bangfu.values import Refusal

TAKERS = {"team": "工作队", "village": "村里", "town": "镇里", "organisation": "社会组织", "other": "其他人"}
IN_PICTURE = {
    "nobody": "没有可以认出的人",
    "agreed": "有成年人，本人书面同意已存档",
    "minor": "照片里有未成年人",
}


def release_refusal(
    *, state: str, media_type: str, caption: str, taken_on: date | None, taken_by: str, in_picture: str, on: date
) -> Refusal | None:
    """Why a picture may not be shown to everybody ``on`` a day; what nobody said is never taken for a yes (N7)."""
    checks: Mapping[str, tuple[bool, str]] = {
        "photo_not_yet": (state != "published", "需求公开以后才能公开照片。"),
        "photo_kind": (not media_type.startswith("image/"), "只有照片可以放在公开页上，其他材料只给办理的人看。"),
        "photo_taken_on": (taken_on is None or taken_on > on, "请写照片是哪一天拍的，不能晚于今天。"),
        "photo_taken_by": (taken_by not in TAKERS, "请选照片是谁拍的。"),
        "photo_people": (in_picture not in IN_PICTURE, "请看一眼照片里有没有人，再选一项。"),
        "photo_minor": (in_picture == "minor", "照片里有未成年人，不能放在公开页上。请换一张看不到孩子的。"),
    }
    for code, (is_so, sentence) in checks.items():
        if is_so:
            return Refusal(code, sentence)
    return next(iter(privacy_warnings(caption)), None)
