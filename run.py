"""Starts Bangfu on a machine that has Python 3.11 or newer and nothing else.

    python3 run.py demo          a running site with an example city
    python3 run.py test          the test suite's verdict, on two cores (arguments after it go to pytest instead)
    python3 run.py COMMAND ...   any other `bangfu` command

The first start makes a private environment in `.venv-run` (in the user's cache folder where the project cannot be
written) and installs the locked libraries into it, each checked by its hash. Later starts find it ready and go straight
on. This file uses the standard library only, and syntax that an older Python can still read, so that it can say what is
missing instead of failing with a trace.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

try:
    import fcntl
except ImportError:
    fcntl = None

PROJECT = Path(__file__).resolve().parent
OLDEST = (3, 11)
NEEDED_BYTES = 2 * 1024**3
LOCK = PROJECT / "requirements.lock"
TEST_LOCK = PROJECT / "requirements-test.lock"
BOTH_CORES = ["-n", "2", "--dist", "loadfile"]  # whole files to each; tests/sidebyside.py says who runs alone
STAMP = "installed.txt"
LOG = "install.log"
NO_CONNECTION = (
    "Failed to establish a new connection",
    "NewConnectionError",
    "ProxyError",
    "name resolution",
    "Network is unreachable",
    "ConnectTimeoutError",
    "Connection refused",
)


class CannotStart(Exception):
    """One sentence for the user: what is missing and what to do about it."""


def main(arguments):
    """Prepares the environment, then becomes the command; answers an exit code only where it cannot."""
    if sys.version_info < OLDEST:
        return start_with_newer_python()
    wants_tests = arguments[:1] == ["test"]
    try:
        python = prepared(TEST_LOCK if wants_tests else LOCK)
    except CannotStart as problem:
        print(f"bangfu: {problem}", file=sys.stderr)
        return 1
    module = ["-m", "pytest"] + (arguments[1:] or BOTH_CORES) if wants_tests else ["-m", "bangfu.cli"] + arguments
    return become([str(python)] + module, wants_tests)


def start_with_newer_python():
    """Hands over to a newer Python on the path; says what to install where there is none."""
    for minor in range(20, OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            return subprocess.call([newer, str(PROJECT / "run.py")] + sys.argv[1:])
    found = ".".join(str(part) for part in sys.version_info[:3])
    print(
        f"bangfu: needs Python 3.11 or newer, this is {found}. Install it (Debian 12: apt install python3 "
        "python3-venv) and start again.",
        file=sys.stderr,
    )
    return 1


def become(command, wants_tests):
    """Replaces this process by the command, so that signals and the exit code are its own."""
    environment = dict(os.environ)
    source = str(PROJECT / "src")
    before = environment.get("PYTHONPATH")
    environment["PYTHONPATH"] = source + os.pathsep + before if before else source
    if wants_tests:
        os.chdir(PROJECT)
    sys.stdout.flush()
    if os.name == "nt":  # there an exec returns to the shell at once
        return subprocess.call(command, env=environment)
    return os.execve(command[0], command, environment)


# --- the environment -------------------------------------------------------------------------------------------------


def prepared(lock):
    """The environment's Python, with everything of `lock` installed; the second call finds it and does nothing."""
    if not lock.exists():
        raise CannotStart(f"{lock.name} is missing; is this a whole copy of the project?")
    home = home_of_environment()
    if is_ready(home, lock):
        return python_of(home)
    with Alone(home):
        if not is_ready(home, lock):  # another start may have finished it while this one waited
            build(home, lock)
    return python_of(home)


def home_of_environment():
    """`.venv-run` beside this file, or a folder in the user's cache where the project cannot be written."""
    if os.access(str(PROJECT), os.W_OK):
        return PROJECT / ".venv-run"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    name = hashlib.sha256(str(PROJECT).encode("utf-8")).hexdigest()[:12]
    return cache / "bangfu" / name


def python_of(home):
    """Where an environment keeps its interpreter."""
    return home / "Scripts" / "python.exe" if os.name == "nt" else home / "bin" / "python"


def fingerprint(lock):
    """What an installation is valid for: this interpreter and this lock."""
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    return f"{lock.name} {sys.version_info[0]}.{sys.version_info[1]} {digest}"


def is_ready(home, lock):
    """True if the last installation into `home` was finished, and was of this lock and this Python."""
    stamp = home / STAMP
    if not stamp.is_file() or not python_of(home).exists():
        return False
    installed = stamp.read_text(encoding="utf-8").splitlines()
    return fingerprint(lock) in installed or fingerprint(TEST_LOCK) in installed  # the test lock holds all of the other


def build(home, lock):
    """Makes the environment if it is missing or broken, then installs the lock and writes the stamp last."""
    require_disk(home)
    say(f"preparing the environment in {home} (once; this takes a few minutes)")
    kept = kept_stamps(home, lock)
    if (home / STAMP).exists():
        (home / STAMP).unlink()  # from here on the environment counts as half made until the new stamp stands
    if not works(home):
        create(home)
        kept = []
    try:
        install(home, lock)
    except CannotStart:
        if not kept:
            raise
        create(home)  # an environment that was good once and will not take the new lock: begin anew
        kept = []
        install(home, lock)
    beside = home / (STAMP + ".new")
    beside.write_text("\n".join(kept + [fingerprint(lock)]) + "\n", encoding="utf-8")
    beside.replace(home / STAMP)


