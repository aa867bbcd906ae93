"""What the house rules read: the project's files and the imports and functions in them, parsed once."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = PROJECT / "src" / "bangfu"
APPS = PACKAGE / "apps"
IGNORED_FOLDERS = {".git", ".venv", "__pycache__", "node_modules", "build", "dist", "data"}


@dataclass(frozen=True)
class Import:
    """One imported name: the module that is imported, the line, and whether it stands inside a function."""

    target: str
    line: int
    in_function: bool


@cache
def committed_files() -> tuple[Path, ...]:
    """Every file that git keeps or would keep; where there is no git (a downloaded archive), every file but built ones."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=PROJECT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        names = [name for name in listed.stdout.decode("utf-8").split("\0") if name]
        return tuple(path for name in sorted(names) if (path := PROJECT / name).is_file())
    return tuple(path for path in sorted(PROJECT.rglob("*")) if path.is_file() and not _is_built(path))


def _is_built(path: Path) -> bool:
    parts = path.relative_to(PROJECT).parts
    return any(part in IGNORED_FOLDERS or part.startswith(".venv") for part in parts)


def text_of(path: Path) -> str:
    """A file's text; empty for a picture, a font or another binary."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def modules() -> tuple[Path, ...]:
    """Every module of the product that people write: migrations are written by a tool."""
    return tuple(path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts)


@cache
def python_files() -> tuple[Path, ...]:
    """Every Python file that people write: product, tests, benchmarks, starter."""
    return tuple(path for path in committed_files() if path.suffix == ".py" and "migrations" not in path.parts)


@cache
def tree_of(path: Path) -> ast.Module:
    """The parsed module."""
    return ast.parse(path.read_text("utf-8"), str(path))


def name_of(path: Path) -> str:
    """`bangfu.apps.needs.rules` for a file of the product."""
    parts = list(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def shown(path: Path) -> str:
    """The path from the project's folder, as a failure should name it."""
    return path.relative_to(PROJECT).as_posix()


def functions_of(path: Path) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function of a module with its name, methods as `Class.method`."""
    yield from _functions(tree_of(path), "")


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + child.name, child
            yield from _functions(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{prefix}{child.name}.")
        else:
            yield from _functions(child, prefix)


@cache
def imports_of(path: Path) -> tuple[Import, ...]:
    """Every import of a module, but those that only type checkers read."""
    return tuple(_imports(tree_of(path), path, in_function=False))


def _imports(node: ast.AST, path: Path, *, in_function: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, child.lineno, in_function) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            origin = _origin(child, path)
            yield from (Import(f"{origin}.{alias.name}", child.lineno, in_function) for alias in child.names)
        else:
            inside = in_function or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _imports(child, path, in_function=inside)


def _origin(node: ast.ImportFrom, path: Path) -> str:
    """The module after `from`, with leading dots resolved."""
    if not node.level:
        return node.module or ""
    package = path.relative_to(PACKAGE.parent).parent.parts if PACKAGE in path.parents else ()
    base = package[: len(package) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


@cache
def rooms() -> tuple[str, ...]:
    """The features that are built."""
    return tuple(sorted(path.name for path in APPS.iterdir() if (path / "__init__.py").exists()))
