"""What may be seen of objections: each register behind the door of its own body's room.

Pure: imports ``deliberation`` and the views.
"""

from collections.abc import Collection

from bot.relay.visibility.doors import door_of
from deliberation.objections.register import Objection, of_body
from deliberation.objections.standing import Version, is_outweighed_alone, present, stands
from deliberation.proposal import Proposal
from templates import views as v


def registers_seen(
    proposal: Proposal | None, doors: Collection[str], plenary: str
) -> tuple[v.RegisterView, ...]:
    """Return the registers that those behind the doors may see, in the order of their bodies.

    Those without an objection are left out. ``plenary`` is the door of what plenary sees.
    """
    if proposal is None:
        return ()
    bodies = dict.fromkeys(each.body for each in proposal.objections)
    return tuple(_register(proposal, body) for body in bodies if door_of(body, plenary) in doors)


def _register(proposal: Proposal, body: str) -> v.RegisterView:
    now = present(proposal, body)
    known = of_body(proposal.objections, body)
    text = v.NamedView(now.draft, now.caucus, now.number)
    views = [objection_seen(o, now, proposal) for o in known]
    return v.RegisterView(body, text, tuple(sorted(views, key=lambda each: not each.stands)))


def objection_seen(objection: Objection, now: Version, proposal: Proposal) -> v.ObjectionView:
    """Return an objection for those whose room it stands in; ``now`` is what that is about."""
    done = objection.disposed
    outweighed = is_outweighed_alone(objection, now, proposal)
    return v.ObjectionView(
        label=objection.label,
        concern=objection.concern,
        clauses=objection.clauses,
        about=_named(objection.body, objection.draft, objection.text),
        people=objection.behind if not objection.caucus else (),
        raised_by=objection.person,
        caucus=objection.caucus,
        binding=objection.binding,
        disposition=done.disposition if done else None,
        reason=done.reason if done and not outweighed else "",
        by=_named(objection.body, done.draft, done.text) if done and done.draft else None,
        lifted=objection.lifted,
        stands=stands(objection, now, proposal),
        event=objection.event,
        late=objection.late,
        outweighed=outweighed,
    )


def _named(body: str, draft: int, text: int) -> v.NamedView:
    return v.NamedView(draft, body if text else "", text)
