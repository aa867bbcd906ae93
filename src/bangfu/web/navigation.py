"""The menus of the site: public header (at most eight), the phone's bottom bar (five), desk, footer.

Entries whose room is not built yet stay listed and are not shown (see `plumbing.ui.nav`).
"""

from django.utils.translation import gettext_lazy as _

from bangfu.plumbing.ui.nav import Link, Section

SITE_NAME = _("社会组织助乡")
SITE_LINE = _("信息对接与实效帮扶平台")

PUBLIC = (
    Link("/", _("首页"), "home"),
    Link("/needs/", _("需求"), "search"),
    Link("/orgs/", _("组织"), "org"),
    Link("/pairs/", _("结对组团"), "hand"),
    Link("/projects/", _("项目"), "flag"),
    Link("/give/", _("捐赠"), "heart"),
    Link("/open/", _("公开"), "shield"),
    Link("/cases/", _("案例"), "book"),
)

PHONE = (
    Link("/", _("首页"), "home"),
    Link("/needs/", _("需求"), "search"),
    Link("/give/", _("捐赠"), "heart"),
    Link("/open/", _("公开"), "shield"),
    Link("/my/", _("我的"), "user"),
)

REMARK = (Link("/supervise/", _("对这一页提意见")),)
HELP = (Link("/accessibility/", _("无障碍说明")),)
SIGN_IN = (Link("/accounts/login/", _("登录"), "user"),)
PUBLISH = (Link("/my/needs/new/", _("发布需求"), needs="needs.draft"),)

MY = (
    Section(
        "",
        (
            Link("/my/", _("我的首页"), "home"),
            Link("/my/todo/", _("待办"), "check"),
            Link("/my/messages/", _("消息"), "bell"),
            Link("/my/followups/", _("跟进事项"), "clock"),
            Link("/my/offline/", _("离线填报"), "cam", needs="needs.draft"),
            Link("/desk/", _("工作台"), "brief", needs="desk.enter"),
        ),
    ),
    Section(
        _("需求和接单"),
        (
            Link("/my/invitations/", _("收到的邀请"), "inbox", needs="exchange.claim"),
            Link("/my/claims/", _("我的接单"), "hand", needs="exchange.claim"),
            Link("/my/recommendations/", _("适合你们的需求"), "link", needs="exchange.claim"),
            Link("/my/declines/", _("说过的“不合适”"), "alert", needs="exchange.decline"),
            Link("/my/offers/", _("我们能给什么"), "heart", needs="offers.draft"),
            Link("/my/orders/", _("我的点单"), "cart", needs="offers.order"),
            Link("/my/questions/", _("问一句"), "book", needs="supervision.read"),
            Link("/my/voices/", _("村民建议和献计"), "inbox", needs="voices.weigh"),
            Link("/my/wishes/", _("微心愿"), "heart", needs="voices.wish"),
            Link("/my/ideas/", _("我们献的计"), "pen", needs="voices.propose"),
            Link("/subscribe/", _("我的订阅"), "bell"),
        ),
    ),
    Section(
        _("项目、结对和活动"),
        (
            Link("/my/projects/", _("我的项目"), "flag", needs="projects.read"),
            Link("/my/unserved/", _("请会员接的需求"), "clock", needs="rounds.invite"),
            Link("/my/pairs/", _("结对和组团"), "hand", needs="partnerships.follow"),
            Link("/desk/teams/", _("组团方案"), "team", needs="partnerships.plan"),
            Link("/my/arrivals/", _("收物资"), "inbox", needs="goods.accept"),
            Link("/my/occasions/", _("活动"), "cal"),
            Link("/my/visits/", _("来访日历"), "house", needs="occasions.read"),
            Link("/my/hours/", _("我的志愿时长"), "clock", needs="volunteers.report"),
            Link("/my/hours/confirm/", _("确认志愿时长"), "check", needs="volunteers.confirm"),
        ),
    ),
    Section(
        _("资金与公开"),
        (
            Link("/my/gifts/", _("捐赠登记"), "yuan", needs="giving.book"),
            Link("/my/campaigns/", _("募捐活动"), "heart", needs="giving.run"),
            Link("/desk/corrections/", _("更正说明"), "pen", needs="accountability.correct"),
            Link("/my/goods/", _("物资仓库"), "cart", needs="goods.read"),
        ),
    ),
    Section(
        _("资料和设置"),
        (
            Link("/my/org/", _("我的组织"), "org", needs="organisations.propose"),
            Link("/my/settings/", _("设置"), "gear"),
        ),
    ),
)

