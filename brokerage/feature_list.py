"""The features of this site, lowest first; a new one is added here."""

from __future__ import annotations

from brokerage.accounts.feature import ACCOUNTS
from brokerage.assisted.feature import ASSISTED
from brokerage.calendars.feature import CALENDARS
from brokerage.charter.feature import CHARTER
from brokerage.checks.feature import CHECKS
from brokerage.cohorts.feature import COHORTS
from brokerage.competitions.feature import COMPETITIONS
from brokerage.contracts.feature import CONTRACTS
from brokerage.demand.feature import DEMAND
from brokerage.digests.feature import DIGESTS
from brokerage.leave.feature import LEAVE
from brokerage.ledger.feature import LEDGER
from brokerage.matchmaking.feature import MATCHMAKING
from brokerage.measures.feature import MEASURES
from brokerage.mentoring.feature import MENTORING
from brokerage.opendata.feature import OPENDATA
from brokerage.organisations.feature import ORGANISATIONS
from brokerage.pages.feature import PAGES
from brokerage.passports.feature import PASSPORTS
from brokerage.places.feature import PLACES
from brokerage.procurement.feature import PROCUREMENT
from brokerage.reporting.feature import REPORTING
from brokerage.rotation.feature import ROTATION
from brokerage.scheduling.feature import SCHEDULING
from brokerage.seeding.feature import SEEDING
from brokerage.socialvalue.feature import SOCIALVALUE
from brokerage.spend.feature import SPEND
from brokerage.toolkit.feature import TOOLKIT
from brokerage.volunteering.feature import VOLUNTEERING
from brokerage.web.features import Feature

FEATURES: tuple[Feature, ...] = (
    PLACES,
    ACCOUNTS,
    MATCHMAKING,
    ORGANISATIONS,
    PASSPORTS,
    SCHEDULING,
    LEAVE,
    CHECKS,
    CALENDARS,
    DIGESTS,
    MEASURES,
    CONTRACTS,
    VOLUNTEERING,
    ASSISTED,
    MENTORING,
    PROCUREMENT,
    COMPETITIONS,
    ROTATION,
    DEMAND,
    OPENDATA,
    SPEND,
    COHORTS,
    LEDGER,
    TOOLKIT,
    SOCIALVALUE,
    CHARTER,
    REPORTING,
    PAGES,
    SEEDING,
)
