"""The seeded world of the access matrix: one person in each role, one of each object.

Feature writers add what their addresses need to `World` and make it in `build_world`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from brokerage.accounts.models import SignIn, User
from brokerage.assisted.models import AssistedVolunteer, Letter
from brokerage.calendars import rules as calendar_rules
from brokerage.calendars.models import CalendarAddress
from brokerage.checks.models import AuthorityNeed, Check, CheckLimit, CheckRule, ToldDay
from brokerage.checks.queries.rules import get_rulebook, list_limit_rows, list_rule_rows
from brokerage.cohorts.models import (
    Cohort,
    CohortMember,
    CohortPair,
    CohortPlace,
    Placement,
    PlacementRun,
)
from brokerage.competitions.models import (
    BidResponse,
    Clarification,
    Competition,
    CompetitionInvitation,
)
from brokerage.contracts.models import Commitment, Contract, EmploymentPlan, SpendReturn
from brokerage.demand.models import DemandSubscription, PlannedPurchase, PlanUpload
from brokerage.digests import rules as digest_rules
from brokerage.digests.models import DigestSending, DigestSubscription
from brokerage.extensions import utcnow
from brokerage.leave.models import (
    Employment,
    LeavePolicy,
    LeaveRequest,
    LeaveTeam,
    OwnDay,
    WorkDomain,
)
from brokerage.mail import OutboxMessage
from brokerage.matchmaking.models import LearnedWeights
from brokerage.mentoring.models import MentoringPair, MentoringProfile, MentoringReport
from brokerage.organisations.models import Evidence, Invitation, ListingRequest, Organisation
from brokerage.organisations.service.members import digest_of
from brokerage.passports.models import (
    CorrectionRequest,
    EvidenceDocument,
    PassportRule,
    Site,
    SizeYear,
)
from brokerage.procurement.models import (
    Approach,
    Brief,
    BuyingRuleRow,
    MarketSearch,
    QuoteRuleRow,
)
from brokerage.rotation.models import RotationSuggestion
from brokerage.scheduling.models import Session as Occasion
from brokerage.scheduling.models import TeamName, WaitingEntry
from brokerage.spend.models import SpendImport, SpendSupplier
from brokerage.volunteering.models import Booking, CardInvitation, HoursEntry, Opportunity
from tests.conventions.access_roles import Role
from tests.conventions.world_of_buying import (
    make_asked,
    make_competing,
    make_frozen_search,
    make_planned,
    make_shared_brief,
    make_spend,
)
from tests.conventions.world_of_charter import CharterWorld, signed
from tests.conventions.world_of_impact import make_impact
from tests.conventions.world_of_ledger import LedgerWorld, claimed
from tests.conventions.world_of_projects import ProjectsWorld, build_projects
from tests.conventions.world_of_toolkit import ToolkitExamples, make_toolkit
from tests.factories.accounts import make_user
from tests.factories.assisted import make_assisted, make_letter
from tests.factories.buying import make_quote_rule, make_rule
from tests.factories.checks import load_rules, make_check, make_consent, make_told_day
from tests.factories.cohorts import (
    make_cohort,
    make_cohort_member,
    make_place,
    make_placement,
    make_run,
)
from tests.factories.cohorts import make_pair as make_cohort_pair
from tests.factories.contracts import (
    make_commitment,
    make_contract,
    make_plan,
    make_return,
)
from tests.factories.leave import (
    make_account,
    make_leave_link,
    make_own_day,
    make_policy,
    make_request,
    make_team,
)
from tests.factories.matchmaking import make_learned_weights
from tests.factories.measures import make_choice, make_measure
from tests.factories.mentoring import (
    make_mentoring_profile,
    make_mentoring_report,
    make_pair,
)
from tests.factories.organisations import make_draft, make_member, make_organisation
from tests.factories.passports import make_whole_passport
from tests.factories.rotation import make_suggestion
from tests.factories.scheduling import make_offer, make_team_name
from tests.factories.scheduling import make_team as make_team_booking
from tests.factories.volunteering import (
    make_booking,
    make_card_invitation,
    make_employment,
    make_flexible_opportunity,
    make_hours,
    make_opportunity,
    make_picture,
    make_session,
    make_volunteer,
    make_work_domain,
)

PICTURE_DIGEST = "0" * 64
EMPLOYMENT_TOKEN = "a-link-to-a-work-address"  # noqa: S105  # opens nothing outside a test
LEAVE_TOKEN = "a-link-to-decide-about-leave"  # noqa: S105  # opens nothing outside a test
OWN_DAY_TOKEN = "a-link-to-confirm-own-day"  # noqa: S105  # opens nothing outside a test
FEED_TOKEN = "a-calendar-that-is-private"  # noqa: S105  # opens nothing outside a test
DEMAND_TOKEN = "a-mail-about-what-is-planned"  # noqa: S105  # opens nothing outside a test
DIGEST_TOKEN = "a-list-that-was-sent-once"  # noqa: S105  # opens nothing outside a test
INVITATION_TOKEN = "an-invitation-that-was-sent"  # noqa: S105  # opens nothing outside a test

OFFER_TOKEN = "a-place-on-a-waiting-list"  # noqa: S105  # opens nothing outside a test


@dataclass(frozen=True)
class World(LedgerWorld, CharterWorld):
    """Who and what there is."""

    people: Mapping[Role, User]
    projects: ProjectsWorld
    """The user of each role but ANONYMOUS; the suspended one is suspended by the test."""
    organisation: Organisation
    """Approved, of the supplier member, with a colleague, an invitation and evidence."""
    colleague: User
    draft: Organisation
    application: Organisation
    listing: Organisation
    evidence: Evidence
    site: Site
    document: EvidenceDocument
    """The organisation's, as are the figures and the request for correction."""
    size_year: SizeYear
    correction: CorrectionRequest
    passport_rule: PassportRule
    invitation: Invitation
    listing_request: ListingRequest
    learned_weights: LearnedWeights
    """Judged better, and not used yet."""
    mail: OutboxMessage
    sign_in: SignIn
    """One of the volunteer's, on another device."""
    host: Organisation
    """Approved, of the host member."""
    opportunity: Opportunity
    """Published, with a session; the volunteer has asked for it."""
    submitted_opportunity: Opportunity
    """Waiting for a broker."""
    session: Occasion
    booking: Booking
    assisted: AssistedVolunteer
    """Came to the host, registered today; has asked for the opportunity."""
    assisted_booking: Booking
    assisted_hours: HoursEntry
    assisted_employment: Employment
    """Says to work for the host."""
    letter: Letter
    """Theirs, about the host, not posted yet."""
    hours_entry: HoursEntry
    """Of the booking, logged by the volunteer and waiting for the host."""
    card_invitation: CardInvitation
    """The volunteer's, to the opportunity."""
    waiting_entry: WaitingEntry
    """The volunteer's, for another date of the opportunity; a place is held for them."""
    team_name: TeamName
    """Someone on the council's team in another date of the opportunity."""
    cohort: Cohort
    """The host's, open to join; the volunteer has joined and is offered its one place."""
    cohort_place: CohortPlace
    cohort_member: CohortMember
    cohort_pair: CohortPair
    placement_run: PlacementRun
    placement: Placement
    pair: MentoringPair
    """Of the supplier member, who mentors, and the volunteer; they meet."""
    other_mentor: MentoringProfile
    """Whose card the volunteer sees."""
    mentoring_report: MentoringReport
    employer: Organisation
    """The council that the line manager belongs to."""
    brief: Brief
    """The council's, private and looking for suppliers; its author has left."""
    open_brief: Brief
    """The council's, which every supplier may read and none has answered."""
    approach: Approach
    """The organisation's, asked about the brief by an enquiry and not answered yet."""
    planned_purchase: PlannedPurchase
    """The council's."""
    plan_upload: PlanUpload
    """The council's, not imported yet."""
    demand_subscription: DemandSubscription
    """The volunteer's, who has been sent a mail about what is planned."""
    brief_reader: User
    """The viewer of the council whom the brief is shared with."""
    spend_import: SpendImport
    """The council's, read and not begun."""
    spend_supplier: SpendSupplier
    """A name of the council's spend that means nobody here."""
    market_search: MarketSearch
    """Of the brief; it shows the organisation, which is on the brief's shortlist. It is frozen."""
    rotation_suggestion: RotationSuggestion
    """Of the brief."""
    buying_rule: BuyingRuleRow
    quote_rule: QuoteRuleRow
    contract: Contract
    """The council's, with the organisation."""
    commitment: Commitment
    """With the contract."""
    spend_return: SpendReturn
    """On the contract, not filled in yet."""
    employment_plan: EmploymentPlan
    competition: Competition
    """The brief's, open; the organisation is invited and has asked something."""
    competition_invitation: CompetitionInvitation
    clarification: Clarification
    opened_response: BidResponse
    """Of another supplier, in a competition of the open brief whose deadline has passed."""
    employment: Employment
    """The volunteer says they work for the council and has been sent a link; not proved yet."""
    check: Check
    """The volunteer's, which the host may see."""
    told_day: ToldDay
    """The volunteer's."""
    check_rule: CheckRule
    check_limit: CheckLimit
    authority_need: AuthorityNeed
    work_domain: WorkDomain
    """The organisation's, not confirmed yet."""
    staff: Employment
    """The colleague's, at the organisation."""
    leave_policy: LeavePolicy
    """The organisation's; it has not begun."""
    leave_team: LeaveTeam
    """The organisation's, with nobody in it."""
    leave_request: LeaveRequest
    """The volunteer's, of the council, with a link to decide it."""
    own_day: OwnDay
    """The volunteer's; it is over, agreed, and its host has a link."""
    toolkit: ToolkitExamples


