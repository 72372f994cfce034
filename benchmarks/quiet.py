"""The bot's log, in the benchmarks: warnings alone, and not among the results."""

import logging
import sys

import structlog


def quiet() -> None:
    """Have structlog write warnings to the standard error, and drop what is less."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
