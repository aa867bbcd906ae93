"""What this room adds to the page of a need: for a hub, passing it on; for the bureau, pushing it."""

from django.utils.translation import gettext as _

from bangfu.apps.needs.api import Need
from bangfu.apps.push.policy import SEND, hubs_of
from bangfu.plumbing.access import Actor
from bangfu.plumbing.ui.panels import Panel


def panels_of_need(need: Need, actor: Actor) -> list[Panel]:
    """Answers ``needs.panels_of_need``; no question to the database."""
    if need.state != "published":
        return []
    found = []
    if hubs_of(actor):
        found.append(Panel("relay", _("告诉会员单位"), "push/relay_panel.html", {"number": need.number}))
    if actor.has(SEND):
        found.append(Panel("push", _("推给合适的组织"), "push/push_panel.html", {"number": need.number}))
    return found
