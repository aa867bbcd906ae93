"""What holds for the design system's files: one sheet per component, current bundle, no inline style or script."""

import gzip
import re
from pathlib import Path

import bangfu
from bangfu.plumbing.ui import bundle
from bangfu.plumbing.ui.gallery import FRAME, component_names
from bangfu.plumbing.ui.icons import icon_names
from bangfu.plumbing.ui.samples import samples
from bangfu.plumbing.ui.samples_plans import plan_samples

SOURCE = Path(bangfu.__file__).parent
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
STATIC = bundle.FOLDER
# Parts of another component, with no rules of their own.
WITHOUT_SHEET = {"brand"}
KILOBYTE = 1024


def test_the_committed_bundle_is_current():
    assert bundle.TARGET.read_text("utf-8") == bundle.bundle(), "run python -m bangfu.plumbing.ui.bundle"


def test_every_component_has_a_sheet_of_its_own():
    sheets = {path.stem for path in bundle.SOURCES.glob("*.css")}
    assert set(component_names()) - sheets == WITHOUT_SHEET


def test_every_component_is_shown_in_the_gallery():
    shown = {name for name, contexts in (samples() | plan_samples()).items() if contexts}
    assert set(component_names()) == shown | FRAME


def test_no_template_holds_inline_style_or_script():
    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]+=[\"']|javascript:|<script(?![^>]*(?:\ssrc=|application/json))", re.IGNORECASE
    )
    found = [
        f"{path.relative_to(SOURCE)}: {match[0]}" for path in TEMPLATES for match in inline.finditer(_markup(path))
    ]
    assert not found


def test_every_icon_that_a_template_names_is_in_the_sprite():
    named = {name for path in TEMPLATES for name in re.findall(r'{% icon "([^"]+)"', path.read_text("utf-8"))}
    assert named
    assert named <= icon_names()


def test_every_chinese_word_of_a_page_can_be_translated():
    block = re.compile(r"{%\s*blocktranslate.*?{%\s*endblocktranslate\s*%}", re.DOTALL)
    tag = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
    han = re.compile(r"[一-鿿]+")
    own_name = {"中文"}  # a language is called what its readers call it
    found = {
        path.name: words
        for path in TEMPLATES
        if (words := set(han.findall(tag.sub("", block.sub("", _markup(path))))) - own_name)
    }
    assert not found


def test_style_and_script_of_a_public_page_stay_light():
    css = len(gzip.compress(bundle.TARGET.read_bytes()))
    js = len(gzip.compress((STATIC / "ui.js").read_bytes()))
    icons = len(gzip.compress((STATIC / "icons.svg").read_bytes()))
    assert js <= 6 * KILOBYTE
    assert css + js + icons <= 30 * KILOBYTE


def test_minifying_keeps_values_and_drops_comments():
    assert (
        bundle.minify("/* a */ a , b { color : red ; width: calc(100% - 2px) ; }\n")
        == "a,b{color : red;width: calc(100% - 2px)}"
    )


def _markup(path: Path) -> str:
    return re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text("utf-8"), flags=re.DOTALL)


def test_a_title_says_error_once():
    # The layout puts the word before a title when `errors_on_page` is set; a page that did so too said it twice.
    twice = re.compile(r"block title %\}\{% if (?:[^%]* or )?errors_on_page")
    assert [path.name for path in TEMPLATES if twice.search(path.read_text("utf-8"))] == []
