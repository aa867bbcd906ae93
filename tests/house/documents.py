"""The pages of `docs/reference` that are printed from the code: `python -m tests.house.documents` writes them.

A page that a table of the program can tell is never written by hand. `tests/house/test_documents.py` holds the committed
pages against what would be printed now.
"""

import argparse
import os
import pkgutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import django
from django.apps import apps

if not apps.ready:  # run as a program; under pytest it is ready
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bangfu.config.settings")
    django.setup()

import bangfu.apps  # noqa: E402
from bangfu.cli import COMMANDS  # noqa: E402
from bangfu.config.api import api  # noqa: E402
from bangfu.config.options import OPTIONS  # noqa: E402
from bangfu.plumbing.access import PERMISSIONS, ROLES, Route  # noqa: E402
from bangfu.plumbing.fieldclasses import CONFIDENTIAL, INTERNAL, PERSONAL, PUBLIC  # noqa: E402
from bangfu.plumbing.lifecycle import LifeCycle  # noqa: E402

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
NOTE = "<!-- Printed from the code by `make documents`; a test holds it against the code. Do not edit. -->"
CLASSES = (PUBLIC, INTERNAL, PERSONAL, CONFIDENTIAL)

# What each command does, in English; `--help` says the same in Chinese.
IN_ENGLISH = {
    "plan": "one plan from two sheets: who helps whom, why, what is missing",
    "recommend": "ranked candidates both ways, with reasons",
    "team": "a lead and the few members that together cover what a project requires",
    "demo": "builds an example city and serves it",
    "serve": "serves the site; refuses to start when that would not be safe",
    "worker": "hands out what waits and carries out long work",
    "migrate": "makes or upgrades the database and reinstalls the triggers",
    "set-up": "loads the places of a new site and makes its first administrator",
    "doctor": "checks settings, database, keys, disk and clock, with a remedy for each finding",
    "check": "re-derives every invariant",
    "import": "a sheet into the site, whole or not at all",
    "template": "the empty sheet of a kind",
    "undo-import": "takes a batch back while nothing depends on it",
    "log": "publishes the public log, hands out receipts, verifies and witnesses; the last two need no site",
    "books": "the books as an audit pack for bean-check, hledger and a spreadsheet; verifying one needs no site",
    "rotate-keys": "brings every sealed field under the first key",
    "backup": "one encrypted file with database, files, ids of keys and head of the public record, while people work",
    "restore": "a backup into an empty place, or nothing; nothing is said twice afterwards",
    "verify-backup": "restores into a temporary place and looks at everything there",
}


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; a bar inside a cell is escaped."""
    lines = ["| " + " | ".join(head) + " |"]
    lines.append("|" + " --- |" * (lines[0].count(" | ") + 1))
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def page(title: str, intro: str, *parts: str) -> str:
    """A whole page."""
    return "\n\n".join((NOTE, f"# {title}", intro, *parts)) + "\n"


def rooms_modules(drawer: str) -> Iterator[ModuleType]:
    """The module or package ``drawer`` of every room that has one, with the modules inside it."""
    for room in sorted(info.name for info in pkgutil.iter_modules(bangfu.apps.__path__)):
        package = import_module(f"bangfu.apps.{room}")
        if drawer not in {info.name for info in pkgutil.iter_modules(package.__path__)}:
            continue
        module = import_module(f"bangfu.apps.{room}.{drawer}")
        yield module
        for info in pkgutil.iter_modules(getattr(module, "__path__", ())):
            yield import_module(f"{module.__name__}.{info.name}")


# Commands


def words_of(action: argparse.Action) -> str:
    """How one word or option is written."""
    value = action.metavar or ("" if action.nargs == 0 else action.dest.upper())
    if action.choices:
        value = "{" + ",".join(action.choices) + "}"
    name = ", ".join(action.option_strings)
    return " ".join(part for part in (name, str(value)) if part)


def parser_of(command: str) -> argparse.ArgumentParser:
    """The parser of one command, as `bangfu` builds it."""
    subparsers = argparse.ArgumentParser().add_subparsers()
    import_module(f"bangfu.cli.{COMMANDS[command].module}").add_parser(subparsers)
    return subparsers.choices[command]


def rows_of(parser: argparse.ArgumentParser, before: str = "") -> list[tuple[str, str, str]]:
    """Words and options of a parser; those of a word that has its own stand below it."""
    rows = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            said = {each.dest: each.help or "" for each in action._choices_actions}
            for word, inner in action.choices.items():
                rows += [(f"`{before}{word}`", "", said[word]), *rows_of(inner, f"{word} … ")]
        elif action.dest != "help":
            rows.append((f"`{before}{words_of(action)}`", "yes" if action.required else "", action.help or ""))
    return rows


def cli() -> str:
    """Every command with its words and options."""
    parts = []
    for name, command in COMMANDS.items():
        rows = rows_of(parser_of(name))
        parts.append(f"## bangfu {name}\n\n{command.purpose} — {IN_ENGLISH[name]}.")
        if rows:
            parts.append(table(("word or option", "required", "what it is (as `--help` says it)"), rows))
    return page(
        "The command line",
        "`bangfu COMMAND …`, or `python3 run.py COMMAND …` in a checkout. Exit codes: 0 good, 1 a check failed or input was "
        "refused, 2 wrong usage. Errors go to stderr: what, where, how to fix. `--json` prints one JSON document on stdout and "
        "nothing else there; progress goes to stderr. No command leaves a half-written file.",
        *parts,
    )


def settings() -> str:
    """Every setting with its default."""
    rows = [
        (
            f"`BANGFU_{option.name}`",
            option.purpose,
            f"`{option.default}`" if option.default else "",
            "secret" if option.secret else "",
        )
        for option in OPTIONS
    ]
    return page(
        "Settings",
        "A value comes from the environment, else from the TOML file that `BANGFU_CONFIG` names (keys without `BANGFU_`, in any "
        "case), else from the default. `bangfu doctor` shows each with its origin and never prints a secret. For 0 and 1: 1 is on.",
        table(("name", "what it is for", "default", ""), rows),
    )


# Who may do what


def permission_matrix() -> str:
    """Roles across, permissions down would be too wide: each permission with the roles that hold it."""
    rows = []
    for name, sentence in PERMISSIONS.items():
        holders = [role.title for role in ROLES.values() if name in role.permissions]
        rows.append((f"`{name}`", sentence, "、".join(holders) or "—"))
    return table(("permission", "sentence", "held by"), rows)


def routes() -> list[Route]:
    """Every route that a room's policy lists, the composed pages included."""
    found = {
        route.name: route
        for module in (*rooms_modules("policy"), import_module("bangfu.web.policy"))
        for route in getattr(module, "ROUTES", ())
    }
    return [found[name] for name in sorted(found)]


