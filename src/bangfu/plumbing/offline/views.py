"""The tray, and what the phone's own script asks: how it stands, drafts, photos, the worker and the manifest."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bangfu.plumbing.access import Actor, Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now
from bangfu.plumbing.files.content import SIZE_MAX_BYTES
from bangfu.plumbing.offline.actions import receive_photo
from bangfu.plumbing.offline.answering import answer_to
from bangfu.plumbing.offline.forms import Attachment, forms_for
from bangfu.plumbing.offline.models import OUTCOMES
from bangfu.plumbing.offline.queries import lately_received
from bangfu.plumbing.offline.reading import BODY_MAX_BYTES, UnfitBody, read_batch
from bangfu.plumbing.said import said
from bangfu.plumbing.ui.modes import mode_of
from bangfu.plumbing.ui.nav import localised

KEPT_PAGES = 40
SHELL = (
    "ui/bangfu.css",
    "ui/ui.js",
    "ui/icons.svg",
    "ui/mark.svg",
    "ui/caret.svg",
    "ui/topo.svg",
    "offline/page.js",
    "offline/kept.js",
    "offline/sending.js",
    "offline/tray.js",
)
WORKER = Path(__file__).parent / "static" / "offline" / "worker.js"


def in_wechat(request: HttpRequest) -> bool:
    """Whether the page is read inside WeChat, whose browser forgets what a page keeps."""
    return "MicroMessenger" in request.META.get("HTTP_USER_AGENT", "")


def offline_context(request: HttpRequest) -> dict[str, Any]:
    """What ``offline/page.html`` needs beside the page's own names."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return {
        "in_wechat": in_wechat(request),
        "person_id": actor.person,
        "offline_home": reverse("offline:tray"),
        "offline_words": _words(),
    }


def _words() -> dict[str, str]:
    """What the phone's script says; names in braces are filled in there."""
    return {
        "counts": _("{drafts} 份草稿，{waiting} 份待发送"),
        "untitled": _("没有写名称"),
        "photos": _("{n} 张照片等着发"),
        "photo_large": _("“{name}”超过 10 MB，手机也缩不小，请换一张。"),
        "photo_many": _("一份草稿最多 6 张照片，“{name}”没有加上。"),
        "state_draft": _("草稿"),
        "state_waiting": _("待发送"),
        "state_conflict": _("要您选一下"),
        "state_refused": _("没有收下"),
        "state_sent": _("已发送"),
        "changed_by": _("{who} {when} 改过，请选用哪一个。"),
        "somebody": _("同事"),
        "empty": _("（空着）"),
        "drop_surely": _("确定丢掉？再按一次"),
        "others": _("这台手机上还有另一个账号的 {n} 份草稿。用那个账号登录后才看得到、才会发送。"),
    }


