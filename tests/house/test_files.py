"""What may not stand in a committed file, and what the locks hold."""

import re
import tomllib

from tests.house.source import PROJECT, committed_files, shown, text_of

LOCKS = ("requirements.lock", "requirements-test.lock")
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
# Written in pieces, so that this file may stand among those it reads.
HOSTS = [
    ".".join(parts)
    for parts in (("py" + "pi", "org"), ("python" + "hosted", "org"), ("npm" + "js", "org"), ("npm" + "js", "com"))
]
HOSTS += [".".join(parts) for parts in (("deb", "debian", "org"), ("crates", "io"), ("proxy", "golang", "org"))]
# A path below somebody's home or work folder is a path of one machine.
PLACES = ["/" + "work/", "/" + "root/"]


def test_no_lock_names_a_host():
    for lock in LOCKS:
        text = (PROJECT / lock).read_text("utf-8")
        assert "://" not in text
        assert "index" not in text.lower()


def test_every_locked_library_has_hashes():
    for lock in LOCKS:
        for block in re.split(r"\n(?=\S)", (PROJECT / lock).read_text("utf-8").strip()):
            assert re.match(r"\S+==\S+", block), f"{lock}: not pinned: {block.splitlines()[0]}"
            assert "--hash=sha256:" in block, f"{lock}: no hash: {block.splitlines()[0]}"


def test_the_test_lock_holds_all_of_the_other():
    """`run.py` relies on it: what was installed for the tests serves the site too."""
    product, tests = (set(LOCKED.findall((PROJECT / lock).read_text("utf-8"))) for lock in LOCKS)
    assert product <= tests


def test_uv_installs_the_locked_versions():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    pins = {re.split(r" ?;", pin)[0] for pin in project["tool"]["uv"]["constraint-dependencies"]}
    locked = {f"{name}=={version}" for name, version in LOCKED.findall((PROJECT / LOCKS[1]).read_text("utf-8"))}
    assert pins == locked, "run `make lock`"


def test_every_dependency_is_in_the_lock():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    product, tests = ({name for name, _ in LOCKED.findall((PROJECT / lock).read_text("utf-8"))} for lock in LOCKS)
    assert {plain(line) for line in project["project"]["dependencies"]} <= product, "run `make lock`"
    assert {plain(line) for line in project["dependency-groups"]["dev"]} <= tests, "run `make lock`"


def plain(requirement: str) -> str:
    """The library's name as a lock writes it."""
    return re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower().replace("_", "-").replace(".", "-")


def test_nothing_names_a_registry_or_a_place_on_somebodys_machine():
    found = [f"{shown(path)}: {word}" for path in committed_files() for word in HOSTS + PLACES if word in text_of(path)]
    assert not found, "\n".join(found)


def test_no_secret_is_committed():
    secret = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{36}")
    found = [shown(path) for path in committed_files() if secret.search(text_of(path))]
    assert not found, found
    assert not [shown(path) for path in committed_files() if path.name in {".env", "uv.lock", "db.sqlite3"}]


def test_no_unpickling_anywhere():
    dangerous = re.compile(r"^\s*(import|from) (pickle|marshal|shelve)\b|\byaml\.load\(", re.MULTILINE)
    product = [path for path in committed_files() if path.suffix == ".py" and "src" in path.parts]
    assert not [shown(path) for path in product if dangerous.search(text_of(path))]


def test_no_file_holds_the_marks_of_an_unsettled_merge():
    marks = ("<" * 7, ">" * 7)
    left = [
        f"{shown(path)}:{number}"
        for path in committed_files()
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if line.startswith(marks)
    ]
    assert not left, "settle the merge: " + ", ".join(left)
