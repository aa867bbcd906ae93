"""The desk: the queue, the form, the work on one need."""

import secrets
from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.needs import actions, queries, rules, rules_confirming, rules_screening, sheets_written
from bangfu.apps.needs.actions_screening import BEFORE_PUBLICATION, screen_need
from bangfu.apps.needs.forms import LineFormSet, NeedForm, initial_lines, initial_of, read_lines
from bangfu.apps.needs.models import Need
from bangfu.apps.needs.policy import is_own, scope_of
from bangfu.apps.needs.queries_life import staleness_of
from bangfu.apps.needs.queries_screening import screening_panel
from bangfu.apps.needs.questions import panels_of_work
from bangfu.apps.needs.rules import LIFE
from bangfu.apps.needs.rules_photos import IN_PICTURE, TAKERS
from bangfu.apps.people.api import names_of
from bangfu.apps.regions.api import Region, resolve
from bangfu.plumbing.access import Actor, Denied, Scope
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.files.actions import attach_file
from bangfu.plumbing.ui.formats import moment
from bangfu.plumbing.ui.queries import page_numbers
from bangfu.values import Refusal

TABS = (
    ("submitted", "待核实"),
    ("verified", "待发布"),
    ("returned", "退回补充"),
    ("draft", "草稿"),
    ("published", "已发布"),
    ("closed", "已结束"),
)
# Where on the form the sentence of a refusal belongs.
FIELD_OF = {
    "no_deadline": "claim_by",
    "deadline_past": "claim_by",
    "dates_order": "needed_by",
    "place_too_wide": "place",
    "no_theme": "theme",
}
# These ask for a reason and stand behind the main step.
WITH_REASON = ("return", "withdraw")
# What the one main button may be: the way to publication, then "still needed" when nobody has said so for long.
MAIN = ("submit", "verify", "publish")


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isdecimal() and len(text) < 6 else 1


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Needs of one's places by state; those that wait longest come first. Errors: ``Denied`` without ``desk.enter``."""
    actor = _actor(request)
    if not actor.has("desk.enter"):
        raise Denied("desk.enter")
    rows = queries.needs_within(actor, "needs.read")
    state = request.GET.get("state", "submitted")
    state = state if state in LIFE.states else "submitted"
    counts = queries.counts_by_state(rows)
    found = queries.page_of_desk(rows.filter(state=state), page=_page(request))
    at = now()
    context = {
        "heading": _("核实与发布"),
        "tabs": [
            {"state": key, "label": label, "count": counts.get(key, 0), "current": key == state} for key, label in TABS
        ],
        "rows": [
            {
                "need": need,
                "who": found.names.get(need.entered_by, ""),
                "days": (at - (need.submitted_at or need.created_at)).days,
                "late": state in ("submitted", "verified")
                and at - (need.submitted_at or need.created_at) > queries.WAIT_MAX,
            }
            for need in found.rows
        ],
        "page": _pages(found),
        "state_name": LIFE.states[state],
        "waits": state in ("submitted", "verified"),
        "may_draft": actor.has("needs.draft"),
        "may_score": actor.has("needs.verify"),
    }
    return render(request, "needs/desk.html", context)


def _pages(found: queries.DeskPage) -> dict[str, Any]:
    return {
        "number": found.page,
        "last": found.pages,
        "first_row": (found.page - 1) * queries.PAGE_SIZE + 1,
        "last_row": min(found.total, found.page * queries.PAGE_SIZE),
        "total": found.total,
        "numbers": page_numbers(found.page, found.pages),
        "previous": found.page - 1,
        "next": found.page + 1,
    }


@require_GET
def work(request: HttpRequest, number: str) -> HttpResponse:
    """One need as those who handle it see it."""
    return work_page(request, need_at_work(request, number))


def need_at_work(request: HttpRequest, number: str) -> Need:
    """Errors: ``Hidden`` when the reader may not know of it, ``Denied`` when they only may read its public page."""
    actor = _actor(request)
    need = queries.need_for(actor, number)
    if not (actor.is_person and (is_own(actor, need) or actor.may("needs.read", scope_of(need)))):
        raise Denied("needs.read")
    return need


def above(actor: Actor) -> dict[str, str]:
    """Where the page hangs for this reader: the queue, or one's own home."""
    if actor.has("desk.enter"):
        return {"label": _("核实与发布"), "path": "/desk/verify/"}
    return {"label": _("我的首页"), "path": "/my/"}


