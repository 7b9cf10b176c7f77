"""One example value for each argument of each address, from the seeded world.

ARGUMENTS serves every endpoint; BY_ENDPOINT says where one needs something else, such as the
token of a link that still works. An argument without an example fails the access test.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app

from brokerage.charter.service.comments import make_token
from brokerage.extensions import utcnow
from brokerage.mentoring.rules.profiles import card_address as mentor_card_address
from brokerage.volunteering.rules.cards import card_address
from tests.conventions.access_roles import Role
from tests.conventions.world import (
    DEMAND_TOKEN,
    DIGEST_TOKEN,
    EMPLOYMENT_TOKEN,
    FEED_TOKEN,
    INVITATION_TOKEN,
    LEAVE_TOKEN,
    OFFER_TOKEN,
    OWN_DAY_TOKEN,
    PICTURE_DIGEST,
    World,
)
from tests.conventions.world_of_charter import LEAD_TOKEN
from tests.conventions.world_of_impact import FIRM as IMPACT_FIRM
from tests.factories.reporting import LAST_YEAR
from tests.factories.socialvalue import PICTURE_DIGEST as PROJECT_PICTURE_DIGEST


def _invitation(world: World) -> Mapping[str, Any]:
    return {"token": INVITATION_TOKEN}


def _application(world: World) -> Mapping[str, Any]:
    return {"organisation_id": world.application.id}


def _host(world: World) -> Mapping[str, Any]:
    """For pages under /organisations/<organisation_id>/ that a host has."""
    return {"organisation_id": world.host.id}


def _host_and_volunteer(world: World) -> Mapping[str, Any]:
    """For a host's pages about the volunteer who lets it see their checks."""
    return {"organisation_id": world.host.id, "user_id": world.people[Role.VOLUNTEER].id}


def _employer(world: World) -> Mapping[str, Any]:
    """For pages under /organisations/<organisation_id>/ that an employer or a council has."""
    return {"organisation_id": world.employer.id}


def _card(world: World) -> Mapping[str, Any]:
    """Of the volunteer, at the role they have not asked for."""
    opportunity_id = world.submitted_opportunity.id
    secret = current_app.extensions["config"].secret_key
    volunteer = world.people[Role.VOLUNTEER]
    return {
        "opportunity_id": opportunity_id,
        "card": card_address(secret, opportunity_id, volunteer.id),
    }


def _mentor_card(world: World) -> Mapping[str, Any]:
    """Of the other mentor, as the volunteer sees it who wants one."""
    secret = current_app.extensions["config"].secret_key
    own, other = world.people[Role.VOLUNTEER], world.other_mentor
    return {
        "side": "mentee",
        "card": mentor_card_address(secret, "mentee", own.id, other.user_id),
    }


def _reported(world: World) -> Mapping[str, Any]:
    return {"year": LAST_YEAR}


def _edition(world: World) -> Mapping[str, Any]:
    return {"year": LAST_YEAR, "edition": 1}


def _submitted_opportunity(world: World) -> Mapping[str, Any]:
    return {"opportunity_id": world.submitted_opportunity.id}


def _assisted_booking(world: World) -> Mapping[str, Any]:
    return {"booking_id": world.assisted_booking.id}


def _register(world: World) -> Mapping[str, Any]:
    """For the public pages of the council's contracts."""
    return {"organisation_slug": world.employer.slug}


def _invited(world: World) -> Mapping[str, Any]:
    """For the pages of the supplier that is invited to compete."""
    return {"invitation_id": world.competition_invitation.id}


def _opened_competition(world: World) -> Mapping[str, Any]:
    """For what is done after the deadline."""
    return {"competition_id": world.opened_response.competition_id}


def _open_brief(world: World) -> Mapping[str, Any]:
    return {"brief_id": world.open_brief.id}


def _commented(world: World) -> Mapping[str, Any]:
    """By the link that staff and unions are given."""
    return {"term_id": world.charter_draft.id, "token": make_token(world.charter_draft)}


