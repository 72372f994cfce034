"""A clause by its name, and a draft that is another text with one clause of it changed.

Pure. Imports ``texts``, and nothing outside ``deliberation`` else.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from deliberation import acts as a
from deliberation import reference
from deliberation.binding_rules.rules import Rules
from deliberation.errors import Code, PointOfOrder
from deliberation.proposal import Proposal
from deliberation.reference import Reference
from deliberation.text import MAX_TEXT_BYTES, MAX_TEXT_LINES, fingerprint, normalise
from texts import names
from texts.block import Passage, Text
from texts.compare import compare
from texts.edit import UnfitError, with_clause
from texts.read import Format, read
from texts.trace import of_old

NEAREST = 3
"""How many names are said of those that are near to one that there isn't."""
MOST = 10
"""How many names are said of clauses that are called alike."""
LONGEST = 80
"""How many characters of what was typed as a name are said again."""
_NUMBER = re.compile(r"[0-9]{1,9}")

Drafting = a.IssueDraft | a.GiveCaucusText


@dataclass(frozen=True)
class Edited:
    """A text with one clause changed: the clause's name, and which text it was changed in.

    ``without``: the texts after that one, up to the current one, whose changes it hasn't.
    """

    text: str
    format: Format
    clause: str
    base: Reference
    without: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class _Base:
    named: Reference
    text: str
    format: Format


def content(act: Drafting, actor: a.Actor, proposal: Proposal) -> tuple[str, Format]:
    """Return the whole text that an act gives, and its format."""
    found = edited(act, actor, proposal)
    return (found.text, found.format) if found else (act.text, act.format)


def edited(act: Drafting, actor: a.Actor, proposal: Proposal) -> Edited | None:
    """Return what comes of changing one clause; None if an act gives a whole text.

    Raises ``PointOfOrder`` if there isn't exactly one such clause, or if the words don't make one.
    """
    if not act.clause:
        return None
    base = _base(act, actor, proposal)
    kind = type(act).__name__
    passage = clause_of(read(base.text, base.format), act.clause, base.named, act=kind)
    try:
        text = with_clause(base.text, base.format, passage, act.text)
    except UnfitError:
        raise _refusal(Code.CLAUSE_UNFIT, passage.name, base.named) from None
    if fingerprint(text) == fingerprint(base.text):
        raise _refusal(Code.CLAUSE_UNCHANGED, passage.name, base.named)
    normal = normalise(text)
    size = len(normal.encode("utf-8", "surrogatepass"))
    if size > MAX_TEXT_BYTES or normal.count("\n") >= MAX_TEXT_LINES:
        raise _refusal(Code.CLAUSE_TOO_LONG, passage.name, base.named, limit=MAX_TEXT_BYTES)
    return Edited(text, base.format, passage.name, base.named, _without(base, actor, proposal))


def kept_rules(text: str, form: Format, proposal: Proposal) -> Rules | None:
    """Return the rules that the current draft calls for, with its clauses as the text names them.

    None if one of these is gone.
    """
    current = proposal.current
    if current is None or current.rules is None or not current.rules.clauses:
        return current.rules if current else None
    before, now = read(current.text, current.format), read(text, form)
    changes = compare(before, now)
    kept = set()
    for index, passage in enumerate(before):
        if passage.is_clause and passage.name in current.rules.clauses:
            _, became = of_old(changes, index)
            if not became:
                return None
            kept |= {*became}
    names_now = tuple(now[index].name for index in sorted(kept) if now[index].is_clause)
    return replace(current.rules, clauses=names_now) if names_now else None


