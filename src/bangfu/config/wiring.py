"""Who answers which question and who hears which event, in order. The list is the whole truth; a test holds it against the code."""

from collections.abc import Callable, Sequence
from typing import Any

from bangfu.apps.accountability import api as accountability
from bangfu.apps.disclosure import api as disclosure
from bangfu.apps.exchange import answers as exchange
from bangfu.apps.followups import api as followups
from bangfu.apps.giving import api as giving
from bangfu.apps.goods import api as goods
from bangfu.apps.needs import answers as needs
from bangfu.apps.needs.api import panels_of_need, public_panels_of_need
from bangfu.apps.notices import api as notices
from bangfu.apps.occasions import api as occasions
from bangfu.apps.offers import answers as offers
from bangfu.apps.organisations import answers as organisations
from bangfu.apps.partnerships import answers as partnerships
from bangfu.apps.people import answers as people_answers
from bangfu.apps.people import api as people
from bangfu.apps.programmes import answers as programmes
from bangfu.apps.projects import answers as projects
from bangfu.apps.push import api as push
from bangfu.apps.regions import api as regions
from bangfu.apps.rounds import answers as rounds
from bangfu.apps.supervision import api as supervision
from bangfu.apps.voices import api as voices
from bangfu.apps.volunteers import api as volunteers
from bangfu.plumbing import said
from bangfu.plumbing.access import middleware as access
from bangfu.plumbing.audit import queries as audit
from bangfu.plumbing.backup.contents import log_heads
from bangfu.plumbing.files import queries as files
from bangfu.plumbing.imports import Importer, wire_importers
from bangfu.plumbing.offline import answering as offline
from bangfu.plumbing.offline.forms import OfflineForm, wire_offline_forms
from bangfu.plumbing.outbox.deliver import Subscriber, wire_subscribers
from bangfu.plumbing.questions import Question
from bangfu.plumbing.rest import problems
from bangfu.plumbing.runs.actions import Runner, wire_runners
from bangfu.plumbing.runs.minutely import Minutely, wire_minutely
from bangfu.plumbing.runs.silence import look_after_runs

ANSWERS: dict[Question[Any], Sequence[Callable[..., Any]]] = {
    log_heads: [disclosure.head_for_backup],
    access.grants_of: [people.grants_of],
    audit.people_within: [people_answers.people_within],
    said.english_names: [programmes.english_names],
    people.todo_items: [
        projects.todo_items,
        partnerships.todo_pairings,
        partnerships.todo_teams,
        exchange.todo_items,
        rounds.todo_items,
        supervision.todo_items,
        supervision.complaint_todos,
        occasions.todo_items,
        voices.todo_items,
        volunteers.todo_items,
        organisations.todo_items,
        offers.todo_items,
        goods.todo_items,
        needs.todo_items,
        needs.life_todo_items,
        followups.todo_items,
        accountability.todo_items,
    ],
    files.may_see_file: [needs.may_see_file, projects.may_see_file, goods.may_see_file],
    public_panels_of_need: [projects.panels_of_need],
    panels_of_need: [
        exchange.offer_panels,
        exchange.panels_of_need,
        needs.questions_panel,
        push.panels_of_need,
    ],
    needs.panels_of_work: [exchange.offer_panels, rounds.invite_panels],
    supervision.subject_of: [needs.asked_subject],
    giving.deliveries_of_spend: [],
    goods.project_of: [projects.project_for_goods],
    organisations.panels_of_organisation: [
        exchange.panels_of_organisation,
        offers.offers_of_organisation,
        partnerships.organisation_panel,
    ],
    problems.denial_met: [people.trail.on_program_denied],
    offline.denial_met: [people.trail.on_program_denied],
    volunteers.subject_of: [projects.hours_subject, occasions.hours_subject],
    volunteers.taken_part: [occasions.taken_part],
    volunteers.sampled_kinds: [volunteers.hours_sampled],
    regions.panels_of_place: [
        programmes.duties_panel,
        organisations.panels_of_place,
        needs.place_panel,
        offers.offers_of_place,
        voices.panels_of_place,
        volunteers.place_panel,
        partnerships.place_panel,
    ],
    regions.own_panels_of_place: [voices.hearing_panel],
    regions.map_figures: [needs.map_figure],
}