ARGUMENTS: Mapping[str, Callable[[World], Any]] = {
    "approach_id": lambda world: world.approach.id,
    "cohort_id": lambda world: world.cohort.id,
    "cohort_member_id": lambda world: world.cohort_member.id,
    "cohort_pair_id": lambda world: world.cohort_pair.id,
    "cohort_place_id": lambda world: world.cohort_place.id,
    "brief_id": lambda world: world.brief.id,
    "booking_id": lambda world: world.booking.id,
    "authority_need_id": lambda world: world.authority_need.id,
    "check_id": lambda world: world.check.id,
    "check_limit_id": lambda world: world.check_limit.id,
    "check_rule_id": lambda world: world.check_rule.id,
    "told_day_id": lambda world: world.told_day.id,
    "card_invitation_id": lambda world: world.card_invitation.id,
    "clarification_id": lambda world: world.clarification.id,
    "claim_id": lambda world: world.claim.id,
    "buddy_id": lambda world: world.willing.id,
    "buddy_pair_id": lambda world: world.buddy_pair.id,
    "check_in_id": lambda world: world.check_in.id,
    "comment_id": lambda world: world.charter_comment.id,
    "figure_id": lambda world: world.check_in.figures[0].id,
    "group_id": lambda world: world.charter_group.id,
    "pledge_id": lambda world: world.pledge.id,
    "signatory_id": lambda world: world.charter_term.signatory_id,
    "taken_pledge_id": lambda world: world.taken_pledge.id,
    "term_id": lambda world: world.charter_term.id,
    "code": lambda world: "a2b3c4d5",
    "correction_id": lambda world: world.correction.id,
    "demand_subscription_id": lambda world: world.demand_subscription.id,
    "commitment_id": lambda world: world.commitment.id,
    "competition_id": lambda world: world.competition.id,
    "contract_id": lambda world: world.contract.id,
    "enquiry_id": lambda world: world.approach.enquiry_id,
    "employment_id": lambda world: world.employment.id,
    "document_id": lambda world: world.document.id,
    "evidence_id": lambda world: world.evidence.id,
    "hours_entry_id": lambda world: world.hours_entry.id,
    "invitation_id": lambda world: world.invitation.id,
    "measure_id": lambda world: world.commitment.measure_id,
    "ledger_source_id": lambda world: world.claim.source_id,
    "measure_upload_id": lambda world: world.measure_upload.id,
    "plan_id": lambda world: world.employment_plan.id,
    "question_id": lambda world: world.competition.questions[0].id,
    "response_id": lambda world: world.opened_response.id,
    "spend_return_id": lambda world: world.spend_return.id,
    "learned_weights_id": lambda world: world.learned_weights.id,
    "leave_policy_id": lambda world: world.leave_policy.id,
    "leave_request_id": lambda world: world.leave_request.id,
    "leave_team_id": lambda world: world.leave_team.id,
    "listing_request_id": lambda world: world.listing_request.id,
    "mentoring_report_id": lambda world: world.mentoring_report.id,
    "number": lambda world: 1,
    "edition": lambda world: 1,
    "buying_rule_id": lambda world: world.buying_rule.id,
    "suggestion_id": lambda world: world.rotation_suggestion.id,
    "quote_rule_id": lambda world: world.quote_rule.id,
    "pair_id": lambda world: world.pair.id,
    "side": lambda world: "mentor",
    "market_search_id": lambda world: world.market_search.id,
    "message_id": lambda world: world.mail.id,
    "opportunity_id": lambda world: world.opportunity.id,
    "organisation_id": lambda world: world.organisation.id,
    "organisation_slug": lambda world: world.listing.slug,
    "letter_id": lambda world: world.letter.id,
    "person_id": lambda world: world.assisted.user_id,
    "outbox_id": lambda world: world.mail.id,
    "own_day_id": lambda world: world.own_day.id,
    "passport_rule_id": lambda world: world.passport_rule.id,
    "ocid": lambda world: f"ocds-000000-brief-{world.open_brief.id}",
    "plan_upload_id": lambda world: world.plan_upload.id,
    "planned_purchase_id": lambda world: world.planned_purchase.id,
    "placement_id": lambda world: world.placement.id,
    "placement_run_id": lambda world: world.placement_run.id,
    "agreement_id": lambda world: world.projects.agreement.id,
    "need_id": lambda world: world.projects.need.id,
    "offer_id": lambda world: world.projects.offer.id,
    "pathway_id": lambda world: world.projects.pathway.id,
    "picture_id": lambda world: world.projects.picture.id,
    "project_id": lambda world: world.projects.need.project_id,
    "referral_id": lambda world: world.projects.referral.id,
    "space_id": lambda world: world.projects.space_ask.space_id,
    "space_ask_id": lambda world: world.projects.space_ask.id,
    "standing_offer_id": lambda world: world.projects.standing_offer.id,
    "session_id": lambda world: world.session.id,
    "sign_in_id": lambda world: world.sign_in.id,
    "site_id": lambda world: world.site.id,
    "size_year_id": lambda world: world.size_year.id,
    "authority_slug": lambda world: world.spend_import.authority.slug,
    "spend_import_id": lambda world: world.spend_import.id,
    "spend_supplier_id": lambda world: world.spend_supplier.id,
    "step": lambda world: "name",
    "team_booking_id": lambda world: world.team_name.team_booking_id,
    "team_name_id": lambda world: world.team_name.id,
    "token": lambda world: "a-token-that-nobody-was-sent",
    "user_id": lambda world: world.colleague.id,
    "waiting_entry_id": lambda world: world.waiting_entry.id,
    "work_domain_id": lambda world: world.work_domain.id,
    "event_id": lambda world: world.toolkit.event.id,
    "resource_id": lambda world: world.toolkit.resource.id,
    "year": lambda world: utcnow().year,
}