def _need_person(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.is_person:
        raise Denied("")
    return actor


@require_GET
def tray(request: HttpRequest) -> HttpResponse:
    """Drafts, those that wait, those that were sent. The first two stand on the phone only; this page is their frame."""
    actor = _need_person(request)
    forms = forms_for(actor)
    context = {
        "heading": _("离线草稿"),
        "subheading": _("没有网络也能填；有了网络自动发出。"),
        "forms": [{"title": form.title, "path": localised(form.start)} for form in forms if form.start],
        "along": [
            {"title": form.title, "label": page.label, "path": localised(page.path)}
            for form in forms
            for page in form.pages(actor)
            if page.label
        ][:KEPT_PAGES],
        "received": lately_received(actor),
    }
    return render(request, "offline/tray.html", context | offline_context(request))


@require_GET
def state(request: HttpRequest) -> JsonResponse:
    """Who is signed in, a token for sending, the platform's clock, and which pages the phone keeps. Errors: ``Denied``."""
    actor = _need_person(request)
    kept = [page for form in forms_for(actor) for page in form.pages(actor)][:KEPT_PAGES]
    own = sha256(f"{shell_version()} {get_language()} {mode_of(request)}".encode()).hexdigest()[:8]
    along = sha256(repr(kept).encode()).hexdigest()[:8]
    return JsonResponse(
        {
            "person": actor.person,
            "token": get_token(request),
            "now": now().isoformat(),
            "pages": [
                [reverse("offline:tray"), own + along],
                *([localised(page.path), f"{own}{page.tag}"] for page in kept),
            ],
        }
    )


@require_POST
def sync(request: HttpRequest) -> JsonResponse:
    """Drafts in, one answer for each, in their order; one without an answer comes again. Errors: ``Denied``."""
    actor = _need_person(request)
    try:
        drafts = read_batch(_body(request))
    except UnfitBody as unfit:
        return _problem(unfit.status, unfit.refusal.code, said(unfit.refusal))
    at = now()
    answers = [answer for draft in drafts if (answer := answer_to(draft, by=actor, at=at)) is not None]
    if "X-Tell" in request.headers and len(answers) == 1 and answers[0]["outcome"] in OUTCOMES:
        messages.success(
            request, answers[0]["sentence"] or _("已收到。")
        )  # the page goes on to the record and says it there
    return JsonResponse({"now": at.isoformat(), "answers": answers})


def _body(request: HttpRequest) -> bytes:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or len(length) > 12 or int(length) > BODY_MAX_BYTES:
        raise UnfitBody(413, "body_too_large", "一次发来的内容太多。草稿还在手机上。请一份一份发送。")
    try:
        return request.body
    except RequestDataTooBig:
        raise UnfitBody(413, "body_too_large", "一次发来的内容太多。草稿还在手机上。请一份一份发送。") from None


def _problem(status: int, code: str, sentence: str) -> JsonResponse:
    return JsonResponse({"code": code, "sentence": sentence}, status=status)


@require_POST
def photo(request: HttpRequest) -> JsonResponse:
    """One photo of a draft that came in. Errors: ``Denied``; everything else is a sentence for the phone."""
    actor = _need_person(request)
    upload = request.FILES.get("file")
    if upload is None or not upload.size:
        return _problem(422, "file_empty", _("没有收到照片，请重新选择。"))
    if upload.size > SIZE_MAX_BYTES:
        return _problem(409, "file_too_large", _("照片超过 10 MB，请在手机上缩小后再传；草稿已经收到，不受影响。"))
    picture = Attachment(upload.read(), request.POST.get("caption", "")[:120].replace("\0", ""))
    key, draft = request.POST.get("id", "")[:80], request.POST.get("draft", "")[:40].replace("\0", "")
    try:
        received = receive_photo(by=actor, at=now(), key=key, draft=draft, photo=picture)
    except Refused as refused:
        return _problem(409, refused.refusal.code, said(refused.refusal))
    except Denied:
        return _problem(409, "denied", _("您现在的账号不能给这条记录加照片。"))
    except Hidden:
        return _problem(404, "draft_unknown", _("照片要等它的草稿先收到。"))
    return JsonResponse({"outcome": "done", "photos": received.photos})


@lru_cache(maxsize=1)
def _shell_digest() -> str:
    found = sha256(WORKER.read_bytes())
    for name in SHELL:
        path = finders.find(name)
        found.update(Path(path).read_bytes() if isinstance(path, str) else b"")
    return found.hexdigest()[:12]


def shell_version() -> str:
    """Changes whenever a file of the shell does: then phones fetch the shell again."""
    if settings.DEBUG:
        _shell_digest.cache_clear()
    return _shell_digest()


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. Its address lies below the pages that it may answer for, so its reach ends there."""
    text = WORKER.read_text("utf-8")
    text = text.replace("@VERSION@", shell_version()).replace("@HOME@", reverse("offline:tray"))
    text = text.replace("@SHELL@", ",".join(static(name) for name in SHELL))
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What makes the site an app on the phone."""
    home = reverse("offline:tray")
    said_of_it = {
        "name": _("社会组织助乡 离线填报"),
        "short_name": _("助乡填报"),
        "start_url": home,
        "scope": home.removesuffix("offline/"),
        "display": "standalone",
        "lang": "en" if get_language() == "en" else "zh-CN",
        "background_color": "#FAF8F2",
        "theme_color": "#06342B",
        "icons": [
            {"src": static(f"offline/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
            for size in (192, 512)
        ]
        + [{"src": static("ui/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(said_of_it, content_type="application/manifest+json")
