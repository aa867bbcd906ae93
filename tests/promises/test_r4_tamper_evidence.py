"""R4: the published files alone show what was changed, removed, back-dated or forked, and which entry was the first.

The offline verifier is run as the file that people download, in a process of its own for a sample and in this one for the rest.
"""

import base64
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bangfu.apps.disclosure import verifier
from bangfu.engines.tlog import Tree, canonical, leaf_hash, make_receipt, make_signer, sign_checkpoint
from bangfu.engines.tlog.tiles import bundle, tile_bytes, tile_path, tiles_of

pytestmark = pytest.mark.promise("R4")
LOG = make_signer("example.org/log", b"l" * 32)
KEY = verifier.read_key(str(LOG.verifier))
SIZE = 2_000
BAD = 700


def statement(number: int, **changes) -> bytes:
    said = {
        "v": 1,
        "kind": "offer.ended",
        "subject": f"F-26-{number:06}",
        "at": f"2026-11-{1 + number % 28:02}T00:00:00+00:00",
    }
    return canonical(said | {"fields": {"amount_fen": number}, "commitments": {}} | changes)


def write(folder: Path, entries: list[bytes], signer=LOG) -> Tree:
    """What a publisher with these entries and this key would write."""
    tree = Tree(map(leaf_hash, entries))
    for level, number, width in tiles_of(tree.size):
        files = {tile_path(level, number, width): tile_bytes(tree.node, level, number, width)}
        if level == 0:
            files[tile_path("entries", number, width)] = bundle(entries[number * 256 : number * 256 + width])
        for name, raw in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(raw)
    (folder / "checkpoint").write_text(str(sign_checkpoint(tree.size, tree.root(), signer)))
    (folder / "vkey").write_text(f"{signer.verifier}\n")
    return tree


ENTRIES = [statement(number) for number in range(SIZE)]


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    """A log of 2,000 entries with an older copy of 1,500 and heads kept at three sizes."""
    home = tmp_path_factory.mktemp("honest")
    tree = write(home / "log", ENTRIES)
    write(home / "copy", ENTRIES[:1_500])
    for size in (256, 1_000, 1_500):
        (home / f"old-{size}").write_text(str(sign_checkpoint(size, tree.root(size), LOG)))
    return home


def edit(folder: Path, name: str, change) -> None:
    path = folder / name
    path.write_bytes(change(path.read_bytes()))


def entries(folder: Path, change) -> None:
    """Rewrites the bundle that holds the entry, leaving the tiles as they were."""
    chosen = ENTRIES[512:768]
    change(chosen)
    (folder / "tile/entries/002").write_bytes(bundle(chosen))


def put(at, entry):
    return lambda chosen: chosen.__setitem__(at, entry)


def swap(chosen):
    chosen[188], chosen[189] = chosen[189], chosen[188]


OTHER = statement(BAD, fields={"amount_fen": 99_999})
EARLIER = statement(BAD, at="2020-01-01T00:00:00+00:00")
PLACE = BAD - 512


def rewritten(changed, size=SIZE):
    """The whole log made anew with the log's own key."""

    def make(folder: Path) -> None:
        shutil.rmtree(folder)
        write(folder, changed(list(ENTRIES))[:size])

    return make


def both(folder: Path) -> None:
    """The entry and its hash in the lowest tile, the tiles above as they were."""
    entries(folder, put(PLACE, OTHER))
    edit(folder, "tile/0/002", lambda raw: raw[: 32 * PLACE] + leaf_hash(OTHER) + raw[32 * PLACE + 32 :])


def unsigned_rewrite(folder: Path) -> None:
    """Entries and all tiles made anew, the signed head left as it was: the signer was not in it."""
    head = (folder / "checkpoint").read_bytes()
    rewritten(lambda given: [*given[:BAD], OTHER, *given[BAD + 1 :]])(folder)
    (folder / "checkpoint").write_bytes(head)


