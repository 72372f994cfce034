"""Every word that people read. Pure: data in, words out; imports ``deliberation`` alone."""

from templates.parts import Attachment, Part, Words
from templates.render import render
from templates.rooms import room_name, topic

__all__ = ["Attachment", "Part", "Words", "render", "room_name", "topic"]
