"""Who may do what with places, and the table of this room's routes."""

from bangfu.plumbing.access import Actor, Scope
from bangfu.plumbing.access.routes import Route
from bangfu.values import Refusal

ROUTES = (
    Route("regions:index"),
    Route("regions:list_json"),
    Route("regions:list_csv"),
    Route("regions:by_mca", on="mca_code"),
    Route("regions:detail", on="place"),
    Route("regions:detail_json", on="place"),
    Route("regions:facts", needs="regions.change", on="place", methods=("GET", "POST")),
    Route("imports:template", needs="regions.import", anywhere=True, on="import_kind_regions"),
    Route("api:places"),
    Route("api:place", on="place"),
    Route("api:add_fact", needs="regions.change", on="fact_by_program", methods=("POST",)),
)


def import_refusal(by: Actor) -> Refusal | None:
    """Why ``by`` may not load a list of codes, or None. The tree belongs to the whole installation."""
    if by.may("regions.import", Scope()):
        return None
    return Refusal("regions.may_not_import", "您没有导入区划的权限。", "请联系系统管理员。")


def change_refusal(by: Actor, code: str) -> Refusal | None:
    """Why ``by`` may not change what is said of the place with ``code``, or None."""
    if by.may("regions.change", Scope(region=code)):
        return None
    return Refusal("regions.may_not_change", "您没有修改这个地方资料的权限。", "请联系登记管理机关或所在镇县。")
