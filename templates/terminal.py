"""Words for the command line: faults of a record, problems, and the record itself.

Codes are given as their values, so that nothing but ``deliberation`` is imported. Pure.
"""

from collections.abc import Mapping
from typing import Any

from deliberation.terms import PUBLIC
from templates.render import markdown, plain, written
from templates.views import CouncilView


def fault(code: str, number: int = 0, fields: Mapping[str, Any] | None = None) -> str:
    """Return what is wrong with an exported record; ``code`` is a ``FaultCode``'s value."""
    return plain("faults.j2", {"code": code, "number": number, "fields": fields or {}})


def storage_problem(code: str, fields: Mapping[str, Any]) -> str:
    """Return what is wrong with the database; ``code`` is a ``StorageError``'s."""
    return plain("problems.j2", {"source": "storage", "code": code, "fields": fields})


def matrix_problem(errcode: str, message: str, wait: int = 0) -> str:
    """Return what the homeserver, or the way to it, says; all are a ``RequestError``'s.

    ``wait`` is for how many seconds the homeserver refuses requests, 0 if it doesn't say.
    """
    fields = {"message": message.rstrip(". "), "wait": wait}
    return plain("problems.j2", {"source": "matrix", "code": errcode, "fields": fields})


def config_problem(path: str, code: str, fields: Mapping[str, Any]) -> str:
    """Return what is wrong with the configuration, and where; all are a ``ConfigError``'s."""
    data = {"source": "configuration", "at": path, "code": code, "fields": fields}
    return plain("problems.j2", data)


def record(
    document: Mapping[str, Any], council: CouncilView | None = None, audience: str = PUBLIC
) -> str:
    """Return an exported record as Markdown. ``council`` gives the caucuses' names.

    ``audience`` is for whom it was exported: a door, or ``all``.
    """
    proposals = [entry["proposal"] for entry in document["entries"] if entry["proposal"]]
    proposal = proposals[0] if proposals else 0
    data = {"document": document, "proposal": proposal, "council": council}
    data["audience"] = audience
    return markdown("record.md.j2", data)


def configuration(described: Mapping[str, Any]) -> str:
    """Return a configuration file, with what each key means. ``described`` has every key."""
    return written("config.yaml.j2", {"c": described})


def said(code: str, **fields: Any) -> str:
    """Return what a command of the command line says; ``code`` is its row in the template.

    Raises LookupError if there is no such row.
    """
    words = plain("commandline.j2", {"code": code, "f": fields})
    if not words:
        raise LookupError(code)
    return words
