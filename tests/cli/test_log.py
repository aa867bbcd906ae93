"""`bangfu log` on files alone: what verifies, what does not, and what it says. No site, no database."""

import json
from pathlib import Path

import pytest

from bangfu.cli import main
from bangfu.engines.tlog import COSIGNATURE, Tree, cosign, leaf_hash, make_receipt, make_signer, sign_checkpoint
from bangfu.engines.tlog.tiles import bundle, tile_bytes, tile_path, tiles_of

LOG = make_signer("example.org/log", b"l" * 32)
WITNESS = make_signer("witness.example.org/w1", b"w" * 32, COSIGNATURE)
ENTRIES = [f"entry {number}".encode() for number in range(600)]


def written(folder: Path, entries=ENTRIES, signer=LOG, olds=()) -> Tree:
    """A published log with a checkpoint of each size in `olds` beside it."""
    tree = Tree(map(leaf_hash, entries))
    for tile in tiles_of(tree.size):
        path = folder / tile_path(*tile)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(tile_bytes(tree.node, *tile))
        if tile[0] == 0:
            path = folder / tile_path("entries", *tile[1:])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(bundle(entries[tile[1] * 256 : tile[1] * 256 + tile[2]]))
    (folder / "checkpoint").write_text(str(sign_checkpoint(tree.size, tree.root(), signer)))
    (folder / "vkey").write_text(f"{signer.verifier}\n")
    for size in olds:
        (folder / f"old-{size}").write_text(str(sign_checkpoint(size, tree.root(size), signer)))
    return tree


@pytest.fixture
def log(tmp_path):
    written(tmp_path / "log", olds=(1, 256, 500))
    return tmp_path / "log"


def run(capsys, *words):
    code = main(["log", *map(str, words)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_good_log_verifies_and_says_what_that_does_not_prove(log, capsys):
    code, out, err = run(capsys, "verify", log)
    assert code == 0 and "600" in out and "不能说明它从未被整份重写" in out and "取自这个目录自己" in err


def test_old_checkpoints_and_witnesses_are_part_of_the_answer(log, capsys):
    (log / "checkpoint").write_text(
        str(cosign(sign_checkpoint(600, Tree(map(leaf_hash, ENTRIES)).root(), LOG), WITNESS, 7))
    )
    words = ["--old-checkpoint", log / "old-1", "--old-checkpoint", log / "old-500", "--vkey", LOG.verifier]
    code, out, err = run(capsys, "verify", log, *words, "--witness", WITNESS.verifier, "--json")
    said = json.loads(out)
    assert (code, err) == (0, "") and said["ok"] and said["size"] == 600 and said["old_checkpoints"] == 2
    assert list(said["witnesses"]) == ["witness.example.org/w1"]


def test_a_witness_that_did_not_sign_is_missed(log, capsys):
    assert run(capsys, "verify", log, "--vkey", LOG.verifier, "--witness", WITNESS.verifier)[0] == 1


def test_another_key_is_refused(log, capsys):
    code, _, err = run(capsys, "verify", log, "--vkey", make_signer("example.org/log", b"o" * 32).verifier)
    assert code == 1 and "key" in err


def test_a_changed_entry_is_named(log, capsys):
    path = log / "tile" / "entries" / "001"
    path.write_bytes(path.read_bytes().replace(b"entry 300", b"entry 3oo"))
    code, _, err = run(capsys, "verify", log)
    assert code == 1 and "entry 300 " in err


def test_a_rewritten_log_is_found_by_an_old_checkpoint_only(log, capsys):
    written(log, [*ENTRIES[:300], b"other", *ENTRIES[301:]])
    assert run(capsys, "verify", log)[0] == 0
    code, _, err = run(capsys, "verify", log, "--old-checkpoint", log / "old-256", "--old-checkpoint", log / "old-500")
    assert code == 1 and "between 256 and 499" in err


def test_a_receipt_verifies_with_its_entry_and_the_key(log, tmp_path, capsys):
    tree = Tree(map(leaf_hash, ENTRIES))
    (tmp_path / "r").write_text(str(make_receipt(tree.node, 5, sign_checkpoint(600, tree.root(), LOG))))
    (tmp_path / "e").write_bytes(ENTRIES[5])
    words = ["verify-receipt", tmp_path / "r", "--entry", tmp_path / "e", "--vkey"]
    code, out, _ = run(capsys, *words, log / "vkey", "--json")
    assert code == 0 and json.loads(out)["index"] == 5
    assert run(capsys, *words, make_signer("example.org/log", b"o" * 32).verifier)[0] == 1
    (tmp_path / "e").write_bytes(ENTRIES[6])
    assert run(capsys, *words, LOG.verifier)[0] == 1


def test_a_witness_cosigns_what_continues_and_remembers_it(log, tmp_path, capsys):
    key = tmp_path / "witness.key"
    code, out, _ = run(capsys, "keygen", "witness.example.org/w2", "--witness", "--out", key)
    assert code == 0 and key.stat().st_mode & 0o077 == 0
    vkey = out.strip().split("：")[1]
    assert run(capsys, "witness", log, "--key", key)[0] == 0
    assert run(capsys, "verify", log, "--witness", vkey)[0] == 0
    written(log, [*ENTRIES, b"more"])
    assert run(capsys, "witness", log, "--key", key)[0] == 0
    written(log, [*ENTRIES, b"other", b"yet another"])
    code, _, err = run(capsys, "witness", log, "--key", key)
    assert code == 1 and "earlier head" in err
    assert "witness" not in (log / "checkpoint").read_text()


def test_a_log_key_does_not_witness_and_a_key_is_never_written_over(log, tmp_path, capsys):
    key = tmp_path / "log.key"
    assert run(capsys, "keygen", "example.org/log", "--out", key)[0] == 0
    assert run(capsys, "keygen", "example.org/log", "--out", key)[0] == 1
    code, _, err = run(capsys, "witness", log, "--key", key)
    assert code == 1 and key.read_text().strip() not in err


@pytest.mark.parametrize("name", ["checkpoint", "vkey", "tile/0/001", "tile/1/000.p/2", "tile/entries/002.p/88"])
def test_a_missing_file_is_named(log, capsys, name):
    (log / name).unlink()
    code, _, err = run(capsys, "verify", log)
    assert code == 1 and name in err


@pytest.mark.parametrize("words", [[], ["verify"], ["verify-receipt", "x"], ["witness", "x"], ["whatever"]])
def test_wrong_usage_is_two(words, capsys):
    with pytest.raises(SystemExit) as left:
        main(["log", *words])
    assert left.value.code == 2
