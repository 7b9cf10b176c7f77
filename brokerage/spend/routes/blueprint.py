"""The blueprint of every view of spend."""

from flask import Blueprint

blueprint = Blueprint("spend", __name__)
