"""The English catalogue: whole, nothing in it that no page says, without a Han character, and compiled as it stands."""

import re
import string
from pathlib import Path

import polib
import pytest
from django.utils import translation

import bangfu
from bangfu.apps.programmes.api import vocabulary
from bangfu.engines.text import SECTIONS
from bangfu.plumbing.said import PATTERNS, said
from tests.house.said import Sentence, patterns, sentences_of_the_source

PACKAGE = Path(bangfu.__file__).parent
FOLDER = PACKAGE / "locale" / "en" / "LC_MESSAGES"
NOT_ENGLISH = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
BARE = re.compile(r"[\u3400-\u9fff]+")
BLANKED = (
    re.compile(r"{%\s*comment.*?endcomment\s*%}", re.DOTALL),
    re.compile(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", re.DOTALL),
    re.compile(r"{%\s*translate .*?%}"),
    re.compile(r"{#.*?#}"),
    re.compile(r'_\("[^"]*"\)'),
    re.compile(r'lang="zh-CN"[^>]*>中文|lang="zh-CN" hreflang="zh-CN">中文'),
)
HOLES = re.compile(r"%\(\w+\)[sd]|(?<!%)%[sd]")


@pytest.fixture(scope="module")
def catalogue() -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(FOLDER / "django.po")) if not entry.obsolete]


@pytest.fixture(scope="module")
def source() -> set[Sentence]:
    return sentences_of_the_source(PACKAGE)


def words(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def keys(entries: list[polib.POEntry]) -> set[Sentence]:
    return {Sentence(each.msgctxt or "", each.msgid, each.msgid_plural or "") for each in entries}


def braces(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_everything_the_source_says_is_in_the_catalogue(catalogue, source):
    assert sorted(source - keys(catalogue)) == [], "run `make catalogue` and translate what is empty"


def test_the_catalogue_holds_nothing_that_no_page_says(catalogue, source):
    assert sorted(keys(catalogue) - source) == [], "run `make catalogue`"


def test_every_sentence_of_the_catalogue_is_translated_without_han(catalogue):
    assert catalogue
    assert [entry.msgid for entry in catalogue if entry.fuzzy or not all(words(entry))] == []
    assert [entry.msgid for entry in catalogue if NOT_ENGLISH.search("".join(words(entry)))] == []


def test_a_translation_has_the_same_holes_as_its_sentence(catalogue):
    assert [
        e.msgid for e in catalogue if any(set(HOLES.findall(e.msgid)) != set(HOLES.findall(w)) for w in words(e))
    ] == []


def test_a_translation_fills_only_the_braces_of_its_sentence(catalogue):
    holed = [entry for entry in catalogue if "{" in entry.msgid]
    assert holed
    assert [e.msgid for e in holed if not all(braces(w) <= braces(e.msgid) for w in words(e))] == []


def test_the_compiled_catalogue_is_current(tmp_path):
    copy = tmp_path / "django.mo"
    polib.pofile(str(FOLDER / "django.po")).save_as_mofile(str(copy))
    assert copy.read_bytes() == (FOLDER / "django.mo").read_bytes(), "run `make catalogue`"


def test_the_patterns_of_sentences_with_values_are_current(source):
    assert PATTERNS.read_text(encoding="utf-8").splitlines() == patterns(source), "run `make catalogue`"


def test_no_template_speaks_chinese_outside_a_translation():
    bare = {path.name: BARE.findall(blanked(path)) for path in PACKAGE.rglob("templates/**/*.html")}
    assert {name: found for name, found in bare.items() if found} == {}


def blanked(path: Path) -> str:
    """A template without comments, translated parts, arguments of tags, and elements that are marked as Chinese."""
    text = path.read_text(encoding="utf-8")
    for part in BLANKED:
        text = part.sub("", text)
    return text


def test_words_of_the_pack_have_their_english_names():
    with translation.override("en"):
        for section in SECTIONS:
            assert [entry.zh for entry in vocabulary().section(section) if NOT_ENGLISH.search(said(entry.zh))] == []


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("不能给自己授权。请由另一位系统管理员办理。", "You cannot grant yourself a role. Ask another administrator."),
        ("名称有 120 个字，最多 100 个。", "The name has 120 characters; at most 100 are possible."),
        (
            "这一批已写入，不能再办理。请刷新页面。",
            "This batch is “Written” and can no longer be handled. Reload the page.",
        ),
        ("村里人自己写的话", "村里人自己写的话"),
    ],
)
def test_what_rooms_hand_up_is_said_in_english(chinese, english):
    with translation.override("en"):
        assert said(chinese) == english
    with translation.override("zh-hans"):
        assert said(chinese) == chinese
