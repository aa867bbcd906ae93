"""What the worker carries out: planning a scenario."""

import hashlib
import time
from collections.abc import Sequence
from importlib.metadata import version as version_of
from pathlib import Path

from django.urls import reverse

from bangfu.apps.exchange.actions.solving import Made, keep_solution
from bangfu.apps.exchange.queries.orders import Order, options_of, order_of, settings_of
from bangfu.apps.exchange.rules.outcome import outcome_of
from bangfu.apps.programmes.api import current_pack, planner_setting
from bangfu.engines import matching
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.plansheets.documents import plan_document
from bangfu.plumbing.plansheets.written import FILES, sheets_of
from bangfu.plumbing.runs.models import Run
from bangfu.plumbing.runs.progress import Progress
from bangfu.values import Refusal


def solve(run: Run, progress: Progress) -> dict[str, object]:
    """Plan the scenario that the run names, and keep the plan when it is whole.

    Errors: ``Refused`` with the engine's sentences; ``Cancelled``. Either way the former solution stays as it was.
    """
    progress.stage("读取名录、需求和设置")
    order = order_of(str(run.arguments["scenario"]))
    size = f"{len(order.inputs.organisations)} 家组织，{len(order.inputs.needs)} 个需求（村）"
    progress.stage(f"求解：{size}")
    made = planned(order)
    progress.stage("核对资格并保存")
    solution = keep_solution(
        by=Actor(person=run.person, kind="person"), scenario_id=order.scenario.pk, run_id=run.pk, made=made
    )  # type: ignore[call-arg]
    result: dict[str, object] = {"url": reverse("exchange:scenario", args=[order.scenario.pk]), "solution": solution.pk}
    if solution.out:
        result["message"] = f"求解期间有 {len(solution.out)} 家组织已不能参与，方案里已标明，请重新求解。"
    return result


def planned(order: Order) -> Made:
    """The plan of an order, with everything that it depended on. Errors: ``Refused``."""
    scenario, inputs = order.scenario, order.inputs
    sheets = sheets_of(inputs)
    inputs.files = {role: (FILES[role], hashlib.sha256(data).hexdigest()) for role, data in sheets.items()}
    began = time.perf_counter()
    pack, settings = current_pack(), settings_of(scenario)
    try:
        plan = matching.plan(
            inputs.organisations,
            inputs.needs,
            existing=inputs.existing,
            locks=inputs.locks,
            **options_of(settings, pack),
        )
    except matching.InputRefused as refused:
        raise Refused(_in_one_sentence(refused.problems)) from refused
    document = plan_document(plan, inputs, time.perf_counter() - began)
    return Made(
        scenario_version=scenario.version,
        settings=settings,
        sheets=sheets,
        input_sha256=inputs.sha256(),
        pack=f"{pack.id} {_pack_digest(pack.folder)}",
        engine=f"{plan.summary.engine} {version_of('ortools')}",
        document=document,
        outcome=outcome_of(
            document,
            {one.id: _point(one.lon, one.lat) for one in inputs.organisations},
            {one.id: _point(one.lon, one.lat) for one in inputs.needs},
        ),
    )


def warm_up() -> None:
    """Load the engine and the pack's words before somebody waits for them."""
    setting = planner_setting(current_pack())
    matching.plan(
        [matching.Organisation("a", region="440100000000", themes=("果树种植",), summary="果树")],
        [matching.Need("b", region="440100000000", themes=("果树种植",), description="果树")],
        setting=setting,
        objective="fair",
    )


def _point(lon: float | None, lat: float | None) -> tuple[float, float] | None:
    return None if lon is None or lat is None else (lon, lat)


def _in_one_sentence(problems: Sequence[matching.Problem]) -> Refusal:
    shown = " ".join(problem.sentence for problem in problems[:5])
    more = f" 另有 {len(problems) - 5} 处。" if len(problems) > 5 else ""
    return Refusal("plan_refused", f"{shown}{more}")


def _pack_digest(folder: str) -> str:
    """Twelve digits that change with the pack's files."""
    together = hashlib.sha256()
    for path in sorted(Path(folder).iterdir()):
        if path.is_file():
            together.update(path.name.encode() + b"\0" + path.read_bytes())
    return together.hexdigest()[:12]
