"""A calm run, with which those under faults are compared."""

from tests.exactly_once.conftest import calm

__all__ = ["calm"]