def _buyers_slug(world: World) -> dict[str, Any]:
    return {"organisation_slug": world.employer.slug}


def _told(world: World) -> Mapping[str, Any]:
    """For the story of what came."""
    return {"agreement_id": world.projects.story.agreement_id}


def _project_picture(world: World) -> Mapping[str, Any]:
    return {"digest": PROJECT_PICTURE_DIGEST}


def _frozen_search(world: World) -> dict[str, Any]:
    return {"kind": "search", "version": 1}


BY_ENDPOINT: Mapping[str, Callable[[World], Mapping[str, Any]]] = {
    "organisations.approve_application": _application,
    "organisations.ask_for_changes": _application,
    "organisations.decline_application": _application,
    "organisations.accept_invitation": _invitation,
    "organisations.show_invitation": _invitation,
    "organisations.check_answers": lambda world: {"organisation_id": world.draft.id},
    "organisations.submit_application": lambda world: {"organisation_id": world.draft.id},
    # Leave: who works for whom
    "leave.confirm_employment": lambda world: {"token": EMPLOYMENT_TOKEN},
    "leave.list_staff": _employer,
    "leave.accept_employment": _employer,
    "leave.reject_employment": _employer,
    # Leave: what an employer gives
    "leave.show_policy": _employer,
    "leave.edit_arrangement": lambda world: {"employment_id": world.staff.id},
    "leave.list_requests": _employer,
    "leave.decide_request": _employer,
    "leave.show_uptake": _employer,
    "leave.download_uptake": _employer,
    # Leave: links for people without an account
    "leave.decide_by_link": lambda world: {"token": LEAVE_TOKEN},
    "leave.confirm_own_day": lambda world: {"token": OWN_DAY_TOKEN},
    "leave.undo_own_day": lambda world: {"token": OWN_DAY_TOKEN},
    # Checks
    "checks.share_checks": _host,
    "checks.end_sharing": _host,
    "checks.list_people": _host,
    "checks.add_check": _host_and_volunteer,
    "checks.accept_check": _host,
    "checks.reject_check": _host,
    "checks.show_safeguarding": _host,
    "checks.add_review": _host,
    "checks.edit_contact": _host,
    # Volunteering: the volunteer's profile
    "volunteering.answer_volunteer_step": lambda world: {"step": "causes"},
    # Calendars and digests: whoever has the address gets in
    "calendars.show_feed": lambda world: {"token": FEED_TOKEN},
    "digests.leave_digest": lambda world: {"token": DIGEST_TOKEN},
    # Volunteering: finding
    "volunteering.browse_section": lambda world: {"section": "new"},
    # Volunteering: the host
    "volunteering.create_opportunity": _host,
    "volunteering.list_host_opportunities": _host,
    "volunteering.answer_opportunity_step": lambda world: {"step": "role"},
    "passports.add_document": lambda world: {"kind": "site", "proof_id": world.site.id},
    "volunteering.show_picture": lambda world: {"digest": PICTURE_DIGEST},
    # Volunteering: brokers
    "volunteering.approve_opportunity": _submitted_opportunity,
    "volunteering.ask_for_opportunity_changes": _submitted_opportunity,
    "volunteering.show_opportunity_to_broker": _submitted_opportunity,
    # Volunteering: asking and answering
    "volunteering.list_asks": _host,
    # Volunteering: waiting lists and teams
    "volunteering.list_teams": _employer,
    "volunteering.answer_waiting_offer": lambda world: {"token": OFFER_TOKEN},
    "volunteering.leave_by_link": lambda world: {"token": OFFER_TOKEN},
    "volunteering.list_host_hours": _host,
    "volunteering.list_decided_hours": _host,
    # Volunteering: unnamed cards
    "volunteering.invite_card": _card,
    # Assisted: people who are not online
    "assisted.list_host_people": _host,
    "assisted.register_host_person": _host,
    "assisted.list_host_letters": _host,
    "assisted.send_host_letters": _host,
    "assisted.list_host_calls": _host,
    "assisted.answer_person_step": lambda world: {"step": "causes"},
    "assisted.withdraw_for_person": _assisted_booking,
    "assisted.answer_for_person": _assisted_booking,
    "assisted.show_booking_of_person": _assisted_booking,
    "assisted.share_checks_for_person": _assisted_booking,
    "assisted.end_sharing_for_person": _assisted_booking,
    "assisted.report_hours_for_person": _assisted_booking,
    "assisted.withdraw_hours_for_person": lambda world: {
        "booking_id": world.assisted_booking.id,
        "hours_entry_id": world.assisted_hours.id,
    },
    "assisted.end_employer": lambda world: {"employment_id": world.assisted_employment.id},
    "assisted.ask_leave_for_person": _assisted_booking,
    "assisted.use_own_time_for_person": _assisted_booking,
    "assisted.send_manager_again": _assisted_booking,
    # Cohorts
    "cohorts.list_cohorts": _host,
    "cohorts.create_cohort": _host,
    "cohorts.decide_placement": lambda world: {"kind": "forbid"},
    # Mentoring
    "mentoring.answer_step": lambda world: {"step": "topics"},
    "mentoring.ask_card": _mentor_card,
    # Procurement: briefs
    "procurement.list_briefs": _employer,
    "rotation.suggest_turns": _employer,
    "procurement.create_quick_quote": _employer,
    "procurement.show_exposure": _buyers_slug,
    "competitions.show_companies": _buyers_slug,
    "procurement.download_exposure": _buyers_slug,
    "procurement.show_file": _frozen_search,
    "procurement.download_file": _frozen_search,
    "procurement.export_file": _frozen_search,
    "procurement.create_brief": _employer,
    "procurement.answer_brief_step": lambda world: {"step": "need"},
    "procurement.remove_share": lambda world: {"user_id": world.brief_reader.id},
    # Procurement: enquiries and the supplier's side
    "procurement.show_open_brief": _open_brief,
    "procurement.answer_open_brief": _open_brief,
    # Demand
    "demand.show_demand": lambda world: {"organisation_slug": world.employer.slug},
    "demand.leave_updates": lambda world: {"token": DEMAND_TOKEN},
    "demand.list_plan": _employer,
    "demand.add_planned_purchase": _employer,
    "demand.upload_plan": _employer,
    # Measures and contracts
    "measures.list_own_measures": _employer,
    "measures.edit_measure_choice": _employer,
    "contracts.show_register": _register,
    "contracts.download_register": _register,
    "contracts.show_contract": _register,
    "contracts.list_plans": _register,
    "contracts.add_contract": _employer,
    "contracts.add_plan": _employer,
    "contracts.list_returns_to_confirm": _employer,
    # Competitions
    "competitions.show_sheet": _opened_competition,
    "competitions.complete_scores": _opened_competition,
    "competitions.complete_agreement": _opened_competition,
    "competitions.decide_competition": _opened_competition,
    "competitions.show_invitation": _invited,
    "competitions.answer_invitation": _invited,
    "competitions.ask_question": _invited,
    "competitions.decline_invitation": _invited,
    # Projects
    "socialvalue.show_project_picture": _project_picture,
    "socialvalue.show_own_picture": _project_picture,
    "socialvalue.show_picture_to_broker": _project_picture,
    "socialvalue.decide_dispute": lambda world: {"agreement_id": world.projects.disputed.id},
    "socialvalue.accept_story": _told,
    "socialvalue.withdraw_story": _told,
    "socialvalue.publish_story": _told,
    "socialvalue.reject_story": _told,
    # Charter
    "charter.add_comment": _commented,
    "charter.answer_as_lead": lambda world: {"token": LEAD_TOKEN},
    # Toolkit
    "toolkit.edit_suggestion": lambda world: {"resource_id": world.toolkit.case_study.id},
    # Impact
    "reporting.show_impact": lambda world: {"organisation_slug": IMPACT_FIRM},
    "reporting.show_badge": lambda world: {"organisation_slug": IMPACT_FIRM},
    "reporting.download_badge": lambda world: {"organisation_slug": IMPACT_FIRM},
    "reporting.show_report": _reported,
    "reporting.show_edition": _edition,
    "reporting.export_cells": _edition,
    "reporting.export_workbook": _edition,
    "reporting.export_figures": _edition,
    "reporting.download_report": _edition,
    "reporting.edit_report": _reported,
    "reporting.preview_report": _reported,
    "reporting.publish_report": _reported,
    "reporting.delete_report": _reported,
    "static": lambda world: {"filename": "site.css"},
}


class NoExampleError(LookupError):
    """An address has an argument that nobody gave an example for."""


def example_values(endpoint: str, arguments: set[str], world: World) -> dict[str, Any]:
    """Return a value for each argument of this endpoint's address."""
    own = dict(BY_ENDPOINT[endpoint](world)) if endpoint in BY_ENDPOINT else {}
    for name in arguments - own.keys():
        if name not in ARGUMENTS:
            raise NoExampleError(f"{endpoint}: add an example for {name} to example_urls.py")
        own[name] = ARGUMENTS[name](world)
    return own