HEAD = "checkpoint"
# Each: what is done, and what the verdict must name: the first bad entry, a range that holds it, or the file.
TAMPERINGS = {
    "an entry's field changed": (lambda f: entries(f, put(PLACE, OTHER)), "entry 700 "),
    "an entry back-dated": (lambda f: entries(f, put(PLACE, EARLIER)), "entry 700 "),
    "one byte of an entry": (lambda f: entries(f, put(PLACE, ENTRIES[BAD][:-1] + b"]")), "entry 700 "),
    "a line feed after an entry": (lambda f: entries(f, put(PLACE, ENTRIES[BAD] + b"\n")), "entry 700 "),
    "an entry emptied": (lambda f: entries(f, put(PLACE, b"")), "entry 700 "),
    "an entry removed": (lambda f: entries(f, lambda c: c.pop(PLACE)), "entry 700 "),
    "an entry slipped in": (lambda f: entries(f, lambda c: c.insert(PLACE, OTHER)), "entry 700 "),
    "an entry doubled": (lambda f: entries(f, lambda c: c.insert(PLACE, ENTRIES[BAD - 1])), "entry 700 "),
    "two entries in another order": (lambda f: entries(f, swap), "entry 700 "),
    "a bundle cut": (lambda f: edit(f, "tile/entries/002", lambda raw: raw[:-1]), "entry 767 "),
    "a bundle lengthened": (lambda f: edit(f, "tile/entries/002", lambda raw: raw + b"\0\0"), "entry 768"),
    "a bundle removed": (lambda f: (f / "tile/entries/002").unlink(), "tile/entries/002 is missing"),
    "bundles exchanged": (lambda f: shutil.copy(f / "tile/entries/003", f / "tile/entries/002"), "entry 512 "),
    "a leaf's hash changed": (lambda f: edit(f, "tile/0/002", lambda raw: b"\0" + raw[1:]), "entry 512 "),
    "an entry with its hash": (both, "entry 700 "),
    "a tile above changed": (
        lambda f: edit(f, "tile/1/000.p/7", lambda raw: raw[:64] + b"\0" + raw[65:]),
        "between 512 and 767",
    ),
    "all but the head rewritten": (unsigned_rewrite, "entry 700 "),
    "the size lowered in the head": (
        lambda f: edit(f, HEAD, lambda raw: raw.replace(b"\n2000\n", b"\n1999\n")),
        "signature",
    ),
    "the signature taken off": (lambda f: edit(f, HEAD, lambda raw: raw.split(b"\n\n")[0] + b"\n"), "not signed"),
    "the head of another key": (
        lambda f: (f / HEAD).write_text(
            str(sign_checkpoint(SIZE, b"r" * 32, make_signer("example.org/log", b"o" * 32)))
        ),
        "not signed",
    ),
    "a rewrite by the key's holder": (rewritten(lambda given: [*given[:BAD], OTHER, *given[BAD + 1 :]]), "entry 700 "),
    "an entry left out by the key's holder": (rewritten(lambda given: [*given[:BAD], *given[BAD + 1 :]]), "entry 700 "),
    "a fork by the key's holder": (
        rewritten(lambda given: [*given[:1_400], *map(bytes.upper, given[1_400:])]),
        "entry 1400 ",
    ),
    "the tail cut by the key's holder": (rewritten(lambda given: given, 1_200), "entry 1200 "),
}


def verdict(folder: Path, home: Path, *, copy: bool = True) -> str:
    """What the verifier says: "" when all fits."""
    olds = [home / f"old-{size}" for size in (256, 1_000, 1_500)]
    try:
        verifier.verify(folder, KEY, olds, home / "copy" if copy else None)
    except verifier.Bad as wrong:
        return str(wrong)
    return ""


def test_an_honest_log_raises_no_alarm(honest):
    assert verdict(honest / "log", honest) == "" and len(TAMPERINGS) == 24


@pytest.mark.parametrize("name", TAMPERINGS)
def test_every_tampering_is_found_and_the_first_bad_entry_named(honest, tmp_path, name):
    shutil.copytree(honest / "log", tmp_path / "log")
    tamper, named = TAMPERINGS[name]
    tamper(tmp_path / "log")
    assert named in verdict(tmp_path / "log", honest)


@pytest.mark.parametrize("name", [name for name in TAMPERINGS if name.endswith("the key's holder")])
def test_what_the_keys_holder_rewrites_shows_only_against_what_others_kept(honest, tmp_path, name):
    shutil.copytree(honest / "log", tmp_path / "log")
    TAMPERINGS[name][0](tmp_path / "log")
    verifier.verify(tmp_path / "log", KEY, [], None)  # the files agree with each other: the page says so
    assert verdict(tmp_path / "log", honest, copy=False), "an old checkpoint alone shows it too, by a range"


def test_a_hash_over_part_of_the_fields_would_let_a_change_pass(honest, tmp_path, monkeypatch):
    """The planted fault: a verifier that leaves the amount out sees nothing; so the test above can fail."""
    shutil.copytree(honest / "log", tmp_path / "log")
    TAMPERINGS["an entry's field changed"][0](tmp_path / "log")
    whole = verifier.sha256
    monkeypatch.setattr(
        verifier, "sha256", lambda raw: whole(raw.replace(b'"amount_fen":99999}', b'"amount_fen":700}'))
    )
    assert verdict(tmp_path / "log", honest, copy=False) == ""


