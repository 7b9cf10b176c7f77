"""Who may do what: every endpoint, every role, declared apart from the code that decides.

One line an endpoint. `get` stands for GET and HEAD. "May" means an answer below 400 that does
not lead to the sign-in page, or a form's 400 or 422; everyone else gets 403, 404 or sign-in.
An endpoint that is missing here fails the test, and so does a line without an endpoint.
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The people of the matrix; each but the first two is signed in with their second step done."""

    ANONYMOUS = "anonymous"
    SUSPENDED = "suspended"
    VOLUNTEER = "volunteer"
    SUPPLIER_MEMBER = "supplier member"
    HOST_MEMBER = "host member"
    BUYER = "buyer"
    LINE_MANAGER = "line manager"
    PEER = "owner of another organisation"
    BROKER = "broker"
    ADMINISTRATOR = "administrator"


Roles = frozenset[Role]

EVERYONE: Roles = frozenset(Role)
NOBODY: Roles = frozenset()
# A suspended user's old cookie counts for nothing: they are as anonymous as a visitor.
SIGNED_OUT: Roles = frozenset({Role.ANONYMOUS, Role.SUSPENDED})
SIGNED_IN: Roles = EVERYONE - SIGNED_OUT
BROKERS: Roles = frozenset({Role.BROKER, Role.ADMINISTRATOR})
ADMINISTRATORS: Roles = frozenset({Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Access:
    """Who may GET (and HEAD) and who may POST; None where the method does not exist."""

    get: Roles | None = None
    post: Roles | None = None


OWNER: Roles = frozenset({Role.SUPPLIER_MEMBER})
"""The owner of the organisation that the example addresses are about."""
ONESELF: Roles = frozenset({Role.VOLUNTEER})
"""Whose sign-in, booking, employment or invitation the example address is about."""
HOST: Roles = frozenset({Role.HOST_MEMBER})
"""The owner of the host whose opportunity, session and booking the examples are about."""
HOST_OR_BROKER: Roles = HOST | BROKERS
"""Who looks after the host's groups of volunteers."""
STAFF_MANAGER: Roles = frozenset({Role.LINE_MANAGER})
"""A line manager of the employer that the example addresses are about."""
PAIRED: Roles = frozenset({Role.VOLUNTEER, Role.SUPPLIER_MEMBER})
"""The mentee and the mentor of the pair that the example addresses are about."""
BUYER: Roles = frozenset({Role.BUYER})
"""A buyer of the council whose briefs the examples are about."""

ACCESS: dict[str, Access] = {
    "static": Access(get=EVERYONE),
    # Accounts
    "accounts.ask_for_reset": Access(get=EVERYONE, post=EVERYONE),
    "accounts.ask_for_verification": Access(get=EVERYONE, post=EVERYONE),
    "accounts.change_name": Access(get=SIGNED_IN, post=SIGNED_IN),
    "accounts.change_password": Access(get=SIGNED_IN, post=SIGNED_IN),
    "accounts.change_role": Access(get=ADMINISTRATORS, post=ADMINISTRATORS),
    "accounts.end_other_sign_ins": Access(post=SIGNED_IN),
    "accounts.end_sign_in": Access(post=ONESELF),
    "accounts.enter_code": Access(get=EVERYONE, post=EVERYONE),
    "accounts.list_audit_events": Access(get=ADMINISTRATORS),
    "accounts.list_undelivered_mail": Access(get=ADMINISTRATORS),
    "accounts.list_users": Access(get=ADMINISTRATORS),
    "accounts.register": Access(get=EVERYONE, post=EVERYONE),
    "accounts.replace_codes": Access(get=BROKERS, post=BROKERS),
    "accounts.reset_codes": Access(get=ADMINISTRATORS, post=ADMINISTRATORS),
    "accounts.reset_password": Access(get=EVERYONE, post=EVERYONE),
    "accounts.restore_user": Access(get=ADMINISTRATORS, post=ADMINISTRATORS),
    "accounts.send_mail_again": Access(post=ADMINISTRATORS),
    "accounts.send_new_link": Access(post=EVERYONE),
    "accounts.set_up_codes": Access(get=EVERYONE, post=EVERYONE),
    "accounts.show_account": Access(get=SIGNED_IN),
    "accounts.show_registered": Access(get=EVERYONE),
    "accounts.show_reset_sent": Access(get=EVERYONE),
    "accounts.show_user": Access(get=ADMINISTRATORS),
    "accounts.sign_in": Access(get=EVERYONE, post=EVERYONE),
    "accounts.sign_out": Access(post=SIGNED_IN),
    "accounts.suspend_user": Access(get=ADMINISTRATORS, post=ADMINISTRATORS),
    "accounts.use_recovery_code": Access(get=EVERYONE, post=EVERYONE),
    "accounts.verify_email": Access(get=EVERYONE, post=EVERYONE),
    # Organisations: the directory and listings
    "organisations.find_organisation": Access(get=EVERYONE),
    "organisations.list_directory": Access(get=EVERYONE),
    "organisations.show_organisation": Access(get=EVERYONE),
    "organisations.remove_listing": Access(get=EVERYONE, post=EVERYONE),
    "organisations.show_removal_asked": Access(get=EVERYONE),
    "organisations.take_over_listing": Access(get=SIGNED_IN, post=SIGNED_IN),
    "organisations.show_take_over_asked": Access(get=SIGNED_IN),
    # Organisations: members
    "organisations.start_registration": Access(get=EVERYONE),
    "organisations.create_draft": Access(post=SIGNED_IN),
    "organisations.list_mine": Access(get=SIGNED_IN),
    "organisations.answer_step": Access(get=OWNER, post=OWNER),
    "organisations.check_answers": Access(get=OWNER),
    "organisations.submit_application": Access(post=OWNER),
    "organisations.show_submitted": Access(get=OWNER),
    "organisations.show_organisation_to_member": Access(get=OWNER),
    "organisations.confirm_profile": Access(post=OWNER),
    "organisations.withdraw_organisation": Access(get=OWNER, post=OWNER),
    "organisations.reopen_organisation": Access(post=OWNER),
    "organisations.show_evidence": Access(get=OWNER),
    "organisations.add_evidence": Access(get=OWNER, post=OWNER),
    "organisations.remove_evidence": Access(post=OWNER),
    "organisations.list_members": Access(get=OWNER),
    "organisations.invite_member": Access(get=OWNER, post=OWNER),
    "organisations.cancel_invitation": Access(post=OWNER),
    "organisations.change_role": Access(get=OWNER, post=OWNER),
    "organisations.remove_member": Access(get=OWNER, post=OWNER),
    "organisations.leave_organisation": Access(get=OWNER, post=OWNER),
    "organisations.show_invitation": Access(get=EVERYONE),
    "organisations.accept_invitation": Access(post=SIGNED_IN),
    # Matchmaking: brokers
    "matchmaking.show_weights": Access(get=BROKERS),
    "matchmaking.show_learned_weights": Access(get=BROKERS),
    "matchmaking.use_weights": Access(get=ADMINISTRATORS, post=ADMINISTRATORS),
    "matchmaking.take_back_weights": Access(get=ADMINISTRATORS, post=ADMINISTRATORS),
    "matchmaking.show_exposure": Access(get=BROKERS),
    "matchmaking.list_flagged": Access(get=BROKERS),
    # Organisations: brokers
    "organisations.list_applications": Access(get=BROKERS),
    "organisations.show_application": Access(get=BROKERS),
    "organisations.approve_application": Access(get=BROKERS, post=BROKERS),
    "organisations.ask_for_changes": Access(get=BROKERS, post=BROKERS),
    "organisations.decline_application": Access(get=BROKERS, post=BROKERS),
    "organisations.list_evidence_to_verify": Access(get=BROKERS),
    "organisations.verify_evidence": Access(get=BROKERS, post=BROKERS),
    "organisations.reject_evidence": Access(get=BROKERS, post=BROKERS),
    "organisations.list_listing_requests": Access(get=BROKERS),
    "organisations.show_listing_request": Access(get=BROKERS, post=BROKERS),
    # Leave: who works for whom
    "leave.list_employments": Access(get=SIGNED_IN),
    "leave.add_employment": Access(get=SIGNED_IN, post=SIGNED_IN),
    "leave.confirm_employment": Access(get=ONESELF, post=ONESELF),
    "leave.end_employment": Access(post=ONESELF),
    "leave.list_staff": Access(get=STAFF_MANAGER),
    "leave.accept_employment": Access(post=STAFF_MANAGER),
    "leave.reject_employment": Access(get=STAFF_MANAGER, post=STAFF_MANAGER),
    "leave.add_work_domain": Access(get=OWNER, post=OWNER),
    "leave.remove_work_domain": Access(post=OWNER),
    "leave.list_work_domains_to_confirm": Access(get=BROKERS),
    "leave.accept_work_domain": Access(post=BROKERS),
    "leave.reject_work_domain": Access(get=BROKERS, post=BROKERS),
    # Leave: what an employer gives
    "leave.show_policy": Access(get=STAFF_MANAGER),
    "leave.change_policy": Access(get=OWNER, post=OWNER),
    "leave.remove_policy": Access(post=OWNER),
    "leave.add_team": Access(get=OWNER, post=OWNER),
    "leave.edit_team": Access(get=OWNER, post=OWNER),
    "leave.remove_team": Access(post=OWNER),
    "leave.edit_arrangement": Access(get=OWNER, post=OWNER),
    "leave.list_requests": Access(get=STAFF_MANAGER),
    "leave.decide_request": Access(get=STAFF_MANAGER, post=STAFF_MANAGER),
    "leave.show_uptake": Access(get=STAFF_MANAGER),
    "leave.download_uptake": Access(get=STAFF_MANAGER),
    # Leave: one's own
    "leave.show_wallet": Access(get=SIGNED_IN),
    "leave.withdraw_request": Access(post=ONESELF),
    "leave.send_request_again": Access(post=ONESELF),
    "leave.add_own_day": Access(get=SIGNED_IN, post=SIGNED_IN),
    "leave.show_own_day": Access(get=ONESELF),
    "leave.withdraw_own_day": Access(post=ONESELF),
    "leave.change_own_day_contact": Access(get=ONESELF, post=ONESELF),
    # Leave: links for people without an account
    "leave.decide_by_link": Access(get=EVERYONE, post=EVERYONE),
    "leave.confirm_own_day": Access(get=EVERYONE, post=EVERYONE),
    "leave.undo_own_day": Access(post=EVERYONE),
    # Checks
    "checks.show_worry_contacts": Access(get=EVERYONE),
    "checks.list_own_checks": Access(get=SIGNED_IN),
    "checks.delete_own_check": Access(post=ONESELF),
    "checks.share_checks": Access(post=ONESELF),
    "checks.end_sharing": Access(post=ONESELF),
    "checks.add_told_day": Access(get=SIGNED_IN, post=SIGNED_IN),
    "checks.remove_told_day": Access(post=ONESELF),
    "checks.list_people": Access(get=HOST),
    "checks.add_check": Access(get=HOST, post=HOST),
    "checks.accept_check": Access(post=HOST),
    "checks.reject_check": Access(post=HOST),
    "checks.show_safeguarding": Access(get=HOST),
    "checks.add_review": Access(get=HOST, post=HOST),
    "checks.edit_contact": Access(get=HOST, post=HOST),
    "checks.list_safeguarding": Access(get=BROKERS),
    "checks.list_rules": Access(get=BROKERS),
    "checks.edit_rule": Access(get=ADMINISTRATORS, post=ADMINISTRATORS),
    "checks.edit_limit": Access(get=ADMINISTRATORS, post=ADMINISTRATORS),
    "checks.add_authority_need": Access(get=ADMINISTRATORS, post=ADMINISTRATORS),
    "checks.end_authority_need": Access(post=ADMINISTRATORS),
    # Calendars: the feed itself needs its address, which the example is not
    "calendars.show_calendar": Access(get=SIGNED_IN, post=SIGNED_IN),
    "calendars.remove_calendar": Access(post=SIGNED_IN),
    "calendars.show_host_calendar": Access(get=OWNER, post=OWNER),
    "calendars.remove_host_calendar": Access(post=OWNER),
    "calendars.show_feed": Access(get=EVERYONE),
    # Digests: the weekly list
    "digests.show_digest": Access(get=SIGNED_IN),
    "digests.start_digest": Access(post=SIGNED_IN),
    "digests.suspend_digest": Access(post=SIGNED_IN),
    "digests.end_digest": Access(post=SIGNED_IN),
    "digests.leave_digest": Access(get=EVERYONE, post=EVERYONE),
    # Volunteering: the volunteer's profile
    "volunteering.show_volunteer_profile": Access(get=EVERYONE),
    "volunteering.answer_volunteer_step": Access(get=SIGNED_IN, post=SIGNED_IN),
    "volunteering.delete_volunteer_profile": Access(get=SIGNED_IN, post=SIGNED_IN),
    # Volunteering: finding
    "volunteering.find_opportunity": Access(get=EVERYONE),
    "volunteering.list_opportunities": Access(get=EVERYONE),
    "volunteering.list_suggestions": Access(get=SIGNED_IN),
    "volunteering.show_opportunity": Access(get=EVERYONE),
    "volunteering.browse_section": Access(get=EVERYONE),
    "volunteering.decline_opportunity": Access(post=SIGNED_IN),
    "volunteering.restore_opportunity": Access(post=SIGNED_IN),
    # Volunteering: the host
    "volunteering.list_host_opportunities": Access(get=HOST),
    "volunteering.create_opportunity": Access(post=HOST),
    "volunteering.show_opportunity_to_host": Access(get=HOST),
    "volunteering.answer_opportunity_step": Access(get=HOST, post=HOST),
    "volunteering.preview_opportunity": Access(get=HOST),
    "volunteering.publish_opportunity": Access(post=HOST),
    "volunteering.close_opportunity": Access(get=HOST, post=HOST),
    "volunteering.reopen_opportunity": Access(post=HOST),
    "volunteering.copy_opportunity": Access(post=HOST),
    "volunteering.add_session": Access(get=HOST, post=HOST),
    "volunteering.edit_session": Access(get=HOST, post=HOST),
    "volunteering.cancel_session": Access(get=HOST, post=HOST),
    "volunteering.upload_picture": Access(get=HOST, post=HOST),
    "volunteering.remove_picture": Access(post=HOST),
    "volunteering.show_picture": Access(get=EVERYONE),
    # Volunteering: brokers
    "volunteering.list_opportunities_to_approve": Access(get=BROKERS),
    "volunteering.show_opportunity_to_broker": Access(get=BROKERS),
    "volunteering.approve_opportunity": Access(post=BROKERS),
    "volunteering.ask_for_opportunity_changes": Access(get=BROKERS, post=BROKERS),
    # Volunteering: asking and answering
    "volunteering.ask_for_place": Access(get=SIGNED_IN, post=SIGNED_IN),
    "volunteering.list_bookings": Access(get=SIGNED_IN),
    "volunteering.show_booking": Access(get=ONESELF),
    "volunteering.withdraw_booking": Access(get=ONESELF, post=ONESELF),
    "volunteering.ask_in_work_time": Access(get=ONESELF, post=ONESELF),
    "volunteering.use_own_time": Access(post=ONESELF),
    "volunteering.accept_alternative": Access(post=ONESELF),
    "volunteering.decline_alternative": Access(post=ONESELF),
    "volunteering.list_asks": Access(get=HOST),
    "volunteering.show_ask": Access(get=HOST),
    "volunteering.accept_ask": Access(post=HOST),
    "volunteering.decline_ask": Access(get=HOST, post=HOST),
    "volunteering.suggest_alternative": Access(get=HOST, post=HOST),
    "volunteering.cancel_booking": Access(get=HOST, post=HOST),
    "volunteering.confirm_attendance": Access(post=HOST),
    # Volunteering: before a place is sure
    "volunteering.verify_conditions": Access(get=HOST, post=HOST),
    "volunteering.give_longer": Access(post=HOST),
    "volunteering.list_silent_hosts": Access(get=BROKERS),
    # Volunteering: who was there
    "volunteering.register_attendance": Access(get=HOST, post=HOST),
    "volunteering.show_check_in_sheet": Access(get=HOST),
    "volunteering.check_in": Access(get=SIGNED_IN, post=SIGNED_IN),
    "volunteering.check_in_at": Access(get=SIGNED_IN, post=SIGNED_IN),
    # Volunteering: hours
    "volunteering.list_own_hours": Access(get=SIGNED_IN),
    "volunteering.show_certificate": Access(get=SIGNED_IN),
    "volunteering.report_hours": Access(get=ONESELF, post=ONESELF),
    "volunteering.withdraw_hours": Access(post=ONESELF),
    "volunteering.list_host_hours": Access(get=HOST, post=HOST),
    "volunteering.list_decided_hours": Access(get=HOST),
    "volunteering.approve_hours": Access(post=HOST),
    "volunteering.undo_hours": Access(post=HOST),
    "volunteering.decline_hours": Access(get=HOST, post=HOST),
    "volunteering.change_hours": Access(get=HOST, post=HOST),
    # Cohorts
    "cohorts.list_cohorts": Access(get=HOST_OR_BROKER),
    "cohorts.create_cohort": Access(get=HOST_OR_BROKER, post=HOST_OR_BROKER),
    "cohorts.show_cohort_to_host": Access(get=HOST_OR_BROKER),
    "cohorts.edit_cohort": Access(get=HOST_OR_BROKER, post=HOST_OR_BROKER),
    "cohorts.open_cohort": Access(post=HOST_OR_BROKER),
    "cohorts.close_cohort": Access(post=HOST_OR_BROKER),
    "cohorts.list_cohort_places": Access(get=HOST_OR_BROKER),
    "cohorts.add_cohort_places": Access(get=HOST_OR_BROKER, post=HOST_OR_BROKER),
    "cohorts.edit_cohort_place": Access(get=HOST_OR_BROKER, post=HOST_OR_BROKER),
    "cohorts.remove_cohort_place": Access(post=HOST_OR_BROKER),
    "cohorts.list_cohort_members": Access(get=HOST_OR_BROKER),
    "cohorts.remove_cohort_member": Access(post=HOST_OR_BROKER),
    "cohorts.set_cohort_pair": Access(get=HOST_OR_BROKER, post=HOST_OR_BROKER),
    "cohorts.remove_cohort_pair": Access(post=HOST_OR_BROKER),
    "cohorts.decide_placement": Access(post=HOST_OR_BROKER),
    "cohorts.start_placement_run": Access(post=HOST_OR_BROKER),
    "cohorts.show_placement_run": Access(get=HOST_OR_BROKER),
    "cohorts.list_left_over": Access(get=HOST_OR_BROKER),
    "cohorts.export_placements": Access(get=HOST_OR_BROKER),
    "cohorts.show_placement_list": Access(get=HOST_OR_BROKER),
    "cohorts.send_offers": Access(get=HOST_OR_BROKER, post=HOST_OR_BROKER),
    "cohorts.take_back_offer": Access(post=HOST_OR_BROKER),
    "cohorts.show_cohort": Access(get=EVERYONE),
    "cohorts.join_cohort": Access(get=SIGNED_IN, post=SIGNED_IN),
    "cohorts.leave_cohort": Access(get=ONESELF, post=ONESELF),
    "cohorts.list_own_cohorts": Access(get=SIGNED_IN),
    "cohorts.show_offer": Access(get=ONESELF),
    "cohorts.accept_offer": Access(post=ONESELF),
    "cohorts.decline_offer": Access(get=ONESELF, post=ONESELF),
    # Volunteering: unnamed cards
    "volunteering.list_cards": Access(get=HOST),
    "volunteering.invite_card": Access(get=HOST, post=HOST),
    "volunteering.decline_card_invitation": Access(post=ONESELF),
    # Mentoring: one's own side
    "mentoring.show_mentoring": Access(get=EVERYONE),
    "mentoring.show_profile": Access(get=SIGNED_IN),
    "mentoring.answer_step": Access(get=SIGNED_IN, post=SIGNED_IN),
    "mentoring.show_card": Access(post=SIGNED_IN),
    "mentoring.hide_card": Access(post=SIGNED_IN),
    "mentoring.delete_profile": Access(get=SIGNED_IN, post=SIGNED_IN),
    "mentoring.list_cards": Access(get=SIGNED_IN),
    "mentoring.ask_card": Access(get=ONESELF, post=ONESELF),
    # Mentoring: pairs
    "mentoring.list_pairs": Access(get=SIGNED_IN),
    "mentoring.show_pair": Access(get=PAIRED),
    "mentoring.accept_pair": Access(get=PAIRED, post=PAIRED),
    "mentoring.decline_pair": Access(get=PAIRED, post=PAIRED),
    "mentoring.withdraw_pair": Access(post=PAIRED),
    "mentoring.plan_meeting": Access(get=PAIRED, post=PAIRED),
    "mentoring.tick_meeting": Access(post=PAIRED),
    "mentoring.untick_meeting": Access(post=PAIRED),
    "mentoring.add_meeting": Access(post=PAIRED),
    "mentoring.end_pair": Access(get=PAIRED, post=PAIRED),
    "mentoring.give_feedback": Access(get=PAIRED, post=PAIRED),
    "mentoring.report_pair": Access(get=PAIRED, post=PAIRED),
    # Mentoring: brokers
    "mentoring.list_pairs_for_broker": Access(get=BROKERS),
    "mentoring.show_pair_to_broker": Access(get=BROKERS),
    "mentoring.end_pair_as_broker": Access(get=BROKERS, post=BROKERS),
    "mentoring.see_report": Access(post=BROKERS),
    # Procurement: briefs
    "procurement.start_buying": Access(get=EVERYONE),
    "procurement.list_briefs": Access(get=BUYER),
    "procurement.create_brief": Access(post=BUYER),
    "procurement.show_brief": Access(get=BUYER),
    "procurement.answer_brief_step": Access(get=BUYER, post=BUYER),
    "procurement.finish_brief": Access(post=BUYER),
    "procurement.share_brief": Access(get=BUYER, post=BUYER),
    "procurement.remove_share": Access(post=BUYER),
    "procurement.copy_brief": Access(post=BUYER),
    "procurement.delete_brief": Access(get=BUYER, post=BUYER),
    "procurement.close_brief": Access(get=BUYER, post=BUYER),
    # Procurement: searches and shortlists
    "procurement.search_suppliers": Access(post=BUYER),
    "procurement.show_search": Access(get=BUYER),
    "procurement.show_candidate": Access(get=BUYER),
    "procurement.compare_suppliers": Access(get=BUYER),
    "procurement.find_supplier": Access(get=BUYER),
    "procurement.list_shortlist": Access(get=BUYER),
    "procurement.add_to_shortlist": Access(post=BUYER),
    "procurement.edit_shortlist_note": Access(get=BUYER, post=BUYER),
    "procurement.remove_from_shortlist": Access(post=BUYER),
    # Procurement: enquiries and the supplier's side
    "procurement.send_enquiry": Access(get=BUYER, post=BUYER),
    "procurement.show_enquiry": Access(get=BUYER),
    "procurement.list_answers": Access(get=BUYER),
    "procurement.decline_supplier": Access(get=BUYER, post=BUYER),
    "procurement.list_enquiries": Access(get=OWNER),
    "procurement.show_approach": Access(get=OWNER),
    "procurement.answer_approach": Access(get=OWNER, post=OWNER),
    "procurement.show_how_seen": Access(get=OWNER),
    "procurement.list_open_briefs": Access(get=OWNER),
    "procurement.show_open_brief": Access(get=OWNER),
    "procurement.answer_open_brief": Access(get=OWNER, post=OWNER),
    # Measures
    "measures.list_measures": Access(get=BROKERS),
    "measures.list_own_measures": Access(get=BUYER),
    "measures.edit_measure_choice": Access(get=BUYER, post=BUYER),
    # Contracts
    "contracts.browse_registers": Access(get=EVERYONE),
    "contracts.show_register": Access(get=EVERYONE),
    "contracts.download_register": Access(get=EVERYONE),
    "contracts.show_contract": Access(get=EVERYONE),
    "contracts.list_plans": Access(get=EVERYONE),
    "contracts.show_plan": Access(get=EVERYONE),
    "contracts.add_contract": Access(get=BUYER, post=BUYER),
    "contracts.edit_contract": Access(get=BUYER, post=BUYER),
    "contracts.add_plan": Access(get=BUYER, post=BUYER),
    "contracts.add_commitment": Access(get=BUYER, post=BUYER),
    "contracts.add_target": Access(get=BUYER, post=BUYER),
    "contracts.edit_commitment": Access(get=BUYER, post=BUYER),
    "contracts.list_returns": Access(get=OWNER),
    "contracts.list_returns_to_confirm": Access(get=BUYER),
    "contracts.answer_return": Access(get=OWNER, post=OWNER),
    "contracts.decide_return": Access(get=BUYER, post=BUYER),
    # Competitions: the buyer
    "competitions.start_competition": Access(post=BUYER),
    "competitions.show_competition": Access(get=BUYER),
    "competitions.edit_competition": Access(get=BUYER, post=BUYER),
    "competitions.add_question": Access(get=BUYER, post=BUYER),
    "competitions.remove_question": Access(post=BUYER),
    "competitions.choose_measures": Access(get=BUYER, post=BUYER),
    "competitions.invite_suppliers": Access(get=BUYER, post=BUYER),
    "competitions.change_deadline": Access(get=BUYER, post=BUYER),
    "competitions.withdraw_competition": Access(get=BUYER, post=BUYER),
    "competitions.list_clarifications": Access(get=BUYER),
    "competitions.answer_clarification": Access(get=BUYER, post=BUYER),
    "competitions.confirm_interests": Access(get=BUYER, post=BUYER),
    "competitions.open_responses": Access(post=BUYER),
    "competitions.show_sheet": Access(get=BUYER),
    "competitions.complete_scores": Access(get=BUYER, post=BUYER),
    "competitions.complete_agreement": Access(get=BUYER, post=BUYER),
    "competitions.decide_competition": Access(get=BUYER, post=BUYER),
    # Competitions: the supplier
    "competitions.list_invitations": Access(get=OWNER),
    "competitions.show_invitation": Access(get=OWNER),
    "competitions.answer_invitation": Access(get=OWNER, post=OWNER),
    "competitions.ask_question": Access(get=OWNER, post=OWNER),
    "competitions.decline_invitation": Access(post=OWNER),
    # Pages; those of demonstration mode do not exist outside it
    "pages.give_feedback": Access(get=EVERYONE, post=EVERYONE),
    "pages.show_feedback_sent": Access(get=EVERYONE),
    "pages.show_about_data": Access(get=EVERYONE),
    "pages.show_accessibility_statement": Access(get=EVERYONE),
    "pages.show_cookies": Access(get=EVERYONE),
    "pages.show_glossary": Access(get=EVERYONE),
    "pages.show_health": Access(get=EVERYONE),
    "pages.show_help": Access(get=EVERYONE),
    "pages.show_home": Access(get=EVERYONE),
    "pages.show_privacy_notice": Access(get=EVERYONE),
    "pages.show_readiness": Access(get=EVERYONE),
    "pages.show_robots": Access(get=EVERYONE),
    "pages.show_security_contact": Access(get=EVERYONE),
    "pages.show_demo": Access(get=NOBODY),
    "pages.show_mail": Access(get=NOBODY),
    "pages.show_mailbox": Access(get=NOBODY),
    "pages.sign_in_as": Access(post=NOBODY),
}
