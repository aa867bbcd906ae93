"""Files made from a kept solution."""

import io
import zipfile

from bangfu.apps.exchange.models import Solution
from bangfu.apps.exchange.queries.kept import in_order, kept_sheets, unpacked
from bangfu.apps.exchange.queries.scenarios import again
from bangfu.plumbing.plansheets.planbook import plan_workbook
from bangfu.plumbing.plansheets.planpaper import plan_document_docx
from bangfu.plumbing.plansheets.written import FILES, WEIGHTS_FILE, weights_file

NO_DATE = (1980, 1, 1, 0, 0, 0)


def workbook_of(solution: Solution) -> bytes:
    """The plan as the command's workbook."""
    kept = again(solution)
    return plan_workbook(kept.plan, kept.inputs)


def document_of(solution: Solution) -> bytes:
    """The plan as a Word file."""
    kept = again(solution)
    return plan_document_docx(kept.plan, kept.inputs)


def command_of(solution: Solution) -> str:
    """The command that computes the same plan from the exported files."""
    settings = solution.settings
    words = [
        "bangfu plan",
        *(f"--{role} {FILES[role]}" for role in in_order(solution.inputs)),
        f"--weights {WEIGHTS_FILE}",
    ]
    words += [f"--objective {settings['objective']}", f"--priorities {settings['priorities']}"]
    if settings["max_changes"] is not None:
        words.append(f"--max-changes {settings['max_changes']}")
    return " ".join([*words, "--json again.json"])


def inputs_archive(solution: Solution) -> bytes:
    """The very sheets, the weights, the plan and how to compute it again; the same solution gives the same bytes."""
    files = {FILES[role]: data for role, data in kept_sheets(solution.inputs).items()}
    files[WEIGHTS_FILE] = weights_file(solution.settings["weights"])
    files["plan.json"] = unpacked(solution.result)
    files["README.txt"] = _readme(solution).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, NO_DATE), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _readme(solution: Solution) -> str:
    sums = (f"{digest}  {FILES[role]}" for role, digest in in_order(solution.inputs).items())
    lines = [
        "这些表就是方案的全部输入。在装有本程序的任何一台机器上运行下面这一行，得到同样的方案；",
        "结果里的 input_sha256 与这里的相同。",
        "",
        command_of(solution),
        "",
        f"input_sha256  {solution.input_sha256}",
        f"pack          {solution.pack}",
        f"engine        {solution.engine}",
        "",
        "SHA-256",
        *sums,
        "",
    ]
    return "\n".join(lines)
