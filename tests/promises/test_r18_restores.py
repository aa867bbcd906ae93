"""R18: a backup that was made while the site wrote restores whole; a damaged one is refused in a sentence."""

import json
import os
import resource
import time
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.db.migrations.loader import MigrationLoader

from bangfu.cli import main
from bangfu.plumbing.backup.stream import BackupRefused
from bangfu.plumbing.backup.unpack import unpack
from tests.promises.restoring import STATE, filled, planted, writing
from tests.serving import bangfu, run_inside, site_settings

pytestmark = pytest.mark.promise("R18")
MAIL = {"BANGFU_MAIL_URL": "smtp://127.0.0.1:9"}


@pytest.fixture
def databases():
    """Names of databases of their own on the suite's PostgreSQL server, dropped at the end; none for SQLite."""
    if os.environ.get("BANGFU_TESTS_ENGINE") != "postgresql":
        yield [{}, {}]
        return
    url = os.environ["BANGFU_DATABASE_URL"]
    before, mark, query = url.partition("?")
    names = [f"restores_{uuid4().hex[:8]}" for _ in range(2)]
    with psycopg.connect(url, autocommit=True) as connection:
        for name in names:
            connection.execute(f"CREATE DATABASE {name}")
        yield [{"BANGFU_DATABASE_URL": f"{before.rpartition('/')[0]}/{name}{mark}{query}"} for name in names]
        for name in names:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def sentence_of(backup: Path, folder: Path) -> str:
    """Why a backup is not unpacked; empty when it is."""
    folder.mkdir()
    try:
        unpack(backup, folder, known=set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations))
    except BackupRefused as refused:
        return refused.sentence
    return ""


def changed(backup: Path, name: str, place: int, *, cut: bool = False) -> Path:
    """A copy with one bit turned, or cut off there."""
    data = bytearray(backup.read_bytes())
    if cut:
        del data[place:]
    else:
        data[place] ^= 1
    target = backup.with_name(name)
    target.write_bytes(data)
    return target


def drill(folder: Path, databases: list[dict[str, str]], *, files: int, size: int) -> tuple[dict[str, str], Path]:
    """Back up while the site writes, verify, restore, compare; the site's settings and its backup."""
    site, target, out = folder / "site", folder / "new" / "site", folder / "site.bangfu"
    settings = site_settings(site, databases[0] | MAIL)
    filled(settings, files=files, size=size)
    with writing(settings) as writer:
        began = time.monotonic()
        made = bangfu(settings, "backup", "--out", str(out), "--json")
        took = time.monotonic() - began
        assert writer.poll() is None, "the site must be able to write all the while"
    assert made.returncode == 0, made.stderr
    before = json.loads(run_inside(settings, STATE))
    verified = bangfu(settings, "verify-backup", str(out), "--json")
    assert verified.returncode == 0, verified.stderr + verified.stdout
    assert not list(site.glob(".verify-*")) and not list(site.glob(".backup-*"))
    began = time.monotonic()
    restored = bangfu(settings | databases[1], "restore", str(out), "--into", str(target), "--json")
    print(
        f"R18 {out.stat().st_size / 1e6:.0f} MB backed up in {took:.1f} s, restored in {time.monotonic() - began:.1f} s"
    )
    assert restored.returncode == 0, restored.stderr + restored.stdout
    after = json.loads(run_inside(settings | databases[1] | {"BANGFU_DATA_DIR": str(target)}, STATE))
    assert files < len(after["files"]) < len(before["files"]), "rows of the moment, not of the end"
    assert all(after["files"].values()) and after["refused"] and after["phone"] == before["phone"] == "13900000001"
    assert before["record"][: len(after["record"])] == after["record"]
    assert len(after["record"]) == json.loads(made.stdout)["record"]["rows"]
    assert (before["sessions"], before["letters"], before["runs"]) == (1, ["made"], ["waiting"])
    assert (after["sessions"], after["letters"], after["runs"]) == (0, ["held"], ["failed"])
    assert after["inbox"] == before["inbox"] == 1
    assert main(["restore", str(out), "--into", str(target)]) == 1, "a place that is not empty is left alone"
    return settings, out


@pytest.mark.both_engines
def test_a_backup_of_a_writing_site_restores_and_damaged_ones_are_refused(tmp_path, databases, settings):
    site, out = drill(tmp_path, databases, files=12, size=4_000_000)
    settings.FIELD_KEYS = site["BANGFU_FIELD_KEYS"]
    size, (bare, newer) = out.stat().st_size, planted(site, tmp_path)
    assert b"13900000001" not in out.read_bytes()
    said = {
        "one bit": sentence_of(changed(out, "bit", size // 2), tmp_path / "1"),
        "its line": sentence_of(changed(out, "line", 30), tmp_path / "2"),
        "cut off": sentence_of(changed(out, "cut", size - 5_000_000, cut=True), tmp_path / "3"),
        "files left out": sentence_of(bare, tmp_path / "4"),
        "newer": sentence_of(newer, tmp_path / "5"),
    }
    settings.FIELD_KEYS = "test:" + "A" * 43 + "="
    said["wrong key"] = sentence_of(out, tmp_path / "6")
    settings.FIELD_KEYS = "other:" + "A" * 43 + "="
    said["no key"] = sentence_of(out, tmp_path / "7")
    wanted = ("对不上", "开头已经损坏", "对不上", "少了文件", "更新的版本", "不是写这份备份时的", "没有编号为 test")
    print(f"R18 damaged backups refused {sum(map(bool, said.values()))} of {len(said)}")
    assert [word for word, words in zip(wanted, said.values(), strict=True) if word not in words] == [], said


@pytest.mark.deep
@pytest.mark.both_engines
def test_a_gigabyte_restores_in_ten_minutes(tmp_path, databases):
    drill(tmp_path, databases, files=110, size=9_000_000)


@pytest.mark.deep
def test_a_full_disk_leaves_no_half_backup_and_the_site_unharmed(tmp_path):
    """The file-size limit of the process stands for the full disk: a write fails in the middle."""
    settings = site_settings(tmp_path / "site", MAIL)
    filled(settings, files=4, size=4_000_000)
    (tmp_path / "out").mkdir()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (6_000_000, before[1]))
    try:
        made = bangfu(settings, "backup", "--out", str(tmp_path / "out" / "site.bangfu"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert made.returncode == 1 and "没有写成" in made.stderr and "Traceback" not in made.stderr
    assert list((tmp_path / "out").iterdir()) == [] and not list((tmp_path / "site").glob(".backup-*"))
    assert bangfu(settings, "check").returncode == 0
