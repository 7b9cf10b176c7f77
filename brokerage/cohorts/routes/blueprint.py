"""The blueprint of every view of cohorts."""

from flask import Blueprint

blueprint = Blueprint("cohorts", __name__)
