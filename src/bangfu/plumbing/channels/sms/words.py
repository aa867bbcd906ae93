"""What a text message says, in at most 67 characters; pure."""

LONGEST = 67
"""Characters of one text message with a Chinese letter in it, as ux.md §7 has it; more cost two."""
SEPARATORS = len("【】：，前，")


def cut(text: str, longest: int) -> str:
    """``text`` on one line, in at most ``longest`` characters, with a mark where it was cut."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    return line[: longest - 1] + "…" if longest > 0 else ""


def sms_parts(what: str, where: str, deadline: str, link: str, *, sign: str) -> tuple[str, str, str, str]:
    """The four parts that the template takes: 【sign】where：what，deadline前，link.

    The link and the deadline are kept whole, the place gets at most a third of what is left, what is needed the rest.

    >>> sms_parts("老人量血压缺血压计二十台", "清城区源潭镇新桥村", "11月30日", "https://bf.cn/n/ab12cd34", sign="助乡")
    ('清城区源…', '老人量血压缺血压计…', '11月30日', 'https://bf.cn/n/ab12cd34')
    """
    room = LONGEST - SEPARATORS - len(sign) - len(link) - len(deadline)
    place = cut(where, max(room // 3, 0)) if len(where) + len(what) > room else cut(where, room)
    return place, cut(what, max(room - len(place), 0)), deadline, link


def sms_text(what: str, where: str, deadline: str, link: str, *, sign: str) -> str:
    """The whole message as a telephone shows it."""
    place, needed, day, short = sms_parts(what, where, deadline, link, sign=sign)
    begun = f"【{sign}】{place}：{needed}" if place else f"【{sign}】{needed}"
    return begun + (f"，{day}前" if day else "") + f"，{short}"
