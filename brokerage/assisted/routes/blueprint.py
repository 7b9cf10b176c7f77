"""The one blueprint of assisted volunteers."""

from flask import Blueprint

blueprint = Blueprint("assisted", __name__)
