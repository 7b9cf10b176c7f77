"""Lines of forward plans: one, a buyer's by state, and everybody's for the public pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from brokerage.demand.models import PlannedPurchase, PlannedPurchaseCategory
from brokerage.demand.profiles import KIND, DemandSearch
from brokerage.demand.rules.plans import TO_COME
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.matchmaking.models import MatchChange
from brokerage.matchmaking.queries.categories import find_labels
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.procurement.models import Brief
from brokerage.procurement.rules.briefs import BriefStatus, Visibility
from brokerage.web.paging import Page

PER_PAGE = 20
A_CHUNK = 500


def get_planned_purchase(planned_purchase_id: int) -> PlannedPurchase:
    """Return one with its buyer and categories (NotFoundError)."""
    found = db.session.scalars(
        select(PlannedPurchase)
        .where(PlannedPurchase.id == planned_purchase_id)
        .options(joinedload(PlannedPurchase.organisation), selectinload(PlannedPurchase.categories))
    ).first()
    if found is None:
        raise NotFoundError
    return found


def get_public_purchase(planned_purchase_id: int) -> PlannedPurchase:
    """Return one that everybody may read (NotFoundError): its buyer is approved."""
    found = get_planned_purchase(planned_purchase_id)
    if found.organisation.status != Status.APPROVED:
        raise NotFoundError
    return found


def get_locked_purchase(purchase: PlannedPurchase) -> PlannedPurchase:
    """Return it as its row is now, held until the write ends."""
    query = select(PlannedPurchase).where(PlannedPurchase.id == purchase.id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def get_public_buyer(slug: str) -> Organisation:
    """Return an approved organisation by its slug (NotFoundError)."""
    found = db.session.scalars(
        select(Organisation).where(
            Organisation.slug == slug, Organisation.status == Status.APPROVED
        )
    ).first()
    if found is None:
        raise NotFoundError
    return found


def list_buyers() -> Sequence[Organisation]:
    """Return the approved organisations that have a forward plan, by name."""
    has_plan = select(PlannedPurchase.organisation_id)
    return db.session.scalars(
        select(Organisation)
        .where(Organisation.status == Status.APPROVED, Organisation.id.in_(has_plan))
        .order_by(Organisation.name, Organisation.id)
    ).all()


def count_by_buyer() -> dict[int, int]:
    """Return how many purchases to come each buyer plans, by the buyer's id."""
    rows = db.session.execute(
        select(PlannedPurchase.organisation_id, func.count())
        .where(PlannedPurchase.state.in_(sorted(TO_COME)))
        .group_by(PlannedPurchase.organisation_id)
        .order_by(PlannedPurchase.organisation_id)
    )
    return {row[0]: row[1] for row in rows}


def list_plan(organisation_id: int, page: int, state: str = "") -> Page[PlannedPurchase]:
    """Return a page of a buyer's own plan, the soonest first; of one state, if one is given."""
    conditions = [PlannedPurchase.organisation_id == organisation_id]
    if state:
        conditions.append(PlannedPurchase.state == state)
    return _page(conditions, page)


def count_by_state(organisation_id: int) -> dict[str, int]:
    """Return how many lines of a plan are in each state that has any."""
    rows = db.session.execute(
        select(PlannedPurchase.state, func.count())
        .where(PlannedPurchase.organisation_id == organisation_id)
        .group_by(PlannedPurchase.state)
        .order_by(PlannedPurchase.state)
    )
    return {row[0]: row[1] for row in rows}


def find_last_contact(organisation_id: int) -> tuple[str, str]:
    """Return the post and the mailbox of the line added last, to begin the next with."""
    row = db.session.execute(
        select(PlannedPurchase.contact_post, PlannedPurchase.contact_email)
        .where(PlannedPurchase.organisation_id == organisation_id)
        .order_by(PlannedPurchase.id.desc())
        .limit(1)
    ).first()
    return (row.contact_post, row.contact_email) if row else ("", "")


def list_planned(search: DemandSearch, page: int) -> Page[PlannedPurchase]:
    """Return a page of what everybody may read, the soonest first; its words are left aside."""
    return _page(_conditions(search), page)


