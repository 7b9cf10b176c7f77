"""Briefs, their guard rails, frozen searches and files, shortlists, enquiries, answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brokerage.accounts.models import User
from brokerage.extensions import Base, UtcDateTime, one_of
from brokerage.matchmaking.models import RecordedRanking
from brokerage.organisations.models import Organisation
from brokerage.procurement.rules import (
    briefs,
    buying,
    enquiries,
    freezing,
    insurance,
    reserving,
)


class Brief(Base):
    """What a buyer wants to buy, before any notice; a draft holds what was answered so far."""

    __tablename__ = "briefs"
    __table_args__ = (
        one_of("status", briefs.BriefStatus),
        one_of("visibility", briefs.Visibility),
        one_of("buyer_kind", briefs.BuyerKind),
        one_of("outcome", briefs.Outcome),
        CheckConstraint("value_pence > 0", name="value_pence"),
        CheckConstraint("(status = 'closed') = (closed_at is not null)", name="closed_at"),
        Index("ix_briefs_buyer", "organisation_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    created_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    status: Mapped[str] = mapped_column(String(12))
    buyer_kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(briefs.LONGEST_TITLE), default="")
    need: Mapped[str] = mapped_column(Text, default="")
    categories: Mapped[list[str]] = mapped_column(JSON, default=list)
    """CPV codes that the buyer confirmed."""
    value_pence: Mapped[int | None] = mapped_column(BigInteger)
    """Including VAT; None where it is not known yet."""
    needed_by: Mapped[date | None]
    is_delivered_remotely: Mapped[bool] = mapped_column(default=False)
    postcode: Mapped[str | None] = mapped_column(String(8))
    place_name: Mapped[str] = mapped_column(String(briefs.LONGEST_PLACE_NAME), default="")
    easting: Mapped[int | None]
    northing: Mapped[int | None]
    authority_slug: Mapped[str | None] = mapped_column(String(80))
    """The council whose area it is delivered in."""
    social_values: Mapped[list[str]] = mapped_column(JSON, default=list)
    visibility: Mapped[str] = mapped_column(String(8), default=briefs.Visibility.PRIVATE)
    answered: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Names of the steps that have been answered."""
    decide_by: Mapped[date | None]
    """When suppliers that answer hear from the buyer."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was finished and suppliers could be looked for."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(16))
    outcome_note: Mapped[str] = mapped_column(String(briefs.LONGEST_NOTE), default="")

    organisation: Mapped[Organisation] = relationship()


class BriefShare(Base):
    """A colleague who sees a brief though they are no buyer, or while it is a draft."""

    __tablename__ = "brief_shares"

    brief_id: Mapped[int] = mapped_column(ForeignKey(Brief.id), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, index=True)
    shared_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MarketSearch(Base):
    """A brief's ranked, reasoned result, frozen as it was shown; the ranking is matchmaking's."""

    __tablename__ = "market_searches"

    id: Mapped[int] = mapped_column(primary_key=True)
    brief_id: Mapped[int] = mapped_column(ForeignKey(Brief.id), index=True)
    recorded_ranking_id: Mapped[int] = mapped_column(ForeignKey(RecordedRanking.id))
    filters: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What was ticked to look closer; it decides nothing."""
    made_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    ranking: Mapped[RecordedRanking] = relationship()


class ShortlistEntry(Base):
    """A supplier that a buyer keeps in view for a brief, with a note for colleagues."""

    __tablename__ = "shortlist_entries"

    brief_id: Mapped[int] = mapped_column(ForeignKey(Brief.id), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), primary_key=True)
    note: Mapped[str] = mapped_column(String(briefs.LONGEST_NOTE), default="")
    added_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    narrowed_by: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """Filters on place or kind of body that hid others when it was added."""

    organisation: Mapped[Organisation] = relationship()


class Enquiry(Base):
    """One text that goes to each supplier alike."""

    __tablename__ = "enquiries"

    id: Mapped[int] = mapped_column(primary_key=True)
    brief_id: Mapped[int] = mapped_column(ForeignKey(Brief.id), index=True)
    title: Mapped[str] = mapped_column(String(briefs.LONGEST_TITLE))
    text: Mapped[str] = mapped_column(Text)
    answer_by: Mapped[date]
    decide_by: Mapped[date]
    sent_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)

    brief: Mapped[Brief] = relationship()


