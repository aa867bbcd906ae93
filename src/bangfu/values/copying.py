"""Whether one text says another's words: what an office must not do with the words of a stranger."""

from bangfu.values.folding import fold

COPIED = 8
"""From so many letters on, another's words inside a longer text count as copied."""


def bare(text: str) -> str:
    """Letters and figures alone: what makes two texts the same words.

    >>> bare("血压计，要 20 台？") == bare("血压计 要20台")
    True
    """
    return "".join(each for each in fold(text).casefold() if each.isalnum())


def is_copied(original: str, shown: str) -> bool:
    """Whether ``shown`` is, or holds, the words of ``original``.

    >>> is_copied("路好走吗，货车进得去吗？", "有人问：路好走吗，货车进得去吗？")
    True
    >>> is_copied("路好走吗，货车进得去吗？", "有人问车辆能否进村。")
    False
    """
    theirs, ours = bare(original), bare(shown)
    return theirs == ours or (len(theirs) >= COPIED and theirs in ours)