def who(route: Route) -> str:
    """Who gets through to a route, in a word."""
    if route.needs:
        return f"`{route.needs}`" + (" in any scope" if route.anywhere else "")
    return "signed in" if route.signed_in else "everybody"


def access() -> str:
    """Roles, permissions and routes: the whole truth of who may do what."""
    roles = [
        (f"`{role.name}`", role.title, role.sentence, role.scope_kind, "yes" if role.second_factor else "")
        for role in ROLES.values()
    ]
    listed = [
        (f"`{each.name}`", " ".join(each.methods), who(each), each.on, "404" if each.hides else "") for each in routes()
    ]
    return page(
        "Who may do what",
        "A grant is: person, role, scope, from, to, granted by. A role is a list of permissions. A region scope is a prefix of the "
        "statistics code, so a grant for `4401` reaches everything below it. Sentences are as the site shows them. The suite tries "
        "every route as every role.",
        "## Roles",
        table(("role", "title", "what for", "scope", "second factor"), roles),
        "## Permissions",
        permission_matrix(),
        "## Routes",
        "*on* is the kind of record whose place or organisation must lie inside the scope; *404* means that an outsider is not told "
        "that it exists.",
        table(("route", "methods", "who", "on", "without the right"), listed),
    )


# Life cycles


def life_cycles() -> dict[str, LifeCycle]:
    """Every table of a room's rules, by room."""
    return {
        module.__name__.split(".")[2]: value
        for module in rooms_modules("rules")
        for value in vars(module).values()
        if isinstance(value, LifeCycle)
    }


