"""Finding opportunities: the pin board for anyone, and what fits one volunteer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flask import request

from brokerage.accounts.queries import get_user
from brokerage.accounts.rules import AgeBand
from brokerage.extensions import utcnow
from brokerage.permissions import PUBLIC
from brokerage.places.queries import FoundPlace, find_place_by_words
from brokerage.scheduling.rules import DAYS, PARTS
from brokerage.volunteering.forms.search import BoardWhyNotForm, OpportunitySearchForm
from brokerage.volunteering.permissions import VOLUNTEER
from brokerage.volunteering.profiles import OpportunitySearch
from brokerage.volunteering.queries import board, volunteers, why_not
from brokerage.volunteering.queries import search as queries
from brokerage.volunteering.queries.bookings_lists import count_invitations_of
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.rules.board import SECTION_LABELS
from brokerage.volunteering.rules.volunteers import MINUTES_TO_ANSWER
from brokerage.web.access import current_subject, requires
from brokerage.web.input_filter import find_id
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.transactions import render

if TYPE_CHECKING:
    from brokerage.accounts.models import User

MOST_SUGGESTIONS = 12
GROUPS_OF_DAYS = {"weekday": DAYS[:5], "weekend": DAYS[5:]}


@blueprint.get("/volunteering")
@requires(PUBLIC)
def list_opportunities() -> str:
    """Show the pin board, or what a search of it finds."""
    form = OpportunitySearchForm(choices={"cause": volunteers.list_cause_choices()})
    place, user = read_place(form), find_own_user()
    is_searching = any(field.data for field in form)
    result = queries.search_opportunities(
        read_search(form, place, user.age_band if user else None),
        page_number(request.args),
        tie_seed=today().toordinal(),
        today=today(),
    )
    return render(
        "volunteering/list_opportunities.html",
        form=form,
        place=place,
        result=result,
        page=result.page,
        is_searching=is_searching,
        counts=None if is_searching else _count_sections(user),
        section_labels=SECTION_LABELS,
        hides_adult_roles=user is not None and user.age_band == AgeBand.SIXTEEN,
    )


@blueprint.get("/volunteering/why-not")
@requires(PUBLIC)
def find_opportunity() -> str:
    """Say why an opportunity one has in mind is not in a search, or that it is."""
    form = BoardWhyNotForm(choices={"cause": volunteers.list_cause_choices()})
    place, user = read_place(form), find_own_user()
    search = read_search(form, place, user.age_band if user else None)
    named = why_not.search_by_name(form.name.data)
    chosen = find_id(request.args.get("opportunity"))
    if chosen is None and len(named) == 1:
        chosen = named[0].id
    query = {name: data for name, data in form.query.items() if name != "name"}
    return render(
        "volunteering/board_why_not.html",
        form=form,
        named=named,
        search_query=query,
        is_searching=bool(query),
        answer=why_not.get_board_answer(search, chosen, today()) if chosen else None,
    )


@blueprint.get("/volunteering/for-you")
@requires(VOLUNTEER)
def list_suggestions() -> str:
    """Show volunteers what fits them, and why."""
    user = get_user(current_subject().user_id or 0)
    volunteer = volunteers.find_volunteer(user.id)
    return render(
        "volunteering/list_suggestions.html",
        volunteer=volunteer,
        missing=volunteers.list_missing(volunteer) if volunteer else (),
        suggestions=queries.list_suggestions(user.id, user.age_band, today(), MOST_SUGGESTIONS),
        invitations=count_invitations_of(user.id),
        minutes=MINUTES_TO_ANSWER,
        dismissed=board.list_dismissed(user.id),
    )


def read_place(form: OpportunitySearchForm) -> FoundPlace | None:
    """Return the place that was typed; the form notes what could not be understood of it."""
    typed = form.near.data
    place = find_place_by_words(typed) if typed else None
    if typed and place is None:
        form.notes.append(f"We do not know where “{typed}” is. Try a postcode.")
    elif place is None and (form.within.data or form.sort.data == "nearest"):
        form.notes.append("Say where you are, and we can tell how far it is.")
    return place


def read_search(
    form: OpportunitySearchForm, place: FoundPlace | None, band: str | None
) -> OpportunitySearch:
    """Return what the form asks for, for someone of this age band if it is known.

    Without an order of one's own, words are sorted by how well they fit, a place alone by
    distance, and the whole board by date.
    """
    order = form.sort.data or ("" if form.q.data else "nearest" if place else "soonest")
    return OpportunitySearch(
        text=form.q.data or "",
        place=place,
        within_miles=int(form.within.data) if form.within.data and place else None,
        causes=(form.cause.data,) if form.cause.data else (),
        day_parts=read_day_parts(form.day.data, form.part.data),
        time_needed=tuple(form.time.data),
        commitment=form.commitment.data or "",
        is_remote="remote" in form.only.data,
        has_seats="seats" in form.only.data,
        band=AgeBand.SIXTEEN if "young" in form.only.data else band,
        is_nearest_first=order == "nearest",
        is_soonest_first=order == "soonest",
    )


def read_day_parts(day: str | None, part: str | None) -> tuple[str, ...]:
    """Return the day-parts meant by a day or days, a time of day, or both; none: any time."""
    if not (day or part):
        return ()
    named = tuple(each for each in DAYS if not day or each.casefold() == day)
    days = GROUPS_OF_DAYS.get(day or "", named)
    parts = [each for each in PARTS if not part or each.casefold() == part]
    return tuple(f"{each_day}{each_part}" for each_day in days for each_part in parts)


def _count_sections(user: User | None) -> Mapping[str, int]:
    onlooker = board.get_onlooker(user.id if user else None, user.age_band if user else None)
    return board.count_sections(onlooker, utcnow())


def find_own_user() -> User | None:
    """Return the one who asks, if they have signed in."""
    user_id = current_subject().user_id
    return None if user_id is None else get_user(user_id)
