"""Against which texts an objection stands, and whose refuse a chair's *yes*.

Pure. Imports nothing outside ``deliberation`` but ``texts``.
"""

from dataclasses import dataclass
from functools import lru_cache

from deliberation.council import Council
from deliberation.methods.finding import last_count
from deliberation.objections.register import Disposed, Objection, of_body
from deliberation.parts import CaucusText, Draft
from deliberation.proposal import Proposal
from deliberation.reference import Reference
from deliberation.terms import COUNCIL, FORUM, Disposition, Result
from texts.block import Passage, Text
from texts.compare import compare
from texts.names import find
from texts.read import Format, read
from texts.trace import of_old


@dataclass(frozen=True)
class Version:
    """A text that a room is about: a draft, or with ``caucus`` its text with that number on it."""

    draft: int
    caucus: str
    number: int
    text: str
    format: Format
    fingerprint: str

    def named(self, proposal: int) -> Reference:
        """Return its name."""
        return Reference(proposal, self.draft, self.caucus, self.number)

    @property
    def read(self) -> Text:
        """Its clauses, and what stands between them."""
        return read(self.text, self.format)

    def clause(self, name: str) -> Passage | None:
        """Return its clause with a name, or None if there isn't one."""
        found = [each for each in find(self.read, name) if each.is_clause]
        return found[0] if len(found) == 1 else None

    def has(self, clause: Passage) -> bool:
        """Whether a clause stands in it, word for word."""
        return clause in self.read


def of_draft(draft: Draft) -> Version:
    """Return a draft as a version."""
    return Version(draft.number, "", 0, draft.text, draft.format, draft.fingerprint)


def of_text(text: CaucusText) -> Version:
    """Return a caucus's text as a version."""
    named = text.draft, text.caucus, text.number
    return Version(*named, text.text, text.format, text.fingerprint)


def present(proposal: Proposal, body: str) -> Version:
    """Return what a body's room is about: its caucus's latest wording, the draft, what was tabled.

    What is before the forum is Draft 1 to be.
    """
    current = proposal.current
    if current is None:
        tabled = proposal.text, proposal.format, proposal.fingerprint
        return Version(1, "", 0, *tabled)
    text = None if body in (FORUM, COUNCIL) else proposal.caucus_text(body, current.number)
    return of_text(text) if text else of_draft(current)


def version(proposal: Proposal, body: str, draft: int, text: int) -> Version | None:
    """Return a text of a body's room by its numbers, or None."""
    if text:
        found = proposal.caucus_text(body, draft, text)
        return of_text(found) if found else None
    known = proposal.draft(draft)
    if known is None:
        return present(proposal, body) if draft == 1 and not proposal.forwarded else None
    return of_draft(known)


def stands(objection: Objection, against: Version, proposal: Proposal) -> bool:
    """Whether an objection stands against a text: it isn't lifted, and not addressed for that."""
    if is_outweighed(objection, against, proposal):
        return False
    return _is_unaddressed(objection, against, proposal)


def is_outweighed_alone(objection: Objection, against: Version, proposal: Proposal) -> bool:
    """Whether it would stand, had the caucus's method not outweighed it."""
    unaddressed = _is_unaddressed(objection, against, proposal)
    return unaddressed and is_outweighed(objection, against, proposal)


def _is_unaddressed(objection: Objection, against: Version, proposal: Proposal) -> bool:
    disposed = objection.disposed
    if objection.lifted or _is_of_a_later_text(objection, against):
        return False
    if disposed is None or not disposed.disposition.addresses:
        return True
    if disposed.disposition is Disposition.ACCOMMODATED:
        return not _accommodated(objection, disposed, against, proposal)
    return False


def is_outweighed(objection: Objection, against: Version, proposal: Proposal) -> bool:
    """Whether the caucus's own method found for exactly a text, and has so outweighed it.

    The last valid count decides. Not if the objection was raised, or the chair upheld it, since.
    """
    about = against.draft, against.number, against.fingerprint
    call = last_count(proposal.calls, objection.body, about)
    if call is None or call.finding is None or call.finding.result != Result.REACHED:
        return False
    return objection.since < call.found_by


def standing(proposal: Proposal, body: str, against: Version) -> tuple[Objection, ...]:
    """Return the binding objections of a body's register that stand against a text."""
    known = of_body(proposal.objections, body)
    return tuple(o for o in known if o.binding and stands(o, against, proposal))


def _accommodated(
    objection: Objection, disposed: Disposed, against: Version, proposal: Proposal
) -> bool:
    """Whether a text is the one that accommodates it, or follows it with the clauses unchanged."""
    if against.fingerprint == disposed.fingerprint:
        return True
    body = objection.body
    by = version(proposal, body, disposed.draft, disposed.text)
    if by is None or (against.draft, against.number) <= (by.draft, by.number):
        return False
    before = version(proposal, body, objection.draft, objection.text)
    return (
        before is not None
        and bool(objection.clauses)
        and all(_unchanged(name, before, by, against) for name in objection.clauses)
    )


def _is_of_a_later_text(objection: Objection, against: Version) -> bool:
    """Whether an objection is about a text that came after another, such as a caucus's wording."""
    later = (objection.draft, objection.text) > (against.draft, against.number)
    return later and objection.fingerprint != against.fingerprint


def _unchanged(name: str, before: Version, by: Version, now: Version) -> bool:
    """Whether what a text made of a clause is still so; where it left it out, that it is out."""
    clause = before.clause(name)
    if clause is None:
        return False
    became = _became(before, by, before.read.index(clause))
    return all(now.has(each) for each in became) if became else not now.has(clause)


@lru_cache(maxsize=64)
def _became(before: Version, by: Version, index: int) -> tuple[Passage, ...]:
    """Return the clauses of a text that one of an earlier text has become; none: it is left out."""
    _, now = of_old(compare(before.read, by.read), index)
    return tuple(by.read[each] for each in now)


def reads_otherwise(objection: Objection, now: Version, proposal: Proposal) -> bool:
    """Whether a clause that an objection names reads otherwise than when it was raised.

    Where it names none, whether the text does.
    """
    if now.fingerprint == objection.fingerprint:
        return False
    before = version(proposal, objection.body, objection.draft, objection.text)
    if before is None or not objection.clauses:
        return True
    clauses = [before.clause(name) for name in objection.clauses]
    return any(clause is None or not now.has(clause) for clause in clauses)


def binds(person: str, body: str, council: Council) -> bool:
    """Whether somebody's objections refuse a chair's *yes*: in plenary a caucus's alone."""
    return body != COUNCIL or council.caucus_of(person) is not None
