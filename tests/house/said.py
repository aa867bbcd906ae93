"""Everything that the site says, read from the source without GNU gettext.

Three kinds of words: `{% translate %}` and its kin in templates, gettext calls in Python, and the sentences that Django-free rooms
hand up as plain Chinese (refusals, state tables, roles), which `plumbing.words.said` translates where they are shown.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize

HAN = re.compile(r"[\u3400-\u9fff]")
PLAIN_CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL_CALLS = {"ngettext", "ngettext_lazy"}
CONTEXT_CALLS = {"pgettext", "pgettext_lazy"}
CALLS = PLAIN_CALLS | PLURAL_CALLS | CONTEXT_CALLS
_IN_TEMPLATE = re.compile(r"(?<![\w.])(?:npgettext|ngettext|pgettext|gettext|_)\(")

# Where plain Chinese is handed up to be shown to people. What is left out speaks to operators (commands, start-up,
# checks), is data of its own (examples, place names), or is written into files that stay Chinese (sheets).
SAYING = (
    "apps/*/actions*.py",
    "apps/*/actions/*.py",
    "apps/*/rules*.py",
    "apps/*/rules/*.py",
    "apps/*/models.py",
    "apps/*/models/*.py",
    "apps/*/models_session_store.py",
    "apps/*/queries.py",
    "apps/*/queries/*.py",
    "apps/*/policy.py",
    "apps/*/views*.py",
    "apps/*/views/*.py",
    "apps/*/wording.py",
    "apps/*/forms_survey.py",
    "apps/*/forms_onsite.py",
    "apps/*/forms/acceptance.py",
    "apps/*/finding.py",
    "apps/*/templatetags/*.py",
    "plumbing/access/*.py",
    "plumbing/actions/*.py",
    "plumbing/files/*.py",
    "plumbing/imports/*.py",
    "plumbing/lifecycle.py",
    "plumbing/openforms.py",
    "plumbing/offline/*.py",
    "plumbing/quantities/rules.py",
    "plumbing/quantities/moving.py",
    "plumbing/quantities/waiting.py",
    "plumbing/rest/*.py",
    "plumbing/runs/*.py",
    "values/credit_codes.py",
    "values/periods.py",
    "values/places.py",
    "values/regions.py",
    "web/*.py",
    "web/views/*.py",
)
# Of these only what they refuse reaches a page (the preview of an import); their column titles stay as the sheet has them.
REFUSING = ("plumbing/sheets/*.py", "apps/*/sheets.py", "apps/programmes/understanding.py", "values/amounts.py")
REFUSALS = {"CellRefused", "Problem", "Refusal", "problem", "refused"}
SENTENCES = {"_limits"}  # functions that answer with part of a refusal
SILENT = ("apps/organisations/rules/duplicates.py", "apps/programmes/rules.py", "apps/regions/rules.py")
DIGITS = "一二三四"  # looked up, never shown


class Sentence(NamedTuple):
    """One entry of the catalogue."""

    context: str
    text: str
    plural: str = ""


def sentences_of_the_source(package: Path) -> set[Sentence]:
    """Every sentence that the package can say."""
    found: set[Sentence] = set()
    for template in package.rglob("templates/**/*.html"):
        found |= set(_of_template(template))
    for extra in package.rglob("templates/**/*.txt"):
        found |= set(_of_template(extra))
    for module in package.rglob("*.py"):
        found |= set(_called(ast.parse(module.read_text(encoding="utf-8"))))
    for module in saying_modules(package):
        found |= {Sentence("", text) for text in _plain(ast.parse(module.read_text(encoding="utf-8")))}
    for module in sorted({path for pattern in REFUSING for path in package.glob(pattern)}):
        found |= {Sentence("", text) for text in _refused(ast.parse(module.read_text(encoding="utf-8")))}
    return found


def saying_modules(package: Path) -> list[Path]:
    """The modules whose plain Chinese reaches a page."""
    silent = {package / each for each in SILENT}
    return sorted({path for pattern in SAYING for path in package.glob(pattern)} - silent)


def patterns(sentences: set[Sentence]) -> list[str]:
    """The handed-up sentences that have holes, longest first, so that the closest one is recognised."""
    holed = [each.text for each in sentences if "{0}" in each.text]
    return sorted(holed, key=lambda text: (-len(re.sub(r"\{\d+\}", "", text)), text))


def _of_template(path: Path) -> Iterator[Sentence]:
    text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for match in _IN_TEMPLATE.finditer(text):
        yield from _called(_call_at(text, match.start()))


def _call_at(text: str, start: int) -> ast.AST:
    end = text.index(")", start) + 1
    while True:
        try:
            return ast.parse(text[start:end], mode="eval")
        except SyntaxError:
            end = text.index(")", end) + 1


def _called(tree: ast.AST) -> Iterator[Sentence]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node) in CALLS:
            words = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            if _name(node) in PLAIN_CALLS and words and words[0]:
                yield Sentence("", words[0])
            elif _name(node) in PLURAL_CALLS and len(words) > 1:
                yield Sentence("", words[0], words[1])
            elif _name(node) in CONTEXT_CALLS and len(words) > 1:
                yield Sentence(words[0], words[1])


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _plain(tree: ast.AST) -> Iterator[str]:
    """Chinese constants and f-strings outside gettext calls, docstrings, patterns and keys that code looks up."""
    skip = {id(each) for each in _not_said(tree)}
    for node in ast.walk(tree):
        if id(node) in skip:
            continue
        if isinstance(node, ast.JoinedStr):
            text = _holed(node)
            if HAN.search(text):
                yield text
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and HAN.search(node.value)
            and node.value != DIGITS
        ):
            yield node.value


def _refused(tree: ast.AST) -> Iterator[str]:
    """Chinese in what makes a refusal: the arguments of its call, a fix or hint put together before, a helper that answers."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node) in REFUSALS:
            yield from _plain(node)
        elif isinstance(node, ast.Assign) and {"fix", "hint"} & {
            each.id for each in node.targets if isinstance(each, ast.Name)
        }:
            yield from _plain(node.value)
        elif isinstance(node, ast.FunctionDef) and node.name in SENTENCES:
            yield from (text for each in ast.walk(node) if isinstance(each, ast.Return) for text in _plain(each))


def _not_said(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (_name(node) in CALLS or ast.unparse(node.func) == "re.compile"):
            yield from ast.walk(node)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield from (each for each in node.values if isinstance(each, ast.Constant))


def _holed(node: ast.JoinedStr) -> str:
    """An f-string as its sentence with numbered holes."""
    parts, hole = [], 0
    for each in node.values:
        if isinstance(each, ast.Constant):
            parts.append(str(each.value))
        else:
            parts.append(f"{{{hole}}}")
            hole += 1
    return "".join(parts)
