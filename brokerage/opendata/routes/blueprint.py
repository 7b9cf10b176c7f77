"""The one blueprint that the files beside this one add their views to."""

from flask import Blueprint, Response

blueprint = Blueprint("opendata", __name__, url_prefix="/open-data")


@blueprint.after_request
def let_other_sites_read(response: Response) -> Response:
    """Let pages of other sites read it: all of it is public, and no cookie is looked at."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
