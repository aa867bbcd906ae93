"""A need on four pages, one topic each, for a phone: every page keeps what was typed, with or without JavaScript."""

import secrets
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.needs import queries, rules
from bangfu.apps.needs.actions_pages import drop_pages, keep_pages, send_pages, typed_of
from bangfu.apps.needs.forms import LineFormSet, read_lines
from bangfu.apps.needs.forms_pages import (
    PAGES,
    STEPS,
    PagesForm,
    Typed,
    as_post,
    initial_of_pages,
    lines_of_pages,
    posted_of,
    typed_lines,
)
from bangfu.apps.needs.models import NeedPages
from bangfu.apps.needs.queries_pages import people_to_write_for, photos_of_pages, verifiers_of
from bangfu.apps.needs.views_desk import above, elsewhere, need_at_work, own_place
from bangfu.apps.programmes.api import name_of
from bangfu.apps.regions.api import Region
from bangfu.plumbing.access import Actor, Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now
from bangfu.plumbing.files.actions import attach_file
from bangfu.values import Refusal

PHOTOS_MAX = 6
PAGE_OF = {"line": "whom", "no_lines": "whom", "no_must_line": "whom", "too_many_lines": "whom", "no_theme": "whom"}
"""On which page a refusal of the whole belongs; what is not named here is about place and time."""


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.has("needs.draft"):
        raise Denied("needs.draft")
    return actor


def _kept(actor: Actor) -> NeedPages | None:
    return NeedPages.objects.filter(person=actor.person).first()


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, step: str = "what") -> HttpResponse:
    """One of the four pages. Errors: ``Denied`` without the right to write needs anywhere."""
    actor = _actor(request)
    if step not in PAGES:
        raise Http404
    if request.method == "GET":
        kept = _kept(actor)
        return _check(request, kept) if step == "check" else _page(request, step, kept)
    if "restart" in request.POST:
        return _restart(actor)
    return _send(request) if step == "check" else _next(request, step)


def _restart(actor: Actor) -> HttpResponse:
    with suppress(Refused):  # somebody pressed twice: nothing is left to throw away
        drop_pages(by=actor)  # type: ignore[call-arg]
    return redirect("needs:new")


def _form(actor: Actor, step: str, data: Any = None, **more: Any) -> PagesForm:
    return PagesForm(data, people=people_to_write_for(actor), page=step, **more)


