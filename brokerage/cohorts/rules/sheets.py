"""Tables that people open in a spreadsheet. Pure."""

from __future__ import annotations

HEADING = ("Place", "Where", "Name", "Answer", "Why")
