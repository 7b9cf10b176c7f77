"""Writes of measures, one file a journey; what other features use has its name here."""

from brokerage.measures.service.choices import choose_measure
from brokerage.measures.service.loading import load_measures, load_reference_measures

__all__ = ["choose_measure", "load_measures", "load_reference_measures"]
