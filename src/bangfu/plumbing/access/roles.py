"""The roles of house and notice: plain lists of permissions, a sentence each, and who needs a second factor (R15)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """A named list of permissions.

    ``scope_kind`` is what a grant of this role is bound to: ``all``, ``region``, ``organisation``, ``project`` or ``call``.
    ``second_factor`` is set for roles that read personal data of others, decide on publication, or grant roles.
    """

    name: str
    title: str
    sentence: str
    scope_kind: str
    permissions: frozenset[str]
    second_factor: bool = False


def _role(name: str, title: str, sentence: str, scope: str, permissions: str, *, second_factor: bool = False) -> Role:
    return Role(name, title, sentence, scope, frozenset(permissions.split()), second_factor)


_SIDE = " partnerships.follow partnerships.answer agreements.read agreements.sign"
"""Whoever speaks for a side of a pairing or a member of a team: answers, signs, writes what was done."""
_REGISTRAR = (
    "desk.enter audit.read runs.read notices.send notices.queue push.send followups.read followups.assign followups.close programmes.read offers.read offers.check rounds.invite offers.import "
    "organisations.read organisations.create organisations.change organisations.verify organisations.merge "
    "organisations.import organisations.export contacts.read contacts.change needs.read needs.draft needs.verify "
    "needs.publish needs.withdraw needs.import needs.export supervision.read supervision.handle voices.weigh exchange.plan exchange.decline supervision.oversee "
    "partnerships.plan giving.check imports.read partnerships.pair partnerships.lead partnerships.follow agreements.read "
    "files.upload occasions.run occasions.read projects.read projects.oversee volunteers.read volunteers.sample accountability.correct goods.read"
)
_OFFICIAL = "desk.enter runs.read contacts.read needs.read needs.draft needs.withdraw needs.import imports.read files.upload followups.read supervision.read supervision.answer voices.hear voices.weigh voices.wish occasions.run occasions.read projects.read"

ROLES: dict[str, Role] = {
    role.name: role
    for role in (
        _role(
            "bureau",
            "登记管理机关（市）",
            "管全市名录，发布市外需求。",
            "region",
            _REGISTRAR + " regions.change agreements.template",
            second_factor=True,
        ),
        _role("district", "登记管理机关（区）", "管本区名录，发布本区需求。", "region", _REGISTRAR, second_factor=True),
        _role(
            "hub",
            "枢纽型社会组织",
            "联系会员单位，维护本组织资料。",
            "organisation",
            "organisations.read organisations.propose contacts.read supervision.ask supervision.read voices.propose exchange.claim exchange.decline partnerships.plan files.upload followups.read occasions.run projects.read projects.run push.relay offers.read offers.draft offers.import volunteers.report rounds.invite partnerships.lead giving.run goods.keep goods.check goods.read"
            + _SIDE,
        ),
        _role(
            "staff",
            "社会组织工作人员",
            "维护本组织资料，接单和交付。",
            "organisation",
            "organisations.read organisations.propose supervision.ask supervision.read voices.propose exchange.claim exchange.decline files.upload followups.read occasions.run projects.read projects.run offers.read offers.draft volunteers.report partnerships.lead giving.run goods.keep goods.check goods.read"
            + _SIDE,
        ),
        _role(
            "treasurer",
            "社会组织财务",
            "管本组织的账。",
            "organisation",
            "organisations.read files.upload followups.read funds.read funds.book funds.approve funds.close giving.book accountability.correct goods.check goods.read",
            second_factor=True,
        ),
        _role(
            "village",
            "村干部",
            "填报本村需求，验收交付。",
            "region",
            "needs.read needs.draft needs.withdraw supervision.read supervision.answer supervision.release voices.hear voices.weigh voices.wish exchange.choose exchange.decline files.upload followups.read occasions.read occasions.agree needs.evaluate projects.read projects.accept offers.order volunteers.confirm rounds.invite goods.accept "
            + _SIDE,
        ),
        _role(
            "county",
            "镇县干部",
            "填报和核实本地需求，维护联系人。",
            "region",
            _OFFICIAL
            + " needs.verify supervision.release supervision.handle voices.open_wish voices.count exchange.choose contacts.change regions.change occasions.agree needs.evaluate projects.accept offers.order volunteers.confirm volunteers.read rounds.invite goods.accept "
            + _SIDE,
            second_factor=True,
        ),
        _role("frontline", "前方工作机构（工作队）", "摸底、走访、核实需求。", "region", _OFFICIAL + " needs.verify"),
        _role("care_worker", "关爱服务人员", "只看自己服务的对象。", "region", "followups.read", second_factor=True),
        _role("volunteer", "志愿者", "报名和记录服务。", "all", "volunteers.report"),
        _role("employer", "用人单位", "发布岗位。", "organisation", ""),
        _role("job_seeker", "求职者", "登记求职意向。", "all", ""),
        _role("donor", "捐赠人", "查自己的捐赠去了哪里。", "all", ""),
        _role("panel_member", "评审专家", "只评分到手的申请。", "call", ""),
        _role(
            "auditor",
            "审计人员",
            "查看名录、操作记录、账，抽样核查；不改数据。",
            "all",
            "desk.enter audit.read organisations.read needs.read programmes.read projects.read runs.read imports.read offers.read volunteers.read volunteers.sample funds.read goods.read",
            second_factor=True,
        ),
        _role(
            "supervisor",
            "监督投诉受理人",
            "受理意见和投诉。",
            "region",
            "desk.enter followups.read followups.assign supervision.read supervision.handle supervision.oversee",
        ),
        _role(
            "administrator",
            "系统管理员",
            "管账号、授权和设置，不办业务。",
            "all",
            "desk.enter audit.read notices.queue people.read people.grant settings.read settings.change runs.read programmes.read regions.import regions.change imports.read tokens.issue",
            second_factor=True,
        ),
    )
}
