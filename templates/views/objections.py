"""An objection, and a register of them."""

from dataclasses import dataclass

from deliberation.terms import Disposition
from templates.views.base import View
from templates.views.proposals import NamedView


@dataclass(frozen=True)
class ObjectionView(View):
    """An objection; see ``deliberation.objections.register.Objection``.

    ``about`` is the text that it is about, ``by`` the text that accommodates it, or None.
    ``people`` stand behind it. ``stands``: it isn't addressed, for the present text of its room.
    ``late``: it came after a call on its text had ended. ``outweighed``: by nothing but the
    caucus's method.
    """

    label: str
    concern: str
    clauses: tuple[str, ...]
    about: NamedView
    raised_by: str
    people: tuple[str, ...]
    caucus: str
    binding: bool
    disposition: Disposition | None
    reason: str
    by: NamedView | None
    lifted: bool
    stands: bool
    event: str
    late: bool = False
    outweighed: bool = False


@dataclass(frozen=True)
class RegisterView(View):
    """The objections in the register of a body; ``text`` is what its room is about now."""

    body: str
    text: NamedView
    objections: tuple[ObjectionView, ...]

    def labelled(self, label: str) -> tuple[ObjectionView, ...]:
        """Those with a label; ``O3`` is ``cs.O3`` too, and the empty one all."""
        return tuple(o for o in self.objections if not label or f".{o.label}".endswith(f".{label}"))

    @property
    def standing(self) -> tuple[ObjectionView, ...]:
        """Those that are not addressed."""
        return tuple(each for each in self.objections if each.stands)

    @property
    def binding(self) -> tuple[ObjectionView, ...]:
        """Those for which a chair's *yes* has to wait."""
        return tuple(each for each in self.standing if each.binding)
