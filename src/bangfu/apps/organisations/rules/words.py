"""The room's fixed tables: kinds, statuses, states. What a pack may change (themes, capabilities) is not here."""

from bangfu.plumbing.lifecycle import LifeCycle, Transition

KIND_NAMES = {
    "social_group": "社会团体",
    "social_service": "社会服务机构",
    "foundation": "基金会",
    "community_org": "社区社会组织",
    "trade_association": "行业协会商会",
    "member_unit": "会员单位",
    "caring_firm": "爱心企业",
}
# Member units and firms are parties of their own, never mixed into counts of social organisations (M01).
COUNTED_KINDS = ("social_group", "social_service", "foundation", "community_org", "trade_association")
# What the second character group of the code says of a kind; None where the code does not decide.
CODE_PREFIXES = {"social_group": "51", "trade_association": "51", "social_service": "52", "foundation": "53"}

EVALUATION_GRADES = {"5A": "5A 级", "4A": "4A 级", "3A": "3A 级", "2A": "2A 级", "1A": "1A 级"}
CREDIT_STATUSES = {"normal": "正常", "abnormal": "异常名录", "serious": "严重失信", "revoked": "撤销或注销"}
EVIDENCE_GRADES = {"stated": "自述", "documents": "有材料", "verified": "经核实"}
DUTIES = {"principal": "专人", "deputy": "副手"}
HOLDINGS = {"held": "洽谈中", "committed": "已签约", "released": "已释放"}
PROPOSAL_STATES = {"open": "待核实", "accepted": "已采纳", "refused": "未采纳", "withdrawn": "已撤回"}
PAIR_STATES = {"open": "待判断", "distinct": "不是同一家", "merged": "已合并"}
OFFICE_BODIES = {
    "registrar": "登记管理机关",
    "county": "县（市、区）部门",
    "town": "镇街",
    "village": "村（社区）",
    "frontline": "前方工作机构",
}

LIFE_CYCLE = LifeCycle(
    noun="组织资料",
    states={"to_verify": "待核实", "returned": "退回补充", "verified": "已核实", "suspended": "停用"},
    transitions=(
        Transition("verify", ("to_verify",), "verified", "organisations.verify", "核实通过", "公开资料，可参与对接"),
        Transition("return", ("to_verify",), "returned", "organisations.verify", "退回补充", "说明缺什么"),
        Transition("resubmit", ("returned",), "to_verify", "organisations.change", "重新提交", "再次进入核实队列"),
        Transition(
            "suspend",
            ("verified", "to_verify", "returned"),
            "suspended",
            "organisations.verify",
            "停用",
            "不再公开，不再推荐",
        ),
        Transition("resume", ("suspended",), "to_verify", "organisations.verify", "恢复", "重新核实后公开"),
    ),
)

RECHECK_AFTER_DAYS = 365
