"""A village or an organisation asks the other to pair."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bangfu.apps.partnerships import forms_pairs as forms
from bangfu.apps.partnerships import policy
from bangfu.apps.partnerships.actions import pairings as actions
from bangfu.apps.partnerships.actions.pairings import Two
from bangfu.apps.partnerships.models import Pairing
from bangfu.apps.partnerships.queries.drafts import numbers_of
from bangfu.apps.partnerships.queries.pairs import own_sides
from bangfu.plumbing.access import Actor, Denied
from bangfu.plumbing.actions import Refused
from bangfu.values import Refusal


@require_http_methods(["GET", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Ask the other side; one's own yes goes with it. Errors: ``Denied`` for whoever speaks for no side."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.has(policy.ANSWER):
        raise Denied(policy.ANSWER)
    own, refusal = own_sides(actor), None
    asked = {name: request.GET.get(name, "")[:120] for name in ("organisation", "place")}
    form = forms.SuggestForm(request.POST or None, own=own, initial=asked)
    if request.method == "POST" and form.is_valid():
        made = _suggested(actor, form)
        if isinstance(made, Pairing):
            messages.success(request, _("已经问了对方，等对方答复；您这一方的“愿意”已记下。"))
            return redirect("partnerships:pair", number=made.number)
        refusal = made
    bad = bool(refusal or form.errors)
    context = {
        "heading": _("提议结对"), "form": form, "own": own, "refusal": refusal, "errors_on_page": bad,
        "crumbs": [{"label": _("结对"), "path": "/my/pairs/"}, {"label": _("提议")}],
    }  # fmt: skip
    return render(request, "partnerships/pair_suggest.html", context, status=422 if bad else 200)


def _suggested(actor: Actor, form: forms.SuggestForm) -> Pairing | Refusal:
    side, organisation, place = form.two()
    pair = Two(numbers_of([organisation])[0], place, form.cleaned_data["reason"])
    try:
        made: Pairing = actions.suggest_pairing(
            by=actor, key=form.cleaned_data["key"], side=side, pair=pair, terms=form.terms()
        )  # type: ignore[call-arg]
    except Refused as refused:
        return refused.refusal
    return made