def work_page(request: HttpRequest, need: Need, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
    actor = _actor(request)
    scope = scope_of(need)
    open_steps = [step for step in LIFE.open_from(need.state) if actor.may(step.permission, scope)]
    main = next((step for step in open_steps if step.name in MAIN), None)
    blocked = _blocked(need, main.name, actor) if main else None
    context = {
        "need": need,
        "state": {"submitted": "to_verify"}.get(need.state, need.state),
        "state_name": LIFE.states[need.state],
        "heading": need.title,
        "lines": need.lines.all(),
        "timeline": [_event(**each) for each in queries.timeline_of(need, with_people=True)],
        "files": _files(need),
        "may_release": need.state == "published" and actor.may("needs.publish", scope),
        "takers": TAKERS.items(),
        "in_picture": IN_PICTURE.items(),
        "main": main,
        "blocked": blocked,
        "others": [step for step in open_steps if step.name in WITH_REASON],
        "screening": screening_panel(need, now()) if need.state in BEFORE_PUBLICATION else None,
        "marks": rules_screening.ANSWERS.items(),
        "editable": need.state in ("draft", "returned") and actor.may("needs.draft", scope),
        "may_attach": need.state != "closed" and actor.may("needs.draft", scope),
        "alike": _alike_of(need),
        "stale": rules_confirming.WORDS.get(staleness_of(need), ""),
        "due_ahead": need.claim_by is not None and need.claim_by > today(),
        "may_confirm": any(step.name == "confirm" for step in open_steps),
        "may_judge": any(step.name == "evaluate" for step in open_steps)
        and any(line.accepted for line in need.lines.all()),
        "has_life": any(step.permission and step.name not in rules.BY_DESK for step in open_steps)
        or actor.may("needs.draft", scope),
        "facts": _facts(need),
        "panels": [panel for answer in panels_of_work.ask(need, actor) for panel in answer],
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
        "key": secrets.token_urlsafe(12),
        "crumbs": [above(actor), {"label": need.number}],
    }
    return render(request, "needs/work.html", context, status=status)


def _files(need: Need) -> list[dict[str, Any]]:
    """Pictures and papers, each with how it stands on the public page when it does."""
    files = queries.photos_of(need, public_only=False)
    released = queries.released_of(need) if files else {}
    return [
        {"stored": stored, "is_picture": stored.media_type.startswith("image/"), "released": released.get(stored.pk)}
        for stored in files
    ]


def _event(step: Any, who: str) -> dict[str, str]:
    """One step as `components/timeline.html` shows it to those who work here: with the name and the reason."""
    words = _("填报") if step.name == "draft" else LIFE.transition(step.name).words
    text = f"{who}：{step.reason}" if who and step.reason else who or step.reason
    return {"title": words, "when": moment(localtime(step.at), year=False), "text": text, "state": ""}


def _blocked(need: Need, step: str, actor: Actor) -> Refusal | None:
    """Why this person in particular cannot take the step, told before they press the button."""
    if step == "verify":
        return rules.verify_refusal(entered_by=need.entered_by, verifier=actor.person, for_whom=need.for_whom)
    if step == "publish":
        return actions.publish_refusal(need, actor)
    return None


def _alike_of(need: Need) -> list[Any]:
    if need.state not in ("draft", "submitted", "returned"):
        return []
    return queries.maybe_the_same(
        title=need.title, words=need.words, theme=need.theme, region=need.region_path, besides=need.number
    )


def _facts(need: Need) -> list[dict[str, Any]]:
    days = rules.days_left(need.claim_by, now().date())
    writers: dict[str, str] = defaultdict(str, names_of([need.entered_by, need.for_whom]) if need.for_whom else {})
    said = (
        (_("地点"), need.region.full_name, need.region_path),
        (_("领域"), sheets_written.names_in("themes", need.themes), rules.NATURES[need.nature]),
        (_("受益群体"), sheets_written.names_in("beneficiary_groups", need.groups), f"{need.beneficiaries} 人"),
        (_("紧急程度"), rules.URGENCIES[need.urgency], ""),
        (_("接单截止"), need.claim_by, _("还有 %(n)d 天") % {"n": days} if days is not None and days >= 0 else ""),
        (_("希望完成"), need.needed_by, ""),
        (_("几家承接"), _partners(need), ""),
        (_("谁来验收"), need.accepted_by, ""),
        (
            _("来源"),
            rules.SOURCES[need.source],
            _("代 %(who)s 填报") % {"who": need.on_behalf_of} if need.on_behalf_of else "",
        ),
        (_("谁填报的"), writers[need.entered_by], ""),
        (_("替谁填报"), writers[need.for_whom], ""),
        (_("核实说明"), need.verified_note, ""),
    )
    return [{"label": label, "value": value, "note": note} for label, value, note in said if value]


_STEPS = {
    "submit": lambda reason, common: actions.submit_need(**common),
    "verify": lambda reason, common: actions.verify_need(note=reason, **common),
    "publish": lambda reason, common: actions.publish_need(**common),
    "return": lambda reason, common: actions.return_need(reason=reason, **common),
    "withdraw": lambda reason, common: actions.withdraw_need(reason=reason, **common),
}


def _partners(need: Need) -> str:
    if need.min_partners in (0, need.max_partners):
        return _("最多 %(n)d 家") % {"n": need.max_partners}
    return _("%(low)d 至 %(high)d 家") % {"low": need.min_partners, "high": need.max_partners}


@require_POST
def step(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Take one step of the life cycle; a refusal is shown on the page, with what was typed."""
    common = {"by": _actor(request), "key": request.POST.get("key", ""), "number": number}
    if name not in _STEPS:
        return redirect("needs:work", number=number)
    answers = {
        key.removeprefix("check-"): value for key, value in request.POST.dict().items() if key.startswith("check-")
    }
    try:
        with transaction.atomic():
            if name == "verify" and answers:
                screen_need(by=_actor(request), number=number, answers=answers)  # type: ignore[call-arg]
            need = _STEPS[name](request.POST.get("reason", ""), common)
    except Refused as refused:
        return work_page(request, need_at_work(request, number), refused.refusal, status=409)
    messages.success(request, _("已办好：现在是“%(state)s”。") % {"state": LIFE.states[need.state]})
    return redirect("needs:work", number=number)


def _form_page(request: HttpRequest, form: NeedForm, lines: Any, need: Need | None, **more: Any) -> HttpResponse:
    bad = bool(more.get("refusal") or (form.is_bound and form.errors) or (lines.is_bound and not lines.is_valid()))
    context = {
        "form": form,
        "lines": lines,
        "need": need,
        "heading": _("修改需求") if need else _("发布需求"),
        "subheading": _("写完交给另一位同事核实，核实后才会公开。"),
        "errors_on_page": bad,
        "suggest_href": reverse("needs:suggest"),
    }
    return render(
        request, "needs/form.html", context | more, status=422 if bad and "more_lines" not in request.POST else 200
    )


def own_place(actor: Actor) -> Region | None:
    """The village that somebody writes for, so that nobody types twice what their grant says already."""
    codes = {grant.scope_id for grant in actor.grants if grant.scope_kind == "region" and len(grant.scope_id) == 12}
    return Region.objects.filter(code=codes.pop()).first() if len(codes) == 1 else None


def own_village(actor: Actor) -> str:
    """The name of that village, or nothing."""
    found = own_place(actor)
    return found.full_name if found else ""


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a need. What may be the same is shown before it is saved. Errors: ``Denied``."""
    if not _actor(request).has("needs.draft"):
        raise Denied("needs.draft")
    if request.method == "POST":
        return _save(request, None)
    form = NeedForm(initial={"place": request.GET.get("place", "") or own_village(_actor(request))})
    return _form_page(request, form, LineFormSet(initial=initial_lines(None), prefix="lines"), None)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change a draft or a returned need."""
    need = queries.need_for(_actor(request), number, "needs.draft")
    if request.method == "POST":
        return _save(request, need)
    lines = LineFormSet(initial=initial_lines(need), prefix="lines")
    return _form_page(request, NeedForm(initial=initial_of(need)), lines, need)


def _save(request: HttpRequest, need: Need | None) -> HttpResponse:
    if "more_lines" in request.POST:
        # A bound form would scold for what is not written yet, so the page comes back as it was, one row longer.
        return _form_page(request, NeedForm(initial=_typed(request)), _longer(request), need)
    form, lines = NeedForm(request.POST), LineFormSet(request.POST, prefix="lines")
    if not (form.is_valid() and lines.is_valid()):
        return _form_page(request, form, lines, need)
    if reason := elsewhere(_actor(request), form.cleaned_data["place"]):
        form.add_error("place", reason)
        return _form_page(request, form, lines, need)
    alike = [] if form.cleaned_data["confirmed"] else _alike(form, need.number if need else "")
    if alike:
        return _form_page(request, form, lines, need, alike=alike, sending="submit" in request.POST)
    try:
        saved = _write(request, form, read_lines(lines), need)
    except Refused as refused:
        field = FIELD_OF.get(refused.refusal.code)
        if field is None:
            return _form_page(request, form, lines, need, refusal=refused.refusal)
        form.add_error(field, str(refused.refusal))
        return _form_page(request, form, lines, need)
    messages.success(request, _("已保存，编号 %(number)s。") % {"number": saved.number})
    return redirect("needs:work", number=saved.number)


def elsewhere(actor: Actor, place: Region) -> str:
    """What to write instead of a place that the writer does not answer for; empty when they do."""
    if actor.may("needs.draft", Scope(region=place.code)):
        return ""
    codes = sorted(grant.scope_id for grant in actor.scopes_of("needs.draft") if grant.scope_kind == "region")
    own = "、".join(found.full_name for found in map(resolve, codes) if isinstance(found, Region))
    if not own:
        return _("您的授权里没有这个地方，请联系管理员。")
    return _("“%(place)s”不归您填报。您可以填报的地方：%(own)s。") % {"place": place.full_name, "own": own}


def _alike(form: NeedForm, besides: str) -> list[Any]:
    data = form.values()
    return queries.maybe_the_same(
        title=data["title"], words=data["words"], theme=data["themes"][0], region=data["region"].code, besides=besides
    )


def _typed(request: HttpRequest) -> dict[str, Any]:
    lists = ("other_themes", "groups")
    typed = {name: request.POST.get(name, "") for name in NeedForm.base_fields if name not in (*lists, "confirmed")}
    return typed | {name: request.POST.getlist(name) for name in lists}


def _longer(request: HttpRequest) -> Any:
    total = request.POST.get("lines-TOTAL_FORMS", "")
    count = min(int(total) if total.isdecimal() and len(total) < 3 else 0, rules.LINES_MAX)
    names = ("item", "quantity", "unit")
    rows: list[dict[str, Any]] = [
        {name: request.POST.get(f"lines-{place}-{name}", "") for name in names}
        | {"is_must": f"lines-{place}-is_must" in request.POST}
        for place in range(count)
    ]
    return LineFormSet(initial=[*rows, {}][: rules.LINES_MAX], prefix="lines")


def _write(request: HttpRequest, form: NeedForm, lines: list[Any], need: Need | None) -> Need:
    common: dict[str, Any] = {"by": _actor(request), "key": form.cleaned_data["key"], "values": form.values()}
    # One transaction: when sending is refused, the page says that nothing was saved, and nothing was.
    with transaction.atomic():
        if need is None:
            saved: Need = actions.draft_need(lines=lines, **common)
        else:
            version = form.cleaned_data["version"]
            saved = actions.change_need(number=need.number, lines=lines, version=version, **common)
        if "submit" in request.POST:
            saved = actions.submit_need(by=_actor(request), at=now(), number=saved.number)
    return saved


@require_GET
def suggest(request: HttpRequest) -> JsonResponse:
    """Items that a text seems to ask for, for the form's chips; nothing is stored. Errors: ``Denied``."""
    if not _actor(request).has("needs.draft"):
        raise Denied("needs.draft")
    return JsonResponse({"items": queries.suggested_items(request.GET.get("text", "")[:1000])})


@require_POST
def attach(request: HttpRequest, number: str) -> HttpResponse:
    """Attach a photo or a PDF as evidence."""
    actor = _actor(request)
    need = queries.need_for(actor, number, "needs.draft")
    upload = request.FILES.get("file")
    data = upload.read() if upload else b""
    caption = request.POST.get("caption", "")
    try:
        attach_file(by=actor, at=now(), key=request.POST.get("key", ""), owner=need, data=data, caption=caption)
    except Refused as refused:
        return work_page(request, need, refused.refusal, status=409)
    messages.success(request, _("已加上。"))
    return redirect("needs:work", number=number)