def list_all_planned(search: DemandSearch) -> Iterator[PlannedPurchase]:
    """Yield everything that a search without words finds, a chunk at a time."""
    last = 0
    while True:
        rows = db.session.scalars(
            _with_rows(select(PlannedPurchase).where(*_conditions(search)))
            .where(PlannedPurchase.id > last)
            .order_by(PlannedPurchase.id)
            .limit(A_CHUNK)
        ).all()
        db.end_read()  # whoever takes the rows slowly must not hold a writer up
        yield from rows
        if len(rows) < A_CHUNK:
            return
        last = rows[-1].id


def find_plan_state(today: date) -> str:
    """Return what differs once any plan may: the newest change of one, a day at a time.

    The log of changes is kept for some days only, so what it says counts for its day.
    """
    newest = db.session.scalar(select(func.max(MatchChange.id)).where(MatchChange.kind == KIND))
    return f"{today.isoformat()}-{newest or 0}"


def list_purchase_ids(organisation_id: int) -> Sequence[int]:
    """Return the ids of all lines of a buyer's plan, oldest first."""
    return db.session.scalars(
        select(PlannedPurchase.id)
        .where(PlannedPurchase.organisation_id == organisation_id)
        .order_by(PlannedPurchase.id)
    ).all()


def list_briefs_to_link(organisation_id: int) -> Sequence[Brief]:
    """Return the buyer's open briefs that no line of its plan has become yet, newest first."""
    taken = select(PlannedPurchase.brief_id).where(PlannedPurchase.brief_id.is_not(None))
    return db.session.scalars(
        select(Brief)
        .where(
            Brief.organisation_id == organisation_id,
            Brief.status == BriefStatus.LOOKING,
            Brief.visibility == Visibility.OPEN,
            Brief.id.not_in(taken),
        )
        .order_by(Brief.id.desc())
    ).all()


def find_open_brief(purchase: PlannedPurchase) -> Brief | None:
    """Return the brief it has become while that is open; a private one is never named."""
    return db.session.scalars(
        select(Brief).where(
            Brief.id == purchase.brief_id,
            Brief.status == BriefStatus.LOOKING,
            Brief.visibility == Visibility.OPEN,
        )
    ).first()


def find_category_labels(purchases: Sequence[PlannedPurchase]) -> dict[str, str]:
    """Return the labels of all the codes of some purchases, by code."""
    codes = sorted({code for purchase in purchases for code in purchase.codes})
    return find_labels("cpv", codes) if codes else {}


def list_by_ids(ids: Sequence[int]) -> dict[int, PlannedPurchase]:
    """Return those among the ids whose buyer is approved, as the rows are now, by id."""
    rows = db.session.scalars(
        _with_rows(select(PlannedPurchase)).where(PlannedPurchase.id.in_(ids))
    )
    return {purchase.id: purchase for purchase in rows}


def _conditions(search: DemandSearch) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [PlannedPurchase.state.in_(sorted(search.states))]
    if search.buyer_id is not None:
        conditions.append(PlannedPurchase.organisation_id == search.buyer_id)
    if search.value_band:
        conditions.append(PlannedPurchase.value_band == search.value_band)
    if search.quarter:
        conditions.append(PlannedPurchase.quarter == search.quarter)
    if search.division:
        in_division = select(PlannedPurchaseCategory.planned_purchase_id).where(
            PlannedPurchaseCategory.code.startswith(search.division[:2], autoescape=True)
        )
        conditions.append(PlannedPurchase.id.in_(in_division))
    conditions.append(Organisation.status == Status.APPROVED)
    return conditions


def _with_rows(query: Select[PlannedPurchase]) -> Select[PlannedPurchase]:
    return (
        query.join(PlannedPurchase.organisation)
        .where(Organisation.status == Status.APPROVED)
        .options(
            contains_eager(PlannedPurchase.organisation), selectinload(PlannedPurchase.categories)
        )
    )


def _page(conditions: Sequence[ColumnElement[bool]], page: int) -> Page[PlannedPurchase]:
    rows = db.session.scalars(
        select(PlannedPurchase)
        .join(PlannedPurchase.organisation)
        .where(*conditions)
        .options(
            contains_eager(PlannedPurchase.organisation), selectinload(PlannedPurchase.categories)
        )
        .order_by(PlannedPurchase.quarter, PlannedPurchase.title, PlannedPurchase.id)
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    ).all()
    total = db.session.scalar(
        select(func.count(PlannedPurchase.id)).join(PlannedPurchase.organisation).where(*conditions)
    )
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total or 0)