def clause_of(text: Text, typed: str, where: Reference, **more: object) -> Passage:
    """Return the clause of a text that a typed name means; ``where`` says which text it is.

    Raises ``PointOfOrder`` if there is none, or if there are several.
    """
    found = [passage for passage in names.find(text, typed) if passage.is_clause]
    if len(found) == 1:
        return found[0]
    code = Code.SEVERAL_CLAUSES if found else Code.NO_SUCH_CLAUSE
    known = [passage.name for passage in found or text if passage.is_clause]
    near = tuple((known if found else _nearest(known, typed))[:MOST])
    labels = {passage.name: passage.label for passage in text if passage.is_clause}
    printed = tuple(labels[name] for name in near)
    raise _refusal(code, typed, where, names=near, labels=printed, **more)


def _refusal(code: Code, clause: str, where: Reference, **more: object) -> PointOfOrder:
    fields = {"draft": where.draft, "caucus": where.caucus, "number": where.number}
    return PointOfOrder(code, clause=clause[:LONGEST], **fields, **more)


def _nearest(known: Sequence[str], typed: str) -> list[str]:
    """Return the names that are nearest to one that there isn't, in the text's order."""
    wanted = _NUMBER.findall(names.slug(typed))
    if wanted and (numbered := [(name, _number(name)) for name in known if _number(name)]):
        numbered.sort(key=lambda pair: abs(pair[1] - int(wanted[-1])))
        near = {name for name, _ in numbered[:NEAREST]}
    else:
        folded = {name.casefold(): name for name in known}
        near = {folded[name] for name in get_close_matches(typed.casefold(), folded, NEAREST)}
    return [name for name in known if name in near] or [*known[:1], *known[1:][-1:]]


def _number(name: str) -> int:
    found = _NUMBER.findall(names.slug(name))
    return int(found[-1]) if found else 0


# --- the text in which it is changed ------------------------------------------------------


def _base(act: Drafting, actor: a.Actor, proposal: Proposal) -> _Base:
    if act.base:
        return _named(reference.parse(act.base), actor, proposal)
    return _latest(actor, proposal)


def _latest(actor: a.Actor, proposal: Proposal) -> _Base:
    """Return the caucus's latest text on the current draft, or else that draft."""
    current = proposal.current
    if current is None:
        raise ValueError(f"P{proposal.number} was never forwarded")  # so no row allows the act
    text = proposal.caucus_text(actor.caucus, current.number)
    if text:
        where = Reference(proposal.number, text.draft, text.caucus, text.number)
        return _Base(where, text.text, text.format)
    return _Base(Reference(proposal.number, current.number), current.text, current.format)


def _named(named: Reference | None, actor: a.Actor, proposal: Proposal) -> _Base:
    """Return the draft or caucus text that was replied to, if the actor's room may see it."""
    number = (named.draft if named else None) or 1
    if named and named.proposal == proposal.number:
        if not named.caucus and (draft := proposal.draft(number)):
            return _Base(Reference(named.proposal, number), draft.text, draft.format)
        text = proposal.caucus_text(named.caucus, number, named.number)
        if text and (text.released or text.caucus == actor.caucus):
            return _Base(named, text.text, text.format)
    raise PointOfOrder(Code.NO_SUCH_TEXT, proposal=proposal.number, draft=number)


def _without(base: _Base, actor: a.Actor, proposal: Proposal) -> tuple[Reference, ...]:
    """Return the drafts, and the caucus's own texts on the current one, that followed a text.

    Those that were taken back changed nothing; nor did any if the latest is that text again.
    """
    latest = _latest(actor, proposal)
    if fingerprint(latest.text) == fingerprint(base.text):
        return ()
    number = proposal.current.number if proposal.current else 0
    drafts = [Reference(proposal.number, draft.number) for draft in proposal.in_force]
    texts = [
        Reference(proposal.number, number, text.caucus, text.number)
        for text in proposal.caucus_texts(actor.caucus, number)
        if not text.taken_back
    ]
    after = _order(base.named, actor)
    return tuple(named for named in [*drafts, *texts] if _order(named, actor) > after)


def _order(named: Reference, actor: a.Actor) -> tuple[int, int]:
    """Return where a text stands among the drafts and the caucus's own texts."""
    return named.draft or 1, named.number if named.caucus == actor.caucus else 0
