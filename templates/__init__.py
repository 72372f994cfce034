"""Every word that people read. Pure: data in, words out; imports ``deliberation`` alone."""

from templates.parts import Attachment, Part, Words
from templates.render import render
from templates.rooms import MOVED, NAME, REMOVED, room_name, topic, wording
from templates.terminal import (
    config_problem,
    configuration,
    fault,
    matrix_problem,
    record,
    said,
    storage_problem,
)

__all__ = [
    "MOVED",
    "NAME",
    "REMOVED",
    "Attachment",
    "Part",
    "Words",
    "config_problem",
    "configuration",
    "fault",
    "matrix_problem",
    "record",
    "render",
    "room_name",
    "said",
    "storage_problem",
    "topic",
    "wording",
]
