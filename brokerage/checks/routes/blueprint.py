"""The blueprint that every audience's views are added to."""

from flask import Blueprint

blueprint = Blueprint("checks", __name__)
