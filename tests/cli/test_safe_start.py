"""R24: the site starts safely or not at all, and listens where it says and nowhere else."""

import os
import subprocess
import sys

import psutil
import pytest

from tests.house.source import PROJECT
from tests.serving import SECRET, answered, bangfu, free_port, served, site_settings

UNSAFE_LIBRARY = """
import sqlite3, sys
sqlite3.sqlite_version_info = sqlite3.dbapi2.sqlite_version_info = (3, 40, 1)
sys.modules["pysqlite3"] = None
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The settings of a small site whose database is up to date."""
    return site_settings(tmp_path_factory.mktemp("site"))


def bad_settings(tmp_path):
    """Each way of starting that must be refused, with a word that the refusal must say."""
    unsafe = tmp_path / "unsafe"
    unsafe.mkdir()
    (unsafe / "sitecustomize.py").write_text(UNSAFE_LIBRARY, "utf-8")
    empty = tmp_path / "empty"
    empty.mkdir()
    return {
        "debugging": ({"BANGFU_DEBUG": "1"}, "BANGFU_DEBUG"),
        "no secret": ({"BANGFU_SECRET_KEY": ""}, "BANGFU_SECRET_KEY"),
        "short secret": ({"BANGFU_SECRET_KEY": "short"}, "BANGFU_SECRET_KEY"),
        "no field key": ({"BANGFU_FIELD_KEYS": ""}, "BANGFU_FIELD_KEYS"),
        "any host": ({"BANGFU_ALLOWED_HOSTS": "*"}, "BANGFU_ALLOWED_HOSTS"),
        "unsafe SQLite": ({"PYTHONPATH": f"{unsafe}{os.pathsep}{PROJECT / 'src'}"}, "pysqlite3"),
        "database behind": ({"BANGFU_DATA_DIR": str(empty)}, "bangfu migrate"),
        "malformed field key": ({"BANGFU_FIELD_KEYS": "k1:short"}, "BANGFU_FIELD_KEYS"),
    }


@pytest.mark.promise("R24")
def test_r24_bad_settings_are_refused_with_a_remedy(site, tmp_path):
    port = str(free_port())
    refused = 0
    cases = bad_settings(tmp_path)
    for name, (changed, remedy) in cases.items():
        answer = bangfu(site | changed, "serve", "--port", port)
        assert answer.returncode == 1, f"{name}: was served: {answer.stderr}"
        assert remedy in answer.stderr and "Traceback" not in answer.stderr, f"{name}: {answer.stderr}"
        assert SECRET not in answer.stderr
        refused += 1
    print(f"\nR24 settings {refused}/{len(cases)} refused")


@pytest.mark.promise("R24")
def test_r24_one_port_on_loopback_and_nothing_outgoing(site):
    with served(site) as (port, server):
        listening, outgoing = sockets_of(server.pid)
        server.terminate()
        code = server.wait(timeout=30)
    assert listening == {("127.0.0.1", port)}
    assert not outgoing
    assert code == 0, "a wanted stop is no failure"
    print(f"\nR24 ports {len(listening)}/1 on loopback, outgoing {len(outgoing)}")


def is_refused(settings, port: int) -> bool:
    """Whether `serve` declines these settings; what it would serve after all is ended at once."""
    command = [sys.executable, "-m", "bangfu.cli", "serve", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        served = answered(port, lambda: server.poll() is not None)
    finally:
        server.terminate()
        server.wait(timeout=30)
    return not served


@pytest.mark.promise("R24")
def test_r24_the_check_sees_a_site_that_takes_the_default_secret(site, tmp_path):
    """The planted fault: a start that asks nothing."""
    (tmp_path / "sitecustomize.py").write_text(
        "import bangfu.cli.serve as s; s.refuse_unless_safe = lambda: None", "utf-8"
    )
    careless = site | {"BANGFU_SECRET_KEY": ""}
    assert is_refused(careless, free_port())
    assert not is_refused(careless | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{PROJECT / 'src'}"}, free_port())


def sockets_of(pid: int) -> tuple[set[tuple[str, int]], list[str]]:
    """Where a process and its children listen, and whom they call outside this machine."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    found = [link for process in family for link in process.net_connections(kind="inet")]
    listening = {(link.laddr.ip, link.laddr.port) for link in found if link.status == psutil.CONN_LISTEN}
    outgoing = [str(link.raddr) for link in found if link.raddr and not link.raddr.ip.startswith("127.")]
    return listening, outgoing