class Approach(Base):
    """One supplier and one brief: asked by an enquiry or answering an open brief of its own will.

    It holds what the supplier said and what it was told; one a pair, whoever came first.
    """

    __tablename__ = "approaches"
    __table_args__ = (
        UniqueConstraint("brief_id", "organisation_id"),
        one_of("answer", enquiries.Answer),
        one_of("answer_reason", enquiries.AnswerReason),
        one_of("result", enquiries.Result),
        one_of("result_reason", enquiries.ResultReason),
        CheckConstraint("(answer is null) = (answered_at is null)", name="answered_at"),
        CheckConstraint("(result is null) = (result_at is null)", name="result_at"),
        CheckConstraint(
            "(result = 'not-chosen') = (result_reason is not null) or result is null",
            name="not_chosen_has_reason",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    brief_id: Mapped[int] = mapped_column(ForeignKey(Brief.id))
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    enquiry_id: Mapped[int | None] = mapped_column(ForeignKey(Enquiry.id), index=True)
    """None where the supplier answered an open brief without having been asked."""
    viewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the supplier first opened it."""
    answer: Mapped[str | None] = mapped_column(String(12))
    answer_reason: Mapped[str | None] = mapped_column(String(16))
    message: Mapped[str] = mapped_column(String(enquiries.LONGEST_MESSAGE), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the buyer first read the answer."""
    reminded_days: Mapped[int | None]
    """How long before the last day for answers the supplier was reminded last."""
    shortlisted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the buyer put the supplier on the shortlist; the supplier is told."""
    result: Mapped[str | None] = mapped_column(String(12))
    result_reason: Mapped[str | None] = mapped_column(String(16))
    result_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    brief: Mapped[Brief] = relationship()
    enquiry: Mapped[Enquiry | None] = relationship()
    organisation: Mapped[Organisation] = relationship()


class BuyingRuleRow(Base):
    """A dated rule on what the law asks of a purchase."""

    __tablename__ = "buying_rules"
    __table_args__ = (
        one_of("topic", buying.Topic),
        one_of("band", buying.Band),
        one_of("verdict", buying.Verdict),
        CheckConstraint("to_on is null or to_on >= from_on", name="to_on"),
        UniqueConstraint("code", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(buying.LONGEST_CODE))
    topic: Mapped[str] = mapped_column(String(20))
    buyer_kinds: Mapped[list[str]] = mapped_column(JSON)
    contract_kinds: Mapped[list[str]] = mapped_column(JSON)
    """Empty: every kind."""
    band: Mapped[str] = mapped_column(String(10))
    least_pence: Mapped[int | None] = mapped_column(BigInteger)
    below_pence: Mapped[int | None] = mapped_column(BigInteger)
    verdict: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(buying.LONGEST_SOURCE))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class QuoteRuleRow(Base):
    """What an authority's own standing orders ask for between two values."""

    __tablename__ = "quote_rules"
    __table_args__ = (
        CheckConstraint("quotes between 0 and 20", name="quotes"),
        CheckConstraint("most_pence is null or most_pence >= least_pence", name="most_pence"),
        CheckConstraint("to_on is null or to_on >= from_on", name="to_on"),
        UniqueConstraint("code", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(buying.LONGEST_CODE))
    authority_code: Mapped[str] = mapped_column(String(9))
    least_pence: Mapped[int] = mapped_column(BigInteger)
    most_pence: Mapped[int | None] = mapped_column(BigInteger)
    quotes: Mapped[int]
    is_rotating: Mapped[bool]
    words: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(buying.LONGEST_SOURCE))
    from_on: Mapped[date]
    to_on: Mapped[date | None]


class InsuranceLevelRow(Base):
    """The cover that a small purchase of one risk asks for, up to a value."""

    __tablename__ = "insurance_levels"
    __table_args__ = (
        one_of("cover", insurance.Cover),
        one_of("risk", insurance.Risk),
        CheckConstraint("level_pence > 0", name="level_pence"),
        CheckConstraint("to_on is null or to_on >= from_on", name="to_on"),
        UniqueConstraint("code", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(buying.LONGEST_CODE))
    cover: Mapped[str] = mapped_column(String(30))
    risk: Mapped[str] = mapped_column(String(12))
    most_value_pence: Mapped[int | None] = mapped_column(BigInteger)
    level_pence: Mapped[int] = mapped_column(BigInteger)
    words: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(buying.LONGEST_SOURCE))
    from_on: Mapped[date]
    to_on: Mapped[date | None]


class BuyingFacts(Base):
    """What the guard rails ask of a brief beyond its value: kind of contract, way to buy."""

    __tablename__ = "buying_facts"
    __table_args__ = (
        one_of("contract_kind", buying.ContractKind),
        one_of("way", reserving.Way),
        one_of("risk", insurance.Risk),
        CheckConstraint("social_value_percent between 0 and 100", name="social_value_percent"),
        CheckConstraint(
            "(way = 'in-house') = (in_house_id is not null)", name="in_house_has_company"
        ),
    )

    brief_id: Mapped[int] = mapped_column(ForeignKey(Brief.id), primary_key=True)
    contract_kind: Mapped[str] = mapped_column(String(20))
    way: Mapped[str] = mapped_column(String(12))
    in_house_id: Mapped[int | None] = mapped_column(ForeignKey(Organisation.id))
    """The council's own company that a direct award goes to."""
    social_value_percent: Mapped[int | None]
    """The council's own weight; None where it has not said."""
    risk: Mapped[str | None] = mapped_column(String(12))
    insurance: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """What a quick quote asks for, with its sources, as it was proposed."""
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BriefReservation(Base):
    """For whom a brief is reserved, decided before anyone was invited, with the reason."""

    __tablename__ = "brief_reservations"
    __table_args__ = (one_of("area", reserving.Area),)

    brief_id: Mapped[int] = mapped_column(ForeignKey(Brief.id), primary_key=True)
    kinds: Mapped[list[str]] = mapped_column(JSON)
    area: Mapped[str | None] = mapped_column(String(10))
    area_codes: Mapped[list[str]] = mapped_column(JSON)
    """The councils whose areas make the local area, by code."""
    rationale: Mapped[str] = mapped_column(Text)
    wording: Mapped[str] = mapped_column(Text)
    """What the notice has to say, as it was when this was decided."""
    rule_code: Mapped[str] = mapped_column(String(buying.LONGEST_CODE))
    rule_source: Mapped[str] = mapped_column(String(buying.LONGEST_SOURCE))
    rule_from_on: Mapped[date]
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))


