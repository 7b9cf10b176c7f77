"""The feed itself: whoever has the address may read it, since a calendar cannot sign in."""

from __future__ import annotations

from flask import make_response, request
from flask.typing import ResponseReturnValue

from brokerage.accounts.rules import network_of
from brokerage.calendars import queries, rules
from brokerage.calendars.routes.blueprint import blueprint
from brokerage.errors import NotFoundError
from brokerage.extensions import utcnow
from brokerage.permissions import PUBLIC
from brokerage.web.access import requires
from brokerage.web.layout import area
from brokerage.web.throttle import Limit

READS = Limit("calendars:reads", rules.MOST_READS_AN_HOUR, rules.HOUR)
WRONG = Limit("calendars:wrong", rules.MOST_WRONG_ADDRESSES_AN_HOUR, rules.HOUR)


@blueprint.get("/calendars/<token:token>.ics")
@requires(PUBLIC)
def show_feed(token: str) -> ResponseReturnValue:
    """Give the calendar at this address; a wrong one is not found.

    Wrong ones are counted by network, but never keep a right one out: one network can be that
    of a service which reads the calendars of half the county.
    """
    now = utcnow()
    try:
        feed = queries.get_feed(token, now, str(area()["partnership"]))
    except NotFoundError:
        WRONG.take(network_of(request.remote_addr))
        raise
    READS.take(rules.digest_of_token(token))
    response = make_response(rules.write_feed(feed.name, feed.events, queries.get_domain(), now))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
