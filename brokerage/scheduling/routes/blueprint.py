"""The blueprint that every view of scheduling is added to."""

from flask import Blueprint

blueprint = Blueprint("scheduling", __name__)