SUBSCRIBERS: dict[str, Sequence[Subscriber]] = {
    notices.UNANSWERED: [followups.take_over],
    "needs.submit": [needs.tell_who_must_know],
    "needs.return": [needs.tell_who_must_know],
    "needs.verify": [needs.tell_who_must_know],
    "needs.publish": [needs.tell_who_must_know, push.on_published],
    "needs.withdraw": [needs.tell_who_must_know, exchange.let_claims_go],
    "occasions.announced": [occasions.tell_the_village],
    "occasions.agreed": [occasions.tell_the_visitor],
    "occasions.cancelled": [occasions.tell_all],
    "occasions.moved_up": [occasions.tell_the_next],
    "volunteers.reported": [volunteers.tell_who_confirms],
    "volunteers.overdue": [volunteers.remind_who_confirms],
    "volunteers.answered": [volunteers.tell_the_volunteer],
    "supervision.asked": [supervision.tell_who_answers],
    "supervision.answered": [supervision.tell_the_asker],
    "supervision.sent_in": [supervision.tell_who_handles],
    "supervision.drafted": [supervision.tell_who_judges],
    "supervision.climbed": [supervision.tell_who_oversees],
    "needs.close": [needs.tell_who_must_know, exchange.let_claims_go],
    "needs.expire": [needs.tell_who_must_know, exchange.let_claims_go],
    "needs.merge": [needs.tell_who_must_know, exchange.let_claims_go],
    "needs.inherit": [needs.tell_who_must_know],
    "needs.evaluate": [needs.tell_who_must_know],
    "needs.reopen": [needs.tell_who_must_know],
    "needs.ask": [needs.tell_who_must_know],
    "goods.sent": [goods.tell_the_place],
    "goods.arrived": [goods.tell_the_sender],
    "goods.disposal_asked": [goods.tell_who_checks],
    "offers.submit": [offers.tell_of_offer],
    "offers.return": [offers.tell_of_offer],
    "offers.publish": [offers.tell_of_offer],
    "offers.order_placed": [offers.tell_of_order],
    "offers.order_accepted": [projects.open_ordered, offers.tell_of_order],
    "offers.units_freed": [offers.hand_on_units],
    "offers.order_released": [offers.tell_of_order],
    "offers.moved_up": [offers.tell_who_moved_up],
    "voices.sent": [voices.tell_who_decides],
    "voices.decided": [voices.tell_the_sender],
    "exchange.claim_offered": [exchange.tell_the_place, push.on_claim],
    "rounds.invited": [rounds.tell_the_invited],
    "rounds.reminded": [rounds.tell_the_invited],
    "rounds.answered": [rounds.tell_of_answer],
    "rounds.climbed": [rounds.tell_the_office],
    "exchange.claim_climbed": [exchange.tell_the_place],
    "exchange.claim_chosen": [projects.open_chosen, exchange.tell_the_claimant],
    "exchange.claim_released": [projects.end_undone, exchange.tell_the_claimant],
    "exchange.moved_up": [exchange.tell_the_claimant],
    "projects.opened": [projects.tell_of_opening],
    "projects.delivered": [projects.tell_the_place],
    "projects.delivery_climbed": [projects.tell_the_place],
    "projects.answered": [projects.tell_the_deliverer],
    "projects.change_asked": [projects.tell_of_change],
    "projects.change_decided": [projects.tell_of_change],
    "projects.ended": [projects.tell_of_end],
    "exchange.proposed": [exchange.tell_of_proposal],
    "exchange.proposal_answered": [exchange.tell_of_proposal],
    "partnerships.pairing_proposed": [partnerships.tell_the_sides],
    "partnerships.pairing_answered": [partnerships.tell_the_sides],
    "partnerships.pairing_began": [projects.open_undertaking, partnerships.tell_the_sides],
    "partnerships.pairing_ended": [partnerships.tell_the_sides],
    "partnerships.team_invited": [partnerships.tell_the_members],
    "partnerships.team_answered": [partnerships.tell_the_members],
    "partnerships.team_to_sign": [partnerships.tell_the_members],
    "partnerships.team_mandated": [projects.open_undertaking, partnerships.tell_the_members],
    "partnerships.team_resettled": [partnerships.tell_the_members],
}

# Who carries out which kind of long work.
RUNNERS: dict[str, Runner] = {
    "exchange.solve": exchange.solve,
    partnerships.RUN_KIND: partnerships.find_team,
    push.RUN_KIND: push.send,
    push.RUN_PUBLISHED: push.tell_of_new,
    partnerships.WHAT_IF: partnerships.what_if,
}

# Which room takes in which kind of sheet.
IMPORTERS: dict[str, Importer] = {
    "regions": regions.IMPORTER,
    "organisations": organisations.IMPORTER,
    "needs": needs.IMPORTER,
    "offers": offers.IMPORTER,
}

# Which forms work without a network.
OFFLINE_FORMS: Sequence[OfflineForm] = (needs.SURVEY, needs.ONSITE, projects.ACCEPTANCE)

# What the worker looks after about once a minute.
MINUTELY: Sequence[Minutely] = (
    look_after_runs,
    notices.remind,
    exchange.look_after_claims,
    needs.look_after_needs,
    projects.look_after_deliveries,
    offers.look_after_orders,
    voices.forget_due,
    push.tell_weekly,
    volunteers.look_after_hours,
    supervision.look_after_complaints,
    rounds.look_after_rounds,
    disclosure.publish_when_grown,
)


def connect() -> None:
    """Fix all answers and subscribers. Called once, when Django is ready."""
    for question, answerers in ANSWERS.items():
        question.wire(answerers)
    wire_subscribers(SUBSCRIBERS)
    wire_runners(RUNNERS)
    wire_minutely(MINUTELY)
    wire_importers(IMPORTERS)
    wire_offline_forms(OFFLINE_FORMS)
