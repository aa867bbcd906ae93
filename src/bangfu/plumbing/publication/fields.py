"""What may stand in a publication row: each kind with its fields. A kind or a field that is not here is a finding of I16.

The list is the public log's contract: a field is added here when a reviewer has seen that it names no person, never by itself.
"""

KEYS = frozenset({"v", "kind", "subject", "at", "fields", "commitments"})

_NEED = (
    "number title words description region themes nature groups beneficiaries urgency claim_by needed_by lines"
    " withdrawn restored reason reopened given_back split_off units"
)
_ORGANISATION = (
    "name former_names credit_code kind is_hub hub_kind registrar founded_on region_id lon lat grade grade_until is_charity"
    " charity_since fundraising_from fundraising_until party_organisation party_since party_until field summary website"
    " service_radius_km track_record track_record_basis themes capabilities resources service_regions"
)
_CAMPAIGN = (
    "number organisation payee agreement kind title purpose region plan_no office fee leftover platform platform_url"
    " plan_from plan_until target_fen"
)
_PAIRING = "number organisation place place_name state goals duties starts_on ends_on continues ended_how"
_TEAM = "number title place need lead goals state starts_on ends_on members"

ALLOWED: dict[str, frozenset[str]] = {
    kind: frozenset(fields.split())
    for kind, fields in {
        "answer.published": "about question answer",
        "answer.taken_back": "reason",
        "campaign.ended": "on",
        "campaign.published": _CAMPAIGN,
        "complaint.answered": "page kind summary answer",
        "correction.published": "about said now reason entry",
        "funds.period_closed": "organisation ym vouchers trial_sha256",
        "funds.voucher": "organisation day kind narrative lines lots segments reverses",
        "goods.arrived": "place lines",
        "goods.disposed": "lot kind units reason value_fen",
        "goods.received": "organisation item unit quantity expires_on unit_fen basis purpose place received_on",
        "goods.sent": "organisation place project sent_on lines reason",
        "need.changed": _NEED,
        "need.closed": "how reason into",
        "need.evaluated": "rating words",
        "need.photo_hidden": "digest",
        "need.photo_released": "digest taken_on taken_by",
        "need.published": _NEED,
        "need.withdrawn": "reason",
        "offer.ended": "how",
        "offer.published": "number organisation title way description conditions themes places starts_on ends_on lines",
        "organisations.change": _ORGANISATION,
        "organisations.credit_status": "credit_status since source",
        "organisations.merge": "into",
        "organisations.merge_undone": "from",
        "organisations.profile": _ORGANISATION,
        "organisations.suspension": "state",
        "pairing.began": _PAIRING,
        "pairing.ended": _PAIRING,
        "pairing.renewed": _PAIRING,
        "project.ended": "how reason",
        "project.photo_hidden": "digest",
        "project.photo_shown": "digest taken_on taken_by",
        "regions.fact": "name value unit source as_of what reason",
        "sample.drawn": "kind region since until tolerable confidence seed population size items",
        "sample.finished": "found low high passed",
        "team.ended": _TEAM,
        "team.mandated": _TEAM,
        "team.resettled": _TEAM,
        "wishes.counted": "on rows",
    }.items()
}
