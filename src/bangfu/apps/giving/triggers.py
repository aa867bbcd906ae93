"""What the database itself refuses: a public campaign with another payee or plan, a campaign or a pledge removed."""

from bangfu.plumbing.triggers.declare import Trigger, append_only, refuse_when

_SHOWN = (
    "organisation",
    "payee",
    "agreement",
    "plan_no",
    "plan_from",
    "plan_until",
    "platform_url",
    "title",
    "purpose",
)

TRIGGERS = (
    *append_only("giving_gift"),
    *append_only("giving_matching"),
    *append_only("giving_matched"),
    Trigger(
        "giving_order_stays",
        "giving_order",
        "UPDATE",
        "NEW.amount <> OLD.amount OR NEW.campaign_id <> OLD.campaign_id OR NEW.channel <> OLD.channel",
        "giving: an order stays as it was opened",
    ),
    Trigger("giving_refund_stays", "giving_refund", "DELETE", "", "giving: a refund is not removed"),
    *refuse_when(
        "giving_refund_as_asked",
        "giving_refund",
        "UPDATE",
        "NEW.amount <> OLD.amount OR NEW.gift_id <> OLD.gift_id OR NEW.asked_by <> OLD.asked_by OR OLD.approved_by <> ''",
        "giving: a refund stays as it was asked for and approved",
    ),
    *refuse_when(
        "giving_public_as_checked",
        "giving_campaign",
        "UPDATE",
        "OLD.state IN ('public', 'ended') AND ("
        + " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _SHOWN)
        + " OR NEW.state IN ('draft', 'submitted'))",
        "giving: a public campaign stays as it was checked",
    ),
    Trigger("giving_campaign_stays", "giving_campaign", "DELETE", "", "giving: a campaign is ended, not removed"),
    *refuse_when(
        "giving_pledge_as_said",
        "giving_pledge",
        "UPDATE",
        "NEW.amount <> OLD.amount OR NEW.campaign_id <> OLD.campaign_id OR OLD.withdrawn_on IS NOT NULL",
        "giving: a pledge is withdrawn, not rewritten",
    ),
    Trigger("giving_pledge_stays", "giving_pledge", "DELETE", "", "giving: a pledge is withdrawn, not removed"),
)