DESK = (
    Section(
        "",
        (
            Link("/desk/", _("今天"), "home"),
            Link("/desk/verify/", _("核实与发布"), "seal"),
            Link("/desk/offers/", _("供给审核"), "seal", needs="offers.check"),
            Link("/desk/match/", _("供需对接"), "link", needs="exchange.plan"),
            Link("/desk/rounds/", _("邀请轮次"), "share", needs="exchange.plan"),
            Link("/desk/push/", _("推送"), "bell", needs="push.send"),
            Link("/desk/unserved/", _("没人接的需求"), "clock", needs="desk.enter"),
        ),
    ),
    Section(
        _("结对、组团和项目"),
        (
            Link("/desk/pairing/", _("结对方案"), "hand", needs="exchange.plan"),
            Link("/desk/teams/", _("组团方案"), "team", needs="partnerships.plan"),
            Link("/my/pairs/", _("结对和组团"), "hand", needs="partnerships.follow"),
            Link("/desk/pairs/coverage/", _("结对覆盖"), "pin", needs="partnerships.pair"),
            Link("/desk/projects/", _("项目"), "flag"),
            Link("/desk/hours/", _("志愿时长"), "clock", needs="volunteers.read"),
            Link("/desk/samples/", _("抽样核查"), "search", needs="volunteers.sample"),
        ),
    ),
    Section(
        _("资金与公开"),
        (
            Link("/desk/funds/", _("捐赠与基金"), "yuan"),
            Link("/desk/campaigns/", _("募捐活动核实"), "seal", needs="giving.check"),
            Link("/desk/corrections/", _("更正说明"), "pen", needs="accountability.correct"),
            Link("/desk/goods/", _("捐赠物资"), "cart", needs="goods.read"),
            Link("/desk/disclosure/", _("信息公开"), "shield"),
            Link("/desk/supervise/", _("社会监督"), "eye", needs="supervision.handle"),
            Link("/desk/complaints/", _("监督意见"), "inbox", needs="supervision.handle"),
        ),
    ),
    Section(
        _("名录与总结"),
        (
            Link("/desk/orgs/", _("社会组织"), "org", needs="organisations.verify"),
            Link("/desk/places/", _("镇村"), "pin"),
            Link("/desk/needs/", _("需求"), "doc"),
            Link("/desk/import/", _("批量导入"), "upload", needs="imports.read"),
            Link("/desk/reports/", _("报表"), "doc"),
            Link("/desk/templates/", _("协议范本"), "doc", needs="agreements.template"),
            Link("/desk/people/", _("人员和授权"), "user", needs="people.read"),
            Link("/desk/audit/", _("操作记录"), "eye", needs="audit.read"),
            Link("/desk/messages/", _("消息通道"), "bell", needs="notices.queue"),
            Link("/desk/settings/", _("设置与操作记录"), "gear"),
        ),
    ),
)

FOOTER = (
    Section(
        _("办事"),
        (
            Link("/needs/", _("看需求")),
            Link("/offers/", _("看供给")),
            Link("/occasions/", _("看活动")),
            Link("/orgs/", _("找社会组织")),
            Link("/places/", _("找镇村")),
            Link("/give/", _("捐赠与查询")),
            Link("/goods/", _("捐赠物资")),
        ),
    ),
    Section(
        _("公开"),
        (
            Link("/programme/", _("帮扶方案与依据")),
            Link("/open/", _("基金与项目账目")),
            Link("/open/ledger/", _("查账目")),
            Link("/open/corrections/", _("更正说明")),
            Link("/open/data/", _("数据下载与接口")),
            Link("/verify/", _("验证一条记录")),
            Link("/stats/", _("这些数怎么算")),
        ),
    ),
    Section(
        _("帮助"),
        (
            Link("/help/", _("使用说明")),
            Link("/accessibility/", _("无障碍说明")),
            Link("/supervise/", _("提交监督意见")),
            Link("/supervise/answers/", _("监督意见的答复")),
            Link("/suggest/", _("提一条建议")),
            Link("/asked/", _("查提问的回答")),
        ),
    ),
)