def _page(
    request: HttpRequest,
    step: str,
    kept: NeedPages | None,
    form: PagesForm | None = None,
    lines: Any = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, typed = _actor(request), typed_of(kept)
    own = own_place(actor) if step in ("whom", "place") else None
    if form is None:
        form = _form(actor, step, initial=initial_of_pages(typed, place=own.full_name if own else ""))
    if step == "whom" and lines is None:
        lines = lines_of_pages(typed)
    context = _around(actor, step, typed) | {
        "form": form,
        "lines": lines,
        "texts": [(name, (typed.get(name) or [""])[0]) for name in ("title", "words")],
        "refusal": refusal,
        "photos": photos_of_pages(kept) if step == "place" else [],
        "alike": _alike(own, typed) if step == "whom" else [],
        "begun": bool(kept),
        "back": request.GET.get("back", "") == "check" or request.POST.get("back") == "check",
        "errors_on_page": status == 422,
    }
    return render(request, "needs/page.html", context, status=status)


def _around(actor: Actor, step: str, typed: Typed) -> dict[str, Any]:
    """What stands around every page: title, the four steps, where to keep and where to ask."""
    now_at = STEPS.index(step)
    states = ["done" if place < now_at else "now" if place == now_at else "" for place in range(len(STEPS))]
    return {
        "heading": PAGES[step][0],
        "subheading": _("第 %(n)d 页，共 4 页。填的会自动存下。") % {"n": now_at + 1},
        "step": step,
        "steps": [
            {"label": PAGES[name][0], "state": state, "href": _href(name) if state == "done" else ""}
            for name, state in zip(STEPS, states, strict=True)
        ],
        "keep_href": reverse("needs:keep", args=[step]) if step != "check" else "",
        "previous": _href(STEPS[now_at - 1]) if now_at else "",
        "crumbs": [above(actor), {"label": _("发布需求")}],
    }


def _href(step: str) -> str:
    return reverse("needs:page", args=[step])


def _alike(own: Region | None, typed: Typed) -> list[Any]:
    """Needs of the own village's county that may be the same matter, once the first page is written. One query."""
    said = initial_of_pages(typed, place="")
    if own is None or not said.get("title"):
        return []
    texts = {"title": said["title"], "words": said.get("words", ""), "theme": said["theme"]}
    return queries.maybe_the_same(region=own.code, **texts)


def _next(request: HttpRequest, step: str) -> HttpResponse:
    """Keep the page, then go on to the next when it is right; what is wrong is said beside its field, and kept too."""
    actor, typed = _actor(request), posted_of(request.POST, step)
    try:
        kept = keep_pages(by=actor, typed=typed)  # type: ignore[call-arg]
        _take_photo(request, actor, kept)
    except Refused as refused:
        return _page(request, step, _kept(actor), refusal=refused.refusal, status=422)
    if "more_lines" in request.POST:
        rows = [*typed_lines(typed_of(kept)), {}, {}]
        return _page(request, step, kept, lines=LineFormSet(initial=rows[: rules.LINES_MAX], prefix="lines"))
    form = _form(actor, step, as_post(typed))
    lines = LineFormSet(as_post(typed), prefix="lines") if step == "whom" else None
    good = form.is_valid() and (lines is None or lines.is_valid())
    if good and lines is not None:
        _say_lines(form, lines)
    if good and step == "place" and (reason := elsewhere(actor, form.cleaned_data["place"])):
        form.add_error("place", reason)
    if form.errors or not good:
        return _page(request, step, kept, form, lines, status=422)
    return redirect(_href("check" if request.POST.get("back") == "check" else STEPS[STEPS.index(step) + 1]))


def _say_lines(form: PagesForm, lines: Any) -> None:
    for refusal in rules.line_refusals(read_lines(lines)):
        form.add_error(None, str(refusal))


def _take_photo(request: HttpRequest, actor: Actor, kept: NeedPages) -> None:
    upload = request.FILES.get("photo")
    if upload is None:
        return
    if len(photos_of_pages(kept)) >= PHOTOS_MAX:
        raise Refused(Refusal("too_many_photos", f"最多 {PHOTOS_MAX} 张照片；其余的提交以后再加。"))
    attach_file(by=actor, at=now(), owner=kept, data=upload.read())


@require_POST
def keep(request: HttpRequest, step: str) -> HttpResponse:
    """Keep what is on a page while somebody types; nothing is checked and nothing is shown."""
    if step not in PAGES or step == "check":
        raise Http404
    try:
        keep_pages(by=_actor(request), typed=posted_of(request.POST, step))  # type: ignore[call-arg]
    except Refused:
        return HttpResponse(status=413)
    return HttpResponse(status=204)


def _whole(actor: Actor, typed: Typed) -> tuple[PagesForm, Any]:
    data = as_post(typed)
    return PagesForm(data, people=people_to_write_for(actor)), LineFormSet(data, prefix="lines")


def _wrong_page(form: PagesForm, lines: Any) -> str:
    """The first page on which something is still missing, or nothing."""
    for step, (_title, names) in PAGES.items():
        if any(name in form.errors for name in names.split()) or (step == "whom" and not lines.is_valid()):
            return step
    return "place" if form.errors else ""


def _check(request: HttpRequest, kept: NeedPages | None, refusal: Refusal | None = None) -> HttpResponse:
    actor, typed = _actor(request), typed_of(kept)
    if not typed:
        return redirect("needs:new")
    form, lines = _whole(actor, typed)
    if "lines-TOTAL_FORMS" not in typed or (wrong := _wrong_page(form, lines)):
        wrong = wrong if "lines-TOTAL_FORMS" in typed else "whom"
        messages.info(request, _("这一页还没有填完。"))
        return redirect(_href(wrong))
    context = _around(actor, "check", typed) | {
        "answers": _answers(form, lines, len(photos_of_pages(kept)), people_to_write_for(actor)),
        "refusal": refusal,
        "key": secrets.token_urlsafe(12),
        "fix_href": _href(PAGE_OF.get(refusal.code, "place")) if refusal else "",
        "errors_on_page": bool(refusal),
    }
    return render(request, "needs/page_check.html", context, status=422 if refusal else 200)


def _answers(form: PagesForm, lines: Any, photos: int, people: list[tuple[str, str]]) -> list[dict[str, str]]:
    """Every answer with its way back."""
    data, found = form.cleaned_data, []
    listed = [
        f"{line.item} {line.quantity} {line.unit}{'' if line.is_must else _('（有更好）')}"
        for line in read_lines(lines)
    ]
    said = {
        "what": [(_("需求名称"), data["title"]), (_("村里怎么说"), data["words"])],
        "whom": [
            (_("要什么"), "\n".join(listed)),
            (_("领域"), name_of("themes", data["theme"])),
            (_("输血还是造血"), rules.NATURES[data["nature"]]),
            (_("受益群体"), "、".join(name_of("beneficiary_groups", each) for each in data["groups"])),
            (_("受益人数"), str(data["beneficiaries"])),
        ],
        "place": [
            (_("地点"), data["place"].full_name),
            (_("接单截止日期"), data["claim_by"].isoformat() if data["claim_by"] else ""),
            (_("希望完成"), data["needed_by"].isoformat() if data["needed_by"] else ""),
            (_("谁来验收"), data["accepted_by"]),
            (_("照片"), _("%(n)d 张") % {"n": photos} if photos else ""),
            (_("替谁填报"), dict(people).get(data.get("for_whom", ""), "")),
        ],
    }
    for step, rows in said.items():
        found += [
            {"label": label, "value": value or "—", "change": f"{_href(step)}?back=check"} for label, value in rows
        ]
    return found


def _send(request: HttpRequest) -> HttpResponse:
    """Make it a need and send it; what the rules refuse comes back with a link to its page."""
    actor = _actor(request)
    kept = _kept(actor)
    if kept is None:
        messages.info(request, _("这条需求刚才已经提交了。"))
        return redirect("/my/")
    form, lines = _whole(actor, typed_of(kept))
    if _wrong_page(form, lines):
        return _check(request, kept)
    try:
        need = send_pages(  # type: ignore[call-arg]
            by=actor,
            key=request.POST.get("key", ""),
            values=form.values(),
            lines=read_lines(lines),
            submit="save" not in request.POST,
        )
    except Refused as refused:
        return _check(request, kept, refused.refusal)
    return redirect("needs:sent", number=need.number)


@require_GET
def sent(request: HttpRequest, number: str) -> HttpResponse:
    """The number, who looks at it next and until when, and how to take it back."""
    need = need_at_work(request, number)
    context = {
        "need": need,
        "heading": _("已交给核实的人") if need.state == "submitted" else _("已存成草稿"),
        "roles": verifiers_of(need),
        "due": (need.submitted_at or need.created_at) + queries.WAIT_MAX,
        "crumbs": [above(request.actor), {"label": need.number}],  # type: ignore[attr-defined]
    }
    return render(request, "needs/sent.html", context)
