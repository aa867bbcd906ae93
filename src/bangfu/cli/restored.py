"""The part of a restore that works inside the restored site; a process of its own, since its settings are other ones.

``python -m bangfu.cli.restored FOLDER [--settle]`` prints one JSON document.
"""

import json
import sys
from importlib import import_module
from pathlib import Path

from bangfu.cli.output import CommandFailed
from bangfu.cli.site import in_sentences, set_up


def main(words: list[str]) -> int:
    """Does the work and prints what came of it; a refusal is printed too."""
    try:
        set_up()
        with in_sentences():
            inside = import_module("bangfu.cli.restored_site")
            answer = inside.bring_to_life(Path(words[0]), settle="--settle" in words)
    except CommandFailed as failure:
        answer = {"refused": f"{failure.where}：{failure.what}" if failure.where else failure.what, "fix": failure.fix}
    print(json.dumps(answer, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