class OwnedCompany(Base):
    """A supplier that a council owns: it is flagged, and a direct award to it is no competition."""

    __tablename__ = "owned_companies"

    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), primary_key=True)
    authority_code: Mapped[str] = mapped_column(String(9), index=True)
    source: Mapped[str] = mapped_column(String(buying.LONGEST_SOURCE))
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    """None where it came with data that was loaded."""

    organisation: Mapped[Organisation] = relationship()


class FrozenFile(Base):
    """A market search, or a brief's whole file, as it was: never changed, only followed."""

    __tablename__ = "frozen_files"
    __table_args__ = (
        one_of("kind", freezing.FileKind),
        UniqueConstraint("brief_id", "kind", "version"),
        CheckConstraint("version > 0", name="version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    brief_id: Mapped[int] = mapped_column(ForeignKey(Brief.id))
    kind: Mapped[str] = mapped_column(String(8))
    version: Mapped[int]
    market_search_id: Mapped[int | None] = mapped_column(ForeignKey(MarketSearch.id), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """Canonical JSON, zlib."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the canonical JSON."""
    frozen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    frozen_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))


class CategoryCorrection(Base):
    """What an authority called its need in place of what was suggested first, for one text."""

    __tablename__ = "category_corrections"

    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), primary_key=True)
    text_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the folded text: the words themselves are not kept again."""
    suggested: Mapped[list[str]] = mapped_column(JSON)
    confirmed: Mapped[list[str]] = mapped_column(JSON)
    corrected_at: Mapped[datetime] = mapped_column(UtcDateTime)
    corrected_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
