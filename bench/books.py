"""The audit pack: how long it takes to write, against how long `bean-check` takes to read it. The site is the small example.

`bean-check` is the one on the path, or the one that BEAN_CHECK names; it runs as a program of its own.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = (10_000, 100_000)
AT_ONCE, GIFTS_A_SPEND = 500, 1_000


def measure(sizes: tuple[int, ...] = SIZES) -> list[dict[str, object]]:
    """A row for each size: seconds to write, seconds of bean-check and of our own verifier, the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        site = f"{folder}/site"
        environment = os.environ | {
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "BANGFU_DATA_DIR": site,
            "DJANGO_SETTINGS_MODULE": "bangfu.config.settings",
        }
        demo = "import sys; from bangfu.cli import main; sys.exit(main(sys.argv[1:]))"
        command = [sys.executable, "-c", demo, "demo", "--no-serve", "--data", site]
        subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        names = {"BANGFU_SECRET_KEY": "secret.key", "BANGFU_FIELD_KEYS": "field.keys"}
        keys = {name: (Path(site) / file).read_text("utf-8") for name, file in names.items()}
        inside = f"import django; django.setup(); from bench.books import inside; inside({sizes!r})"
        done = subprocess.run(
            [sys.executable, "-c", inside], env=environment | keys, cwd=ROOT, check=True, capture_output=True, text=True
        )
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def inside(sizes: tuple[int, ...]) -> None:
    """Measured in the site's own process; prints one JSON object for each size."""
    from bangfu.apps.funds.api import open_fund, open_pool
    from bangfu.apps.organisations.models import Organisation
    from bangfu.plumbing.access import Actor, Grant

    own = Organisation.objects.order_by("pk")[0]
    maker, checker = (
        Actor(person, "person", (Grant("treasurer", "organisation", own.number),))
        for person in ("benchbenchbench1", "benchbenchbench2")
    )
    fund = open_fund(by=maker, organisation=own.pk, code="BENCH", name="量一量", restriction="restricted")
    pool = open_pool(by=maker, fund=fund.pk, purpose="量一量").pk
    there = 0
    for size in sizes:
        _fill(maker, checker, pool, there, size)
        there = size
        print(json.dumps(_measured(own.pk, size), ensure_ascii=False), flush=True)


def _fill(maker: object, checker: object, pool: int, begin: int, end: int) -> None:
    """One-yuan gifts, and for every thousand of them a spend of most of it."""
    from bangfu.apps.funds.api import Part, Receiving, post_spend, receive_many, reserve_spend
    from bangfu.plumbing.clock import today

    day = today()
    for start in range(begin, end, AT_ONCE):
        numbers = range(start, min(end, start + AT_ONCE))
        rows = [Receiving(pool, 100 + n % 7, "bank", day, f"order-{n}", "一元捐", f"bench-{n}") for n in numbers]
        receive_many(by=maker, rows=rows)  # type: ignore[arg-type]
        if (start + AT_ONCE) % GIFTS_A_SPEND == 0:
            kept = reserve_spend(by=maker, parts=[Part(pool, 90_000)], on=day, narrative="买血压计")  # type: ignore[arg-type]
            post_spend(by=checker, reservation=kept.pk, on=day)  # type: ignore[arg-type]


def _measured(organisation: int, size: int) -> dict[str, object]:
    from bangfu.apps.disclosure.verifier import verify_pack
    from bangfu.apps.funds.api import write_pack

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "pack"
        began = time.perf_counter()
        totals = write_pack(out, organisations=[organisation])
        wrote = time.perf_counter() - began
        began = time.perf_counter()
        verify_pack(out, None)
        verified = time.perf_counter() - began
        program = os.environ.get("BEAN_CHECK") or shutil.which("bean-check")
        read = None
        if program:
            began = time.perf_counter()
            subprocess.run([program, str(out / "books.beancount")], check=True)
            read = time.perf_counter() - began
        return {
            "transactions": totals.transactions,
            "write_s": round(wrote, 2),
            "bean_check_s": "not installed" if read is None else round(read, 2),
            "ratio": "" if read is None else round(wrote / read, 2),
            "verify_s": round(verified, 2),
            "goal": "ratio ≤ 1",
        }
