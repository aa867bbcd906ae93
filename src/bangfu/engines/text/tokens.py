"""Tokens for a search box: one column of plain ASCII words that finds Chinese on SQLite and PostgreSQL alike.

Neither database finds Chinese words by itself: SQLite's `unicode61` takes a whole run of characters for one word, its
`trigram` cannot find a word of two characters (most are), and what PostgreSQL's parser does with characters depends on
the locale the cluster was made with.  So a text is stored with a companion of tokens, each a run of ASCII letters and
digits that every tokenizer leaves whole:

- each Chinese character is `u` and its hexadecimal code: 帮 is `u5e2e`;
- each pair of neighbours is the two joined: 帮扶 is `u5e2eu6276`; longer dictionary words likewise (they help ranking);
- Latin words and numbers are themselves in lower case, numbers with a `d` before them, so that no parser takes 1e5 or
  000913 for a number of its own.

A query is cut into dictionary words, each of which becomes one character or its pairs.  All its tokens must be present.
As all of them are characters or pairs of the query itself, a text that holds the query is always found; and words of a
query are found in any order, near or far.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import rjieba

from bangfu.values import fold

_RUN = re.compile(r"([㐀-䶿一-鿿豈-﫿〇\U00020000-\U0003ffff]+)|([A-Za-zÀ-ɏЀ-ӿ]+|[0-9]+)")
_PARTICLES = frozenset("的了和与及在是有为之等吗呢吧呀啊把被也都就")


class _Spelling(dict[str, str]):
    """Characters to their spelling, filled on first use: this is looked up for every character of every text."""

    def __missing__(self, character: str) -> str:
        spelled = self[character] = f"u{ord(character):x}"
        return spelled


_SPELLED = _Spelling()


def words(text: str) -> list[str]:
    """Dictionary words of a text in order, without punctuation and spaces.

    >>> words("急需电商培训，水泵２台。")
    ['急需', '电商', '培训', '水泵', '2', '台']
    """
    starts_a_run = _RUN.match
    return [word for word in rjieba.cut(fold(text)) if starts_a_run(word)]


def search_tokens(text: str) -> str:
    """The tokens of a text, each once, in order of first use, with a space at both ends.

    With spaces at both ends a plain `LIKE '% token %'` is exact too; for PostgreSQL the text can be cast to `tsvector`.

    Args:
        text: anything; HTML should be stripped before.

    >>> search_tokens("帮扶2台")
    ' u5e2e u6276 u5e2eu6276 d2 u53f0 '
    """
    tokens: dict[str, None] = {}
    folded = fold(text).lower()
    for chinese, other in _RUN.findall(folded):
        if chinese:
            spelled = _spell(chinese)
            tokens.update(dict.fromkeys(spelled))
            tokens.update(dict.fromkeys(_pairs(spelled)))
        else:
            tokens[_latin(other)] = None
    tokens.update(dict.fromkeys(_long_words(folded)))
    return f" {' '.join(tokens)} " if tokens else ""


def query_tokens(query: str) -> list[str]:
    """The tokens of which every one must stand in a text's `search_tokens`, in order, each once.

    Particles such as 的 are left out while something else remains.

    >>> query_tokens("电商培训")
    ['u7535u5546', 'u57f9u8bad']
    >>> query_tokens("茶")
    ['u8336']
    >>> query_tokens("的")
    ['u7684']
    """
    found = [word for word in words(query.lower()) if word not in _PARTICLES] or words(query.lower())
    tokens: dict[str, None] = {}
    for word in found:
        for chinese, other in _RUN.findall(word):
            if not chinese:
                tokens[_latin(other)] = None
            elif len(chinese) == 1:
                tokens[_SPELLED[chinese]] = None
            else:
                tokens.update(dict.fromkeys(_pairs(_spell(chinese))))
    return list(tokens)


def found_in(query: str, tokens: str) -> bool:
    """Whether a query finds a text, given the text's `search_tokens`: what both databases are asked to decide.

    >>> found_in("培训 电商", search_tokens("为村民办电商类技能培训"))
    True
    >>> found_in("", search_tokens("茶"))
    False
    """
    wanted = query_tokens(query)
    return bool(wanted) and all(f" {token} " in tokens for token in wanted)


def _spell(run: str) -> list[str]:
    return [_SPELLED[character] for character in run]


def _pairs(spelled: list[str]) -> list[str]:
    return [first + second for first, second in zip(spelled, spelled[1:], strict=False)]


def _long_words(folded: str) -> Iterator[str]:
    for word in rjieba.cut(folded):
        if len(word) > 2:
            run = _RUN.fullmatch(word)
            if run and run[1]:
                yield "".join(_spell(word))


def _latin(word: str) -> str:
    return f"d{word}" if word[0].isdigit() else "".join(c if c.isascii() else f"u{ord(c):x}" for c in word)