def test_fifty_honest_histories_raise_no_alarm(tmp_path):
    chance = random.Random(4)
    for turn in range(50):
        size = chance.randrange(1, 600)
        given = [statement(turn * 1_000 + number) for number in range(size)]
        tree = write(tmp_path / f"log-{turn}", given)
        olds = []
        for old in sorted(chance.sample(range(1, size + 1), min(size, 3))):
            olds.append(tmp_path / f"old-{turn}-{old}")
            olds[-1].write_text(str(sign_checkpoint(old, tree.root(old), LOG)))
        assert verifier.verify(tmp_path / f"log-{turn}", KEY, olds, None).startswith("OK")


PACK_BEGINS = "# --- the audit pack"
LOG_LINES = 300
"""From the mark to ``main`` the same file reads an audit pack; everything else is what checks the log."""


def test_the_downloaded_file_alone_verifies_the_log_and_a_receipt(honest, tmp_path):
    lone = tmp_path / "verify.py"
    shutil.copy(verifier.__file__, lone)
    whole = lone.read_text("utf-8")
    pack = whole[whole.index(PACK_BEGINS) : whole.index("def main(")]
    assert len(whole.replace(pack, "").splitlines()) <= LOG_LINES, "what checks the log can be read in one sitting"

    def run(*words):
        return subprocess.run(
            [sys.executable, "-I", lone, *map(str, words)], capture_output=True, text=True, check=False
        )

    tree = Tree(map(leaf_hash, ENTRIES))
    (tmp_path / "r").write_text(str(make_receipt(tree.node, 5, sign_checkpoint(SIZE, tree.root(), LOG))))
    (tmp_path / "e").write_bytes(ENTRIES[5])
    assert run("verify", honest / "log", "--old-checkpoint", honest / "old-256").returncode == 0
    assert run("verify-receipt", tmp_path / "r", "--entry", tmp_path / "e", "--vkey", LOG.verifier).returncode == 0
    (tmp_path / "e").write_bytes(ENTRIES[6])
    bad = run("verify-receipt", tmp_path / "r", "--entry", tmp_path / "e", "--vkey", LOG.verifier)
    assert bad.returncode == 1 and "BAD" in bad.stderr
    assert run().returncode == 2


def test_the_proof_of_one_takes_at_most_fifty_milliseconds():
    tree = Tree(map(leaf_hash, ENTRIES))
    raw = str(make_receipt(tree.node, 1_234, sign_checkpoint(SIZE, tree.root(), LOG))).encode()
    times = []
    for _ in range(5):
        began = time.process_time()
        verifier.verify_receipt(raw, ENTRIES[1_234], KEY)
        times.append(time.process_time() - began)
    assert min(times) <= 0.05


def test_its_own_ed25519_agrees_with_the_library():
    chance = random.Random(8032)
    for turn in range(30):
        key = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        public, message = key.public_key().public_bytes_raw(), chance.randbytes(turn)
        good = key.sign(message)
        at = chance.randrange(64)
        bent = good[:at] + bytes([good[at] ^ 1 << chance.randrange(8)]) + good[at + 1 :]
        assert verifier.is_signed(public, message, good)
        assert not verifier.is_signed(public, message, bent)
        assert not verifier.is_signed(public, message + b"x", good)
        high = good[:32] + (int.from_bytes(good[32:], "little") + verifier.ORDER).to_bytes(32, "little")
        assert not verifier.is_signed(public, message, high), "a second form of the same signature"


@pytest.mark.parametrize(
    "text", ["", "a", "a+b+c", str(LOG.verifier)[:-4], str(make_signer("w", b"w" * 32, 4).verifier)]
)
def test_a_wrong_key_is_refused(text):
    with pytest.raises(verifier.Bad):
        verifier.read_key(text)


def test_a_receipt_of_a_wrong_length_or_another_tree_is_refused():
    tree = Tree(map(leaf_hash, ENTRIES))
    raw = str(make_receipt(tree.node, 5, sign_checkpoint(SIZE, tree.root(), LOG))).encode()
    more = base64.b64encode(b"h" * 32) + b"\n"
    for bent in (
        raw.replace(b"index 5\n", b"index 5\n" + more),
        raw.replace(b"index 5\n" + raw.split(b"\n")[2] + b"\n", b"index 5\n"),
        raw.replace(b"index 5", b"index 7"),
        raw.replace(b"index 5", b"index 2000"),
        raw.replace(b"@v1", b"@v2"),
        raw.split(b"\n\n")[0],
        b"",
    ):
        with pytest.raises(verifier.Bad):
            verifier.verify_receipt(bent, ENTRIES[5], KEY)
