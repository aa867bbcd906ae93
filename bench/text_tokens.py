"""Tokens against jieba: characters a second, both in one run, over the same texts."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median

import jieba
import rjieba

import bangfu.packs
from bangfu.engines.text import search_tokens, words

GOAL = 5.0


def texts() -> list[str]:
    """About 140,000 characters: every phrase of the pack's vocabulary, in sentences of ten."""
    path = Path(bangfu.packs.__file__).parent / "guangzhou_2023" / "vocabulary.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    phrases = [
        phrase
        for section in data.values()
        if isinstance(section, list)
        for entry in section
        for phrase in (entry["zh"], *entry["synonyms"])
    ]
    sentences = ["，".join(phrases[start : start + 10]) + "。" for start in range(0, len(phrases), 10)]
    return sentences * 9


def seconds(cut: Callable[[str], Iterable[str]], over: list[str]) -> float:
    started = time.perf_counter()
    for text in over:
        list(cut(text))
    return time.perf_counter() - started


def measure(rounds: int = 5) -> dict[str, float]:
    """Median ratios over interleaved rounds, so that a busy machine slows both alike.

    Returns:
        `words_ratio` (the goal is five or more), `search_tokens_ratio` (words, characters, pairs and their spelling) and
        jieba's own speed in characters a second.
    """
    jieba.setLogLevel(60)
    jieba.initialize()
    rjieba.cut("热身")
    over = texts()
    slow, fast, full = [], [], []
    for _ in range(rounds):
        slow.append(seconds(jieba.cut, over))
        fast.append(seconds(words, over))
        full.append(seconds(search_tokens, over))
    return {
        "words_ratio": median(s / f for s, f in zip(slow, fast, strict=True)),
        "search_tokens_ratio": median(s / f for s, f in zip(slow, full, strict=True)),
        "jieba_characters_a_second": sum(map(len, over)) / median(slow),
    }


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name}\t{value:,.2f}")
