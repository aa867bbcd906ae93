"""Notes, checkpoints, cosignatures and receipts: to the letter of their formats, and refused when anything is off."""

import base64

import pytest

from bangfu.engines.tlog import (
    COSIGNATURE,
    LogError,
    Tree,
    cosign,
    leaf_hash,
    make_receipt,
    make_signer,
    open_checkpoint,
    parse_checkpoint,
    parse_note,
    parse_receipt,
    read_signer,
    read_verifier,
    sign_checkpoint,
    verify_cosignature,
    verify_receipt,
    witnesses_of,
)
from bangfu.engines.tlog.notes import sign_note, verify_note

# The key and the note that the documentation of Go's sumdb/note shows.
GO_SIGNER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_NOTE = f"{GO_TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
LOG = make_signer("example.org/log", b"l" * 32)
OTHER = make_signer("example.org/log", b"o" * 32)
WITNESS = make_signer("witness.example.org/w1", b"w" * 32, COSIGNATURE)
TREE = Tree(leaf_hash(bytes([number])) for number in range(7))
HEAD = sign_checkpoint(7, TREE.root(), LOG)


def raw(note) -> bytes:
    return str(note).encode()


def test_a_note_is_signed_as_the_published_one():
    signer = read_signer(GO_SIGNER)
    assert str(signer.verifier) == GO_VERIFIER and signer.written() == GO_SIGNER
    assert str(sign_note(GO_TEXT, [signer])) == GO_NOTE
    verify_note(parse_note(GO_NOTE.encode()), read_verifier(GO_VERIFIER))


def test_a_signer_never_shows_its_seed():
    assert "l" * 32 not in repr(LOG) and "bGxs" not in repr(LOG)
    with pytest.raises(LogError) as refused:
        read_signer(GO_SIGNER.replace("c74f", "c74e"))
    assert "AYEKFAL" not in str(refused.value)


def test_a_checkpoint_has_origin_size_and_root_and_nothing_else():
    assert HEAD.text == f"example.org/log\n7\n{base64.b64encode(TREE.root()).decode()}\n"
    checkpoint, note = open_checkpoint(raw(HEAD), LOG.verifier)
    assert (checkpoint.size, checkpoint.root, note) == (7, TREE.root(), HEAD)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "a\n1\n",
        "a\n01\nAAAA\n",
        "a\n-1\n" + "A" * 43 + "=\n",
        "a\n1\n" + "A" * 42 + "==\n",
        "a\n1\n" + "A" * 43 + "=\nextension\n",
        "\n1\n" + "A" * 43 + "=\n",
        "a\n１\n" + "A" * 43 + "=\n",
        "a\n1\n" + "A" * 43 + "=",
    ],
)
def test_a_text_that_is_no_checkpoint_is_refused(text):
    with pytest.raises(LogError):
        parse_checkpoint(text)


@pytest.mark.parametrize(
    "bent",
    [
        raw(HEAD).replace(b"\n7\n", b"\n8\n"),
        raw(HEAD).split(b"\n\n")[0] + b"\n",
        raw(HEAD).split(b"\n\n")[0] + b"\n\n",
        raw(HEAD).rstrip(b"\n"),
        raw(HEAD).replace("—".encode(), b"-"),
        raw(HEAD) + b"\x00\n",
        raw(HEAD) + b"\xff\n",
        raw(sign_checkpoint(7, TREE.root(), OTHER)),
        raw(sign_checkpoint(7, TREE.root(), make_signer("example.org/other", b"l" * 32))),
        raw(sign_note("example.org/other\n7\n" + HEAD.text.split("\n")[2] + "\n", [LOG])),
        b"",
        b"x" * 1_000_001,
        raw(HEAD) + str(HEAD.signatures[0]).encode() * 100,
    ],
)
def test_an_unsigned_bent_or_foreign_checkpoint_is_refused(bent):
    with pytest.raises(LogError):
        open_checkpoint(bent, LOG.verifier)


def test_a_wrong_signature_beside_a_good_one_of_the_same_key_is_refused():
    bad = sign_checkpoint(6, TREE.root(6), LOG).signatures[0]
    with pytest.raises(LogError):
        open_checkpoint(raw(HEAD) + str(bad).encode(), LOG.verifier)


def test_signatures_of_unknown_keys_are_ignored():
    both = raw(HEAD) + str(sign_checkpoint(7, TREE.root(), OTHER).signatures[0]).encode()
    assert open_checkpoint(both, LOG.verifier)[0].size == 7


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b", "a\nb"])
def test_a_key_has_a_plain_name(name):
    with pytest.raises(LogError):
        make_signer(name, b"s" * 32)


