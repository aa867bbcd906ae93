"""What looks wrong about hours, and verification samples."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bangfu.apps.volunteers import actions_samples, policy, queries, queries_samples
from bangfu.apps.volunteers.forms import SampleForm
from bangfu.apps.volunteers.views import READING, actor_of
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.values import opaque_id


@require_GET
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """Hours about which something looks wrong."""
    actor = actor_of(request)
    policy.require_somewhere(actor, policy.READ)
    context = {
        "heading": _("志愿时长"),
        "rows": queries.flagged(actor, today()),
        "totals": queries.totals_of(actor),
        "samples": actor.has(policy.SAMPLE),
    }
    return render(request, "volunteers/desk.html", context)


@require_http_methods(READING)
@login_required
def samples(request: HttpRequest) -> HttpResponse:
    """Draw a sample, and read the earlier ones."""
    actor = actor_of(request)
    policy.require_somewhere(actor, policy.SAMPLE)
    kinds = [(each.kind, _(each.title)) for each in actions_samples.kinds().values()]
    form, refusal = SampleForm(request.POST or None, kinds=kinds), None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data | {"region": form.cleaned_data["region"].code}
        try:
            made = actions_samples.draw_sample(by=actor, key=request.POST.get("key", ""), **values)  # type: ignore[call-arg]
            return redirect("volunteers:sample", sample=made.pk)
        except Refused as refused:
            refusal = refused.refusal
    bad = request.method == "POST"
    context = {
        "heading": _("抽样核查"),
        "form": form,
        "rows": queries_samples.rows_of(queries_samples.samples_of(actor)),
        "refusal": refusal,
        "errors_on_page": bad,
        "key": opaque_id(),
    }
    return render(request, "volunteers/samples.html", context, status=422 if bad else 200)


@require_http_methods(READING)
@login_required
def sample(request: HttpRequest, sample: str) -> HttpResponse:
    """One sample: look at each drawn item; the result in one sentence."""
    actor = actor_of(request)
    found, refusal = queries_samples.sample_for(actor, sample), None
    if request.method == "POST":
        said: dict[str, Any] = {"item": request.POST.get("item", ""), "good": request.POST.get("found") == "good"}
        try:
            actions_samples.look(  # type: ignore[call-arg]
                by=actor,
                key=request.POST.get("key", ""),
                sample=found.pk,
                note=request.POST.get("note", "").replace("\x00", ""),
                **said,
            )
            messages.success(request, _("已记下。"))
            return redirect("volunteers:sample", sample=found.pk)
        except Refused as refused:
            refusal = refused.refusal
    items = queries_samples.items_of(found)
    context = {
        "heading": _("抽样核查"),
        "row": queries_samples.rows_of([found])[0],
        "sample": found,
        "next": next((each for each in items if each.look is None), None),
        "looked": [each for each in items if each.look is not None],
        "left": sum(each.look is None for each in items),
        "tolerable": f"{found.tolerable / 10:g}%",
        "confidence": f"{found.confidence / 10:g}%",
        "refusal": refusal,
        "errors_on_page": bool(refusal),
        "key": opaque_id(),
    }
    return render(request, "volunteers/sample.html", context, status=409 if refusal else 200)