def build_world(session: Session) -> World:
    """Make the people and the objects; everything is flushed, so that it has its id."""
    people = {role: make_user() for role in Role if role not in (Role.BROKER, Role.ADMINISTRATOR)}
    people[Role.BROKER] = make_user(is_broker=True)
    people[Role.ADMINISTRATOR] = make_user(is_broker=True, is_administrator=True)
    del people[Role.ANONYMOUS]
    owner = people[Role.SUPPLIER_MEMBER]
    organisation = make_organisation(owner=owner)
    colleague = make_user()
    make_member(organisation, colleague, "editor")
    host = make_organisation(owner=people[Role.HOST_MEMBER], kind="charity", register="charity")
    make_organisation(owner=people[Role.PEER])
    council = make_organisation(kind="authority", slug="a-council")
    make_member(council, people[Role.BUYER], "buyer")
    make_member(council, people[Role.LINE_MANAGER], "line-manager")
    brief, reader = make_shared_brief(council)
    listing = make_organisation(status="listed", slug="a-listing", source="a list", licence="OGL")
    application = make_organisation(status="submitted", submitted_at=utcnow())
    employment = _employment(people[Role.VOLUNTEER], council)
    objects = {
        "evidence": _evidence(organisation),
        "invitation": _invitation(organisation, owner),
        "listing_request": _listing_request(listing),
        "mail": _mail(),
        "sign_in": _sign_in(people[Role.VOLUNTEER]),
    }
    session.add_all([*objects.values(), *_subscribed(people[Role.VOLUNTEER])])
    session.flush()
    volunteering = _volunteering(people, host)
    make_impact()
    return World(
        people=people,
        projects=build_projects(people, organisation, host),
        organisation=organisation,
        colleague=colleague,
        draft=make_draft(owner),
        learned_weights=make_learned_weights(),
        application=application,
        listing=listing,
        employer=council,
        brief=brief,
        brief_reader=reader,
        market_search=make_frozen_search(brief, organisation, people[Role.BUYER]),
        rotation_suggestion=make_suggestion(brief, people[Role.BUYER]),
        buying_rule=make_rule(),
        quote_rule=make_quote_rule(),
        **make_spend(council),
        **_bought(council, organisation, people[Role.BUYER]),
        **claimed(organisation, host, people[Role.ADMINISTRATOR]),
        **signed(organisation, host),
        **make_competing(brief, organisation, people),
        **make_asked(brief, organisation),
        **volunteering,
        team_name=_team_name(volunteering["opportunity"], council),
        **make_planned(council, people),
        employment=employment,
        **_leave(employment, organisation, colleague),
        **_checks(people, host),
        **_mentoring(owner, people[Role.VOLUNTEER]),
        **make_whole_passport(organisation, owner),
        toolkit=make_toolkit(organisation, people),
        work_domain=make_work_domain(organisation, "green-gate.example", confirmed_at=None),
        **objects,
    )


