"""Logs: one JSON line an event, without addresses, names or anything typed by a person."""

from __future__ import annotations

import logging
import sys

import structlog
from flask import Flask

from brokerage.config import Config


def init_app(app: Flask, config: Config) -> None:
    """Set structlog up for this process."""
    level = logging.getLevelNamesMapping().get(config.log_level.upper(), logging.INFO)
    app.logger.setLevel(level)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=not config.is_testing,
    )
