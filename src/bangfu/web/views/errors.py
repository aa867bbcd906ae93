"""Error pages: what happened, whose fault, what next, and a number to quote."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from bangfu.apps.people.api import trail, who_grants
from bangfu.plumbing.access import PERMISSIONS, ROLES, Actor, Denied
from bangfu.plumbing.rest.problems import problem
from bangfu.values import opaque_id

API = "/api/"
log = logging.getLogger(__name__)


def _number(request: HttpRequest, status: int) -> str:
    """A number that stands on the page and in the log; the log gets the path, never what was typed."""
    number = opaque_id()[:8].upper()
    log.log(logging.ERROR if status >= 500 else logging.INFO, "error %s status %s at %s", number, status, request.path)
    return number


def _page(request: HttpRequest, status: int, **words: Any) -> HttpResponse:
    context = words | {"status": status, "number": _number(request, status)}
    return render(request, "web/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        400,
        title=_("看不懂这个请求"),
        what=_("浏览器发来的内容不完整或不合规则，什么都没有保存。"),
        whose=_("多半是链接被截断，或页面开得太久。"),
        next_step=_("请回到上一页刷新后再试。"),
    )


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 names the missing permission, the roles that carry it and who grants them; strangers are asked to sign in."""
    if not request.user.is_authenticated and request.method in ("GET", "HEAD"):
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
    permission = exception.permission if isinstance(exception, Denied) else ""
    if request.user.is_authenticated:
        trail.note_denial(by=Actor(person=str(request.user.pk), kind="person"), permission=permission)
    return _page(
        request,
        403,
        title=_("您没有办这件事的权限"),
        what=_("这一页要有“%(permission)s”的权限。") % {"permission": PERMISSIONS[permission]}
        if permission in PERMISSIONS
        else _("您的账号不能打开这一页或办这件事。"),
        whose=_("这不是您的错，也没有出故障：您的角色里没有这一项。"),
        next_step=_("需要的话，请联系能授权的人。"),
        roles=[role.title for role in ROLES.values() if permission and permission in role.permissions],
        granters=who_grants() if request.user.is_authenticated else [],
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; a program that asks at an address of the interface that does not exist reads a problem document."""
    if request.path.startswith(API):
        return problem(404, "not_found", "接口里没有这个地址。", "The interface has no such address.")
    return _page(
        request,
        404,
        title=_("没有这一页"),
        what=_("地址里的这一页不存在，或者不对您公开。"),
        whose=_("可能是地址抄错了，也可能是它已被撤下。"),
        next_step=_("可以从首页重新找，或核对地址。"),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500 renders without the request's context: whatever broke may be in it."""
    words = {
        "status": 500,
        "number": _number(request, 500),
        "title": _("网站出错了"),
        "what": _("刚才这一步没有办成，也没有保存一半。"),
        "whose": _("这是网站的错，不是您的错。"),
        "next_step": _("请过几分钟再试；还不行，把下面的编号告诉管理员。"),
    }
    return HttpResponse(render_to_string("web/broken.html", words), status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A post without the page's token: an old page, blocked cookies, or another site trying to act in one's name."""
    return _page(
        request,
        403,
        title=_("页面已过期，没有提交"),
        what=_("为了防止别的网站冒用您的名义，这次提交没有被接受。"),
        whose=_("多半是页面开得太久，或浏览器禁用了 Cookie。"),
        next_step=_("请回到上一页刷新，再提交一次；您填的内容一般还在。"),
    )
