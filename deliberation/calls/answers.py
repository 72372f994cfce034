"""Who is asked by a call, who has answered it, and what was objected.

Pure. An answer is that somebody doesn't object, which they say by a reaction; or an objection of
theirs that stands.
"""

from collections.abc import Collection
from dataclasses import dataclass

from deliberation.calls.call import Call
from deliberation.council import Council
from deliberation.objections.register import Objection, of_body
from deliberation.objections.standing import present, stands
from deliberation.proposal import Proposal
from deliberation.terms import COUNCIL, FORUM


@dataclass(frozen=True)
class Answers:
    """How a call stands. ``agreed`` don't object, ``objecting`` have an objection that stands.

    ``silent`` are those who are waited for in vain; where anybody may answer, nobody is.
    ``objections`` stand against the text, also without binding, or were answered meanwhile;
    ``binding``: one stands for which a chair's *yes* has to wait.
    """

    agreed: tuple[str, ...]
    objecting: tuple[str, ...]
    silent: tuple[str, ...]
    objections: tuple[Objection, ...]
    binding: bool

    @property
    def count(self) -> int:
        """How many answered."""
        return len(self.agreed) + len(self.objecting)


def asked(body: str, council: Council) -> tuple[str, ...] | None:
    """Return who may answer in a body's room: those whose objections bind; None: anybody."""
    if body == FORUM:
        return None
    if body == COUNCIL:
        people = (person for caucus in council.caucuses for person in caucus.members)
        return tuple(dict.fromkeys(filter(None, people)))
    caucus = council.caucus(body)
    return tuple(filter(None, caucus.members)) if caucus else ()


def awaited(body: str, council: Council) -> tuple[str, ...]:
    """Return whose answer is waited for: a caucus's chair, who asks there, need not answer."""
    caucus = council.caucus(body)
    return caucus.representatives if caucus else asked(body, council) or ()


def answers(call: Call, proposal: Proposal, council: Council, agreed: Collection[str]) -> Answers:
    """Return how an open call stands; ``agreed`` are those who said that they don't object.

    Who isn't asked any more, being unseated say, doesn't count.
    """
    text, people = present(proposal, call.body), asked(call.body, council)
    known = of_body(proposal.objections, call.body)
    objections = tuple(o for o in known if stands(o, text, proposal) or _was_heard(o, call))
    behind = {person for each in objections for person in _people(each, council)}
    among = tuple(dict.fromkeys((*agreed, *sorted(behind)))) if people is None else people
    objecting = tuple(person for person in among if person in behind)
    willing = tuple(person for person in among if person in agreed and person not in behind)
    answered = {*objecting, *willing}
    silent = tuple(each for each in awaited(call.body, council) if each not in answered)
    binding = any(o.binding and stands(o, text, proposal) for o in objections)
    return Answers(willing, objecting, silent, objections, binding)


def _was_heard(objection: Objection, call: Call) -> bool:
    """Whether an objection was raised, or answered, since a call began."""
    return objection.changed > call.entry and not objection.lifted


def _people(objection: Objection, council: Council) -> tuple[str, ...]:
    """Return who stands behind an objection; for a caucus, its chair."""
    return tuple(
        council.chair_of(each) if each == objection.caucus else each for each in objection.behind
    )
