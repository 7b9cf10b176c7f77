"""The one blueprint that the files beside this one add their views to."""

from flask import Blueprint

blueprint = Blueprint("reporting", __name__)
