"""Confirming a change of weights."""

from __future__ import annotations

from brokerage.web.forms import Form


class ConfirmForm(Form):
    """Nothing but the button: what it does is on the page."""
