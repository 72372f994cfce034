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
    ``objections`` stand against the text; those that don't bind, too.
    """

    agreed: tuple[str, ...]
    objecting: tuple[str, ...]
    silent: tuple[str, ...]
    objections: tuple[Objection, ...]

    @property
    def count(self) -> int:
        """How many answered."""
        return len(self.agreed) + len(self.objecting)

    @property
    def binding(self) -> bool:
        """Whether an objection stands for which a chair's *yes* has to wait."""
        return any(each.binding for each in self.objections)


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
    objections = tuple(each for each in known if stands(each, text, proposal))
    behind = dict.fromkeys(person for each in objections for person in each.behind)
    among = tuple(dict.fromkeys((*agreed, *behind))) if people is None else people
    objecting = tuple(person for person in among if person in behind)
    willing = tuple(person for person in among if person in agreed and person not in behind)
    answered = {*objecting, *willing}
    silent = tuple(each for each in awaited(call.body, council) if each not in answered)
    return Answers(willing, objecting, silent, objections)
