"""Search tokens find short Chinese words, in SQLite's full-text search and by plain containment."""

import re
import sqlite3

import pytest
from django import db
from hypothesis import given
from hypothesis import strategies as st

from bangfu.engines.text import found_in, query_tokens, search_tokens, words

DOCUMENTS = [
    "石角镇缺2台抽水泵，请社会组织帮忙",
    "为村民办电商类技能培训（Ｔａｏｂａｏ 直播）",
    "𬶍浦街道老人缺茶叶销路，联系 N-26-000913-Y",
    "修路灯",
]
FINDS = [
    ("泵", {0}),
    ("水泵", {0}),
    ("抽水泵", {0}),
    ("帮忙 石角", {0}),
    ("电商培训", {1}),
    ("taobao", {1}),
    ("ＴＡＯＢＡＯ", {1}),
    ("茶", {2}),
    ("𬶍", {2}),
    ("N-26-000913", {2}),
    ("缺", {0, 2}),
    ("路灯", {3}),
    ("灯路", set()),
    ("2台", {0}),
    ("咖啡", set()),
]

chinese = st.text(st.sampled_from("村水泵灯路电商培训茶叶的了abc12 ，"), max_size=30)


def test_tokens_are_ascii_words_that_no_parser_splits():
    for document in DOCUMENTS:
        for token in search_tokens(document).split():
            assert re.fullmatch(r"[a-z][a-z0-9]*", token), token


@pytest.mark.parametrize(("query", "expected"), FINDS)
def test_short_words_are_found_by_plain_containment(query, expected):
    assert {n for n, document in enumerate(DOCUMENTS) if found_in(query, search_tokens(document))} == expected


@pytest.mark.parametrize(("query", "expected"), FINDS)
def test_sqlite_full_text_search_gives_the_same(query, expected):
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table texts using fts5(tokens, tokenize='unicode61')")
    database.executemany("insert into texts(rowid, tokens) values (?, ?)", enumerate(map(search_tokens, DOCUMENTS)))
    asked = " AND ".join(f'"{token}"' for token in query_tokens(query))
    assert {row for (row,) in database.execute("select rowid from texts where texts match ?", [asked])} == expected


@pytest.mark.both_engines
@pytest.mark.django_db
@pytest.mark.parametrize(("query", "expected"), FINDS)
def test_the_database_gives_the_same_by_like_and_by_tsvector(query, expected):
    wanted = query_tokens(query)
    found = set()
    with db.connection.cursor() as cursor:
        for number, document in enumerate(DOCUMENTS):
            likes = " and ".join(["%s like %s"] * len(wanted))
            values = [value for token in wanted for value in (search_tokens(document), f"% {token} %")]
            cursor.execute(f"select 1 where {likes}", values)
            if cursor.fetchone():
                found.add(number)
            if db.connection.vendor == "postgresql":
                asked = " & ".join(f"'{token}'" for token in wanted)
                cursor.execute("select to_tsvector('simple', %s) @@ %s::tsquery", [search_tokens(document), asked])
                assert cursor.fetchone()[0] == (number in found)
    assert found == expected


@given(chinese, chinese, chinese)
def test_a_text_that_holds_the_query_is_always_found(before, query, after):
    query = query.strip(" ，abc12")
    if words(query):
        assert found_in(query, search_tokens(before + query + after))


@given(chinese, chinese)
def test_containment_agrees_with_looking_at_the_text(text, query):
    """The obvious slow way: every word's pairs, or its one character, stand in the text side by side."""
    runs = re.findall(r"[一-鿿]+|[a-z]+|[0-9]+", text)
    chosen = [w for w in words(query) if w not in "的了"] or words(query)

    def stands(word):
        if not word[0] >= "一":
            return word in runs
        pieces = [word] if len(word) == 1 else [word[i : i + 2] for i in range(len(word) - 1)]
        return all(any(piece in run for run in runs) for piece in pieces)

    chosen = [part for word in chosen for part in re.findall(r"[一-鿿]+|[a-z]+|[0-9]+", word)]
    assert found_in(query, search_tokens(text)) == (bool(chosen) and all(map(stands, chosen)))


def test_an_empty_query_finds_nothing():
    assert query_tokens(" ，。") == [] and not found_in("", " a ")
    assert search_tokens("。，") == ""
