"""Which members of a hub took on nothing for a long time."""

from datetime import datetime, timedelta

from django.db.models import Max
from django.utils.translation import gettext as _

from bangfu.apps.exchange.models import Claim
from bangfu.apps.organisations.api import members_of, organisations_by_number
from bangfu.plumbing.access import Actor
from bangfu.plumbing.ui.panels import Panel

QUIET = timedelta(days=90)
SHOWN = 8


def quiet_members(hub: str, at: datetime) -> list[tuple[str, str, datetime | None]]:
    """(number, name, when it last took on a need) of a hub's members without a claim in 90 days: those of long ago first,
    those who never did at the end. Three queries."""
    numbers = members_of(hub)
    rows = Claim.objects.filter(organisation__number__in=numbers).values_list("organisation__number")
    last: dict[str, datetime] = dict(rows.annotate(last=Max("started_at")).order_by())
    names = organisations_by_number(numbers)
    quiet = [one for one in numbers if one in names and (one not in last or last[one] < at - QUIET)]
    quiet.sort(key=lambda one: (one not in last, last.get(one, at), one))
    return [(one, names[one].name, last.get(one)) for one in quiet]


def quiet_panels(actor: Actor, at: datetime) -> list[Panel]:
    """For the home of a hub: members that took on nothing for 90 days; nothing for everybody else."""
    hubs = [one.scope_id for one in actor.scopes_of("rounds.invite") if one.scope_kind == "organisation"]
    found = []
    for hub in dict.fromkeys(hubs):
        rows = quiet_members(hub, at)
        told = [{"number": number, "name": name, "last": last} for number, name, last in rows[:SHOWN]]
        context = {"rows": told, "more": max(0, len(rows) - SHOWN), "total": len(rows)}
        note = _("共 %(n)d 家") % {"n": len(rows)}
        found.append(Panel(f"quiet-{hub}", _("90 天没有接单的会员"), "exchange/quiet_panel.html", context, note))
    return found