def lifecycles() -> str:
    """A diagram and a table for each life cycle."""
    parts = []
    for room, cycle in life_cycles().items():
        rows = [
            (
                f"`{step.name}`",
                step.words,
                "、".join(cycle.states[source] for source in step.sources),
                cycle.states[step.target],
                f"`{step.permission}`" if step.permission else "the owner",
                step.effect,
            )
            for step in cycle.transitions
        ]
        parts += [f"## {cycle.noun} (`{room}`)", f"```mermaid\n{cycle.mermaid()}\n```"]
        parts.append(table(("transition", "button", "from", "to", "who", "effect"), rows))
    return page(
        "Life cycles",
        "Each is a table in the room's rules. What is not in it cannot happen: pages, API and commands ask the same table. Who may "
        "not decide on their own work stands in [invariants](invariants.md).",
        *parts,
    )


# Data


def data_classes() -> str:
    """How many fields of each model are of which class; the personal and confidential ones by name."""
    rows = []
    for model in sorted(apps.get_models(), key=lambda each: each._meta.label):
        declared: dict[str, str] = getattr(model, "FIELD_CLASSES", {})
        if not model.__module__.startswith("bangfu.") or not declared:
            continue
        count = Counter(declared.values())
        closed = [f"`{name}`" for name, kind in declared.items() if kind in (PERSONAL, CONFIDENTIAL)]
        rows.append((f"`{model._meta.label}`", *(str(count[kind] or "") for kind in CLASSES), ", ".join(closed)))
    return page(
        "Data and who may see it",
        "Every field of every model is public, internal, personal or confidential; a field without a class fails the suite. Exports, "
        "twins, logs, the trail and the example obey the one declaration. Personal and confidential texts are sealed in the database "
        "(bound to their record and field), hashed, or kept as a keyed digest. Nothing confidential is kept yet: the rooms that need it are "
        "not built.",
        table(("model", *CLASSES, "personal or confidential fields"), rows),
    )


# REST


def interface() -> str:
    """The operations of the REST interface, from its own description."""
    rows = []
    for path, operations in sorted(api.get_openapi_schema()["paths"].items()):
        for method, operation in operations.items():
            rows.append((f"`{method.upper()} {path}`", operation.get("summary", "")))
    return page(
        "The REST interface",
        "`/api/v1/`, described by `GET /api/v1/openapi.json` (OpenAPI 3.1). Reading what is public needs no token.",
        table(("operation", "what it does"), rows),
        "## Rules",
        "- A token acts for a person, with some of that person's permissions and until a day: 设置 → 签发一个令牌 (needs "
        "`tokens.issue`). It is shown once. Send `Authorization: Bearer …`.\n"
        "- Every POST carries `Idempotency-Key` (up to 80 characters): the same key again gives the same answer and no second effect.\n"
        "- Lists go by cursor: `?limit=50&cursor=…`.\n"
        "- Errors are `application/problem+json` with `code` and a sentence in Chinese and English.\n"
        "- Money is `amount_fen`; times are UTC with offset; places are 12-digit statistics codes.",
        "## Twins",
        "Public pages have a `.json` twin and lists a `.csv` (needs and organisations also an `.xlsx`), with the same filters: `/needs.json?…`, "
        "`/needs/N-….json`, `/orgs.csv`, `/places/441826105000.json`. They hold public fields only. No formula in an exported "
        "sheet is live.",
    )


PAGES: dict[str, Callable[[], str]] = {
    "cli.md": cli,
    "settings.md": settings,
    "access.md": access,
    "lifecycles.md": lifecycles,
    "data-classes.md": data_classes,
    "api.md": interface,
}


def main() -> int:
    """Writes every page; says which changed."""
    for name, make in PAGES.items():
        target, text = REFERENCE / name, make()
        if not target.exists() or target.read_text("utf-8") != text:
            target.write_text(text, "utf-8")
            print(f"docs/reference/{name}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