def _volunteering(people: Mapping[Role, User], host: Organisation) -> dict[str, Any]:
    volunteer = people[Role.VOLUNTEER]
    make_volunteer(volunteer)
    opportunity = make_opportunity(host)
    make_picture(opportunity, digest=PICTURE_DIGEST)
    session = make_session(opportunity)
    assisted = make_assisted(people[Role.HOST_MEMBER], host)
    booking = make_booking(volunteer, opportunity, session)
    full = make_session(opportunity, places=1, days_ahead=21)
    assisted_booking = make_booking(assisted.user, opportunity, session)
    return {
        "waiting_entry": make_offer(volunteer, opportunity, full, token=OFFER_TOKEN),
        "assisted": assisted,
        "assisted_booking": assisted_booking,
        "assisted_hours": make_hours(assisted_booking),
        "assisted_employment": make_employment(assisted.user, host),
        "letter": make_letter(assisted, host),
        "host": host,
        "opportunity": opportunity,
        "submitted_opportunity": make_opportunity(host, status="submitted", published_at=None),
        "session": session,
        "booking": booking,
        "hours_entry": make_hours(booking),
        "card_invitation": make_card_invitation(opportunity, volunteer, people[Role.HOST_MEMBER]),
        **_cohort(people, host),
    }


def _cohort(people: Mapping[Role, User], host: Organisation) -> dict[str, Any]:
    owner = people[Role.HOST_MEMBER]
    cohort = make_cohort(host, owner)
    place = make_place(cohort, make_flexible_opportunity(host))
    member = make_cohort_member(cohort, people[Role.VOLUNTEER])
    run = make_run(cohort, owner)
    return {
        "cohort": cohort,
        "cohort_place": place,
        "cohort_member": member,
        "cohort_pair": make_cohort_pair(member, place, owner),
        "placement_run": run,
        "placement": make_placement(run, member, place, status="offered"),
    }


