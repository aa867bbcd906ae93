"""Pictures of a project on the public page. What nobody said is never taken for a yes. No Django."""

from __future__ import annotations

from datetime import date

from bangfu.apps.projects.rules.deliveries import words_refusal
from bangfu.values import Refusal

TAKERS = {"organisation": "社会组织", "village": "村里", "team": "工作队", "other": "其他人"}
IN_PICTURE = {
    "nobody": "没有可以认出的人",
    "agreed": "有成年人，本人书面同意已存档",
    "minor": "照片里有未成年人",
}


def release_refusal(
    *, media_type: str, caption: str, taken_on: date | None, taken_by: str, in_picture: str, today: date
) -> Refusal | None:
    """Why a picture may not be shown to everybody."""
    checks = {
        "photo_kind": (not media_type.startswith("image/"), "只有照片可以放在公开页上，其他材料只给办理的人看。"),
        "photo_taken_on": (taken_on is None or taken_on > today, "请写照片是哪一天拍的，不能晚于今天。"),
        "photo_taken_by": (taken_by not in TAKERS, "请选照片是谁拍的。"),
        "photo_people": (in_picture not in IN_PICTURE, "请看一眼照片里有没有人，再选一项。"),
        "photo_minor": (in_picture == "minor", "照片里有未成年人，不能放在公开页上。请换一张看不到孩子的。"),
    }
    for code, (is_so, sentence) in checks.items():
        if is_so:
            return Refusal(code, sentence)
    return words_refusal(caption)
