"""The proof bundle: everything somebody needs to check entries of the books without this site and without a network."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime

from bangfu.apps.disclosure.api import Proven, last_head, proven_about, published_key, verifier_path
from bangfu.plumbing.sheets import csv_bytes

MOST_ENTRIES = 1_000
_DATED = (2020, 1, 1, 0, 0, 0)  # the same contents give the same bytes
README = """证明包 / Proof bundle
=====================

里面是 {count} 条账目的原文（.entry）、每条在公开日志里的凭据（.tlog-proof）、签名的检查点（checkpoint）、公钥（vkey）和核验程序。
不用联网，只要有 Python 3.11：

    python3 verify_all.py

每条都应当是“相符”。改动任何一个字节，都会指出是哪一条。
公钥最好用您在别处记下的那一个：  python3 verify_all.py --vkey 您记下的公钥

它不能证明什么：写进去的是不是真话，该写的写没写。证据见各张凭证；有疑问请在网站“对这一页提意见”。

---

These are {count} entries of the books in their exact bytes (.entry), with the proof of each that it stands in the public log
(.tlog-proof), the signed head (checkpoint), the public key (vkey) and the verifier. Nothing of it needs a network:

    python3 verify_all.py

Every entry must be told good. A changed byte anywhere is named with its file. Better than the key in this bundle is the one
that you noted elsewhere: --vkey KEY. The log does not prove that what was written is true, nor that everything was written.

{made}
"""
VERIFY_ALL = '''"""Check every entry of this bundle with verifier.py beside it. 核验本包里的每一条。"""

import argparse
import csv
import subprocess
import sys
from pathlib import Path

here = Path(__file__).resolve().parent
asked = argparse.ArgumentParser()
asked.add_argument("--vkey", default=(here / "vkey").read_text().strip())
key = asked.parse_args().vkey
proofs = sorted((here / "entries").glob("*.tlog-proof"), key=lambda each: int(each.stem))
with (here / "index.csv").open(encoding="utf-8-sig", newline="") as index:
    listed = [row[0] for row in list(csv.reader(index))[1:] if row]
missing = sorted(set(listed) - {each.stem for each in proofs})
bad = [f"entries/{each}" for each in missing]
for proof in proofs:
    entry = proof.with_suffix(".entry")
    words = [sys.executable, str(here / "verifier.py"), "verify-receipt", str(proof), "--entry", str(entry), "--vkey", key]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode:
        bad.append(entry.name)
        print(f"{entry.name}: 不符 BAD  {(done.stdout + done.stderr).strip()}")
print(f"{len(proofs)} 条 entries, {len(bad)} 不符 bad")
sys.exit(1 if bad else 0)
'''


def bundle_bytes(numbers: Iterable[str], *, at: datetime, about: str) -> bytes:
    """A zip with what proves the entries of these public numbers, at most :data:`MOST_ENTRIES`.

    Args: ``about``: what they are, told in the README. Errors: ``Hidden`` when none of them stands under a signed head.
    """
    found = proven_about(list(numbers)[:MOST_ENTRIES])
    head = last_head()
    assert head is not None, "what was proven has a head"
    made = f"{about}\n{at:%Y-%m-%d %H:%M %z}\n"
    files = {
        "README.txt": README.format(count=len(found), made=made).encode(),
        "verify_all.py": VERIFY_ALL.encode(),
        "verifier.py": verifier_path().read_bytes(),
        "vkey": f"{published_key()}\n".encode(),
        "checkpoint": head.note.encode(),
        "index.csv": csv_bytes(["位置", "编号", "种类"], [[one.receipt.index, one.subject, one.kind] for one in found]),
        **_entries(found),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, raw in files.items():
            packed.writestr(zipfile.ZipInfo(name, _DATED), raw, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _entries(found: Iterable[Proven]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for one in found:
        files[f"entries/{one.receipt.index}.entry"] = one.entry
        files[f"entries/{one.receipt.index}.tlog-proof"] = str(one.receipt).encode()
    return files