def kept_stamps(home, lock):
    """The other locks that stay installed: the two locks agree on every version as long as both are of today."""
    stamp = home / STAMP
    if not stamp.is_file():
        return []
    today = {fingerprint(other) for other in (LOCK, TEST_LOCK) if other.exists()} - {fingerprint(lock)}
    return [line for line in stamp.read_text(encoding="utf-8").splitlines() if line in today]


def works(home):
    """True if the environment has an interpreter of this version that starts and has pip."""
    python = python_of(home)
    if not python.exists():
        return False
    question = "import pip, sys; sys.exit(sys.version_info[:2] != ({}, {}))".format(*sys.version_info[:2])
    try:
        return subprocess.call([str(python), "-c", question], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:  # something stands there that is no program
        return False


def create(home):
    """A new, empty environment in place of whatever stood there."""
    answer = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(home)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if answer.returncode == 0 and works(home):
        return
    said = answer.stdout.decode("utf-8", "replace")
    if "No space left" in said:
        raise CannotStart(f"the disk that holds {home} is full. Free about 2 GB and start again.")
    if "ensurepip" in said or "No module named" in said:
        raise CannotStart("this Python cannot make environments. On Debian and Ubuntu: apt install python3-venv.")
    raise CannotStart(f"no environment could be made in {home}: {last_line(said)}")


def install(home, lock):
    """Installs the lock, with uv where there is one (faster), else with pip; both check every hash."""
    if not install_with_uv(home, lock):
        install_with_pip(home, lock)


def install_with_uv(home, lock):
    """True if uv is on the path and installed everything; pip does it where uv could not."""
    uv = shutil.which("uv")
    if not uv or os.environ.get("BANGFU_WITHOUT_UV"):
        return False
    command = [uv, "pip", "install", "--require-hashes", "--python", str(python_of(home)), "-r", str(lock)]
    return logged(command, home) == 0


def install_with_pip(home, lock):
    """Installs with the environment's own pip; turns its failures into one sentence."""
    command = [str(python_of(home)), "-m", "pip", "install", "--require-hashes", "--disable-pip-version-check"]
    command += ["--no-input", "--retries", "5", "--progress-bar", "off", "-r", str(lock)]
    if logged(command, home) == 0:
        return
    said = (home / LOG).read_text(encoding="utf-8", errors="replace")
    raise CannotStart(explained(said, home))


def logged(command, home):
    """Runs a step; what it prints goes to the log of the environment. Answers its exit code."""
    with (home / LOG).open("w", encoding="utf-8") as log:
        log.write("$ {}\n".format(" ".join(command)))
        log.flush()
        return subprocess.call(command, stdout=log, stderr=subprocess.STDOUT)


def explained(said, home):
    """What went wrong in the installer's words, as a sentence with a remedy."""
    log = home / LOG
    if "No space left" in said:
        return f"the disk that holds {home} is full. Free about 2 GB and start again."
    if "DO NOT MATCH THE HASHES" in said or "Hash mismatch" in said:
        return f"a downloaded library does not have the hash that the lock names, so nothing was started. See {log}."
    if any(sign in said for sign in NO_CONNECTION):
        return (
            "the libraries could not be downloaded: no connection to the package index. Connect, or name your own "
            "index in pip's settings (PIP_INDEX_URL), and start again; it goes on where it stopped."
        )
    if "No matching distribution found" in said:
        return (
            f"the package index does not have: {last_line(said)}. This Python or this processor may be too new or too old for the "
            f"lock, or the connection is broken. See {log}."
        )
    return f"the libraries could not be installed: {last_line(said)} See {log}."


def last_line(said):
    """The last line that says something."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else "no message."


def require_disk(home):
    """Refuses before the download when the disk cannot hold the libraries."""
    place = home
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(str(place)).free
    if free < NEEDED_BYTES and not works(home):
        raise CannotStart(
            f"needs about 2 GB of disk for {home}, and {free // 1024 // 1024} MB are free. Free some, or set XDG_CACHE_HOME and make the "
            "project read-only to use another disk."
        )


def say(sentence):
    """Progress goes to the error stream, so that a command's own output stays clean."""
    print(f"bangfu: {sentence}", file=sys.stderr)
    sys.stderr.flush()


class Alone:
    """Holds a file lock while the environment is built, so that two starts do not build it twice."""

    def __init__(self, home):
        self.path = home.with_name(home.name + ".lock")
        self.file = None

    def __enter__(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.file = self.path.open("a")
        if fcntl:  # not on Windows; there two starts at once are the user's own affair
            fcntl.flock(self.file, fcntl.LOCK_EX)
        return self

    def __exit__(self, *_details):
        self.file.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