@pytest.mark.parametrize("text", ["", "a+b", "a+00000000+AAAA", f"{GO_VERIFIER}=", GO_VERIFIER.replace("AR", "Aa", 1)])
def test_a_malformed_verifier_key_is_refused(text):
    with pytest.raises(LogError):
        read_verifier(text)


def test_a_witness_cosigns_what_it_saw_and_when():
    seen = cosign(HEAD, WITNESS, 1_679_315_147)
    assert verify_cosignature(parse_note(raw(seen)), WITNESS.verifier) == 1_679_315_147
    assert witnesses_of(seen, [WITNESS.verifier, read_verifier(GO_VERIFIER)]) == {
        "witness.example.org/w1": 1_679_315_147
    }
    assert open_checkpoint(raw(seen), LOG.verifier)[0].size == 7
    message = f"cosignature/v1\ntime 1679315147\n{HEAD.text}".encode()
    assert WITNESS.verifier.verify(message, seen.signatures[-1].body[8:])


def test_a_cosignature_replaces_the_witness_own_earlier_one():
    assert len(cosign(cosign(HEAD, WITNESS, 1), WITNESS, 2).signatures) == 2


def test_a_bent_cosignature_and_keys_of_the_wrong_type_are_refused():
    seen = cosign(HEAD, WITNESS, 5)
    late = raw(seen).replace(str(seen.signatures[-1]).encode(), str(cosign(HEAD, WITNESS, 6).signatures[-1]).encode())
    assert verify_cosignature(parse_note(late), WITNESS.verifier) == 6
    moved = parse_note(raw(sign_checkpoint(6, TREE.root(6), LOG)) + str(seen.signatures[-1]).encode())
    for refused in (
        lambda: verify_cosignature(moved, WITNESS.verifier),
        lambda: verify_cosignature(HEAD, WITNESS.verifier),
        lambda: cosign(HEAD, LOG, 5),
        lambda: sign_checkpoint(1, TREE.root(1), WITNESS),
    ):
        with pytest.raises(LogError):
            refused()


def test_a_receipt_is_the_published_format_and_verifies_with_nothing_but_the_key():
    receipt = make_receipt(TREE.node, 5, cosign(HEAD, WITNESS, 9), b"more")
    lines = str(receipt).split("\n")
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra bW9yZQ==", "index 5"]
    assert lines[3:6] == [base64.b64encode(each).decode() for each in TREE.inclusion(5)] and lines[6] == ""
    assert parse_receipt(raw(receipt)) == receipt
    assert verify_receipt(parse_receipt(raw(receipt)), bytes([5]), LOG.verifier).size == 7


def test_the_receipt_of_the_only_entry_has_no_hashes():
    tree = Tree([leaf_hash(b"one")])
    receipt = make_receipt(tree.node, 0, sign_checkpoint(1, tree.root(), LOG))
    assert str(receipt).startswith("c2sp.org/tlog-proof@v1\nindex 0\n\nexample.org/log\n1\n")
    assert verify_receipt(parse_receipt(raw(receipt)), b"one", LOG.verifier).size == 1


RECEIPT = raw(make_receipt(TREE.node, 5, HEAD))


@pytest.mark.parametrize(
    "bent",
    [
        b"",
        b"\xff",
        RECEIPT.replace(b"@v1", b"@v2"),
        RECEIPT.replace(b"index 5", b"index 05"),
        RECEIPT.replace(b"index 5", b"index 4"),
        RECEIPT.replace(b"index 5", b"index 7"),
        RECEIPT.replace(b"index 5", b"index -5"),
        RECEIPT.replace(b"index 5\n", b""),
        RECEIPT.replace(b"index 5\n", b"index 5\nAAAA\n"),
        RECEIPT.replace(b"index 5\n", b"index 5\n" + b"A" * 43 + b"=\n"),
        RECEIPT.replace(b"index 5\n", b"index 5\n" + (b"A" * 43 + b"=\n") * 70),
        RECEIPT.replace(b"index 5", b"extra !\nindex 5"),
        RECEIPT.split(b"\n\n")[0],
        RECEIPT.replace(b"\n7\n", b"\n6\n"),
        b"x" * 1_100_001,
    ],
)
def test_a_bent_receipt_is_refused(bent):
    with pytest.raises(LogError):
        verify_receipt(parse_receipt(bent), bytes([5]), LOG.verifier)


@pytest.mark.parametrize("entry", [b"", bytes([6]), bytes([5]) + b"\n"])
def test_a_receipt_is_of_the_exact_bytes(entry):
    with pytest.raises(LogError):
        verify_receipt(parse_receipt(RECEIPT), entry, LOG.verifier)


def test_no_receipt_is_made_under_a_checkpoint_of_another_log():
    with pytest.raises(LogError):
        make_receipt(Tree([leaf_hash(b"x")] * 7).node, 1, HEAD)