def _checks(people: Mapping[Role, User], host: Organisation) -> dict[str, Any]:
    volunteer = people[Role.VOLUNTEER]
    make_consent(volunteer, host)
    load_rules()
    return {
        "check": make_check(volunteer, people[Role.HOST_MEMBER]),
        "told_day": make_told_day(volunteer, utcnow().date()),
        "check_rule": list_rule_rows()[0],
        "check_limit": list_limit_rows()[0],
        "authority_need": get_rulebook().authority_needs[0],
    }


def _mentoring(mentor: User, mentee: User) -> dict[str, Any]:
    pair = make_pair(mentor, mentee, status="active")
    # Room for one more, so that cards are shown.
    make_mentoring_profile(mentor, "mentor", places=2, taken=1)
    make_mentoring_profile(mentee, "mentee")
    past = make_pair(mentor, make_user(), status="ended")
    return {
        "pair": pair,
        "other_mentor": make_mentoring_profile(make_user(), "mentor"),
        "mentoring_report": make_mentoring_report(past, mentor),
    }


def _team_name(opportunity: Opportunity, council: Organisation) -> TeamName:
    session = make_session(opportunity, days_ahead=28)
    return make_team_name(
        make_team_booking(council, opportunity, session), opportunity, make_user()
    )


def _bought(council: Organisation, supplier: Organisation, buyer: User) -> dict[str, Any]:
    contract = make_contract(council, supplier, buyer)
    measure = make_measure()
    make_choice(council, measure, buyer)
    return {
        "contract": contract,
        "commitment": make_commitment(contract, measure, buyer),
        "spend_return": make_return(contract),
        "employment_plan": make_plan(council, buyer),
    }


def _subscribed(user: User) -> list[Any]:
    """Return a calendar that is read by its address, and a weekly list that was sent."""
    now = utcnow()
    return [
        CalendarAddress(
            user_id=user.id, token_digest=calendar_rules.digest_of_token(FEED_TOKEN), made_at=now
        ),
        DigestSubscription(user_id=user.id, asked_at=now),
        DigestSending(
            user_id=user.id,
            week="2026-W01",
            shown=1,
            token_digest=digest_rules.digest_of_token(DIGEST_TOKEN),
            sent_at=now,
        ),
    ]


def _employment(user: User, council: Organisation) -> Employment:
    return make_employment(
        user,
        council,
        work_email="vera@council.example",
        token_digest=digest_of(EMPLOYMENT_TOKEN),
        token_expires_at=utcnow() + timedelta(days=2),
    )


def _leave(employment: Employment, organisation: Organisation, colleague: User) -> dict[str, Any]:
    in_a_month = (utcnow() + timedelta(days=30)).date()
    make_policy(employment.organisation)
    request = make_request(make_account(employment))
    own_day = make_own_day(employment, days_ahead=-3, status="agreed")
    make_leave_link(LEAVE_TOKEN, request=request)
    make_leave_link(OWN_DAY_TOKEN, own_day=own_day)
    return {
        "staff": make_employment(colleague, organisation, proved_at=utcnow()),
        "leave_policy": make_policy(organisation, from_on=in_a_month),
        "leave_team": make_team(organisation),
        "leave_request": request,
        "own_day": own_day,
    }


def _evidence(organisation: Organisation) -> Evidence:
    return Evidence(
        organisation_id=organisation.id, kind="insurance", note="", stated_on=utcnow().date()
    )


def _invitation(organisation: Organisation, inviter: User) -> Invitation:
    now = utcnow()
    return Invitation(
        organisation_id=organisation.id,
        email="guest@example.org",
        email_key="guest@example.org",
        role="viewer",
        token_digest=digest_of(INVITATION_TOKEN),
        invited_by_id=inviter.id,
        created_at=now,
        expires_at=now + timedelta(days=2),
    )


def _listing_request(listing: Organisation) -> ListingRequest:
    return ListingRequest(
        organisation_id=listing.id,
        wish="remove",
        email="someone@example.org",
        email_key="someone@example.org",
        explanation="It is ours",
        created_at=utcnow(),
    )


def _mail() -> OutboxMessage:
    now = utcnow()
    return OutboxMessage(
        message_id="<parked@example.org>",
        recipient="someone@example.org",
        subject="Parked",
        body="Parked",
        created_at=now,
        due_at=now,
        parked_at=now,
    )


def _sign_in(user: User) -> SignIn:
    now = utcnow()
    return SignIn(
        user_id=user.id,
        token_digest="1" * 64,
        device="Another phone",
        created_at=now,
        last_seen_at=now,
        has_passed_code=True,
    )
