"""What the answers to a question come to. Pure; imports the council, calls and methods."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from deliberation.calls.call import Call
from deliberation.council import Council
from deliberation.methods.method import LEAST_SECRET, needed
from deliberation.methods.payloads import QuestionCounted
from deliberation.methods.question import Question
from deliberation.terms import Choice, EndedBy, Majority, Method, Result

Cast = Mapping[str, Choice]
"""Who answered what."""


@dataclass(frozen=True)
class Count:
    """How many said what."""

    yes: int
    no: int
    abstained: int

    @property
    def answered(self) -> int:
        """How many answered."""
        return self.yes + self.no + self.abstained


def still_asked(question: Question, body: str, council: Council) -> tuple[str, ...]:
    """Return who was asked and still holds a seat of that caucus."""
    caucus = council.caucus(body)
    seated = caucus.representatives if caucus else ()
    return tuple(person for person in question.electorate if person in seated)


def said(choice: Choice, people: tuple[str, ...], cast: Cast) -> tuple[str, ...]:
    """Return who of some people answered with a choice."""
    return tuple(person for person in people if cast.get(person) is choice)


def count_of(people: tuple[str, ...], cast: Cast) -> Count:
    """Return how many of some people said what."""
    return Count(*(len(said(choice, people, cast)) for choice in Choice))


def result_of(question: Question, count: Count) -> Result:
    """Return what a count comes to; a tie is not reached."""
    method = question.method
    if method.method is Method.BALLOT and count.answered < LEAST_SECRET:
        return Result.TOO_FEW
    if count.answered < needed(method, question.seats):
        return Result.NO_QUORUM
    reached = count.yes > 0 and _has_majority(method.majority, count)
    return Result.REACHED if reached else Result.NOT_REACHED


def _has_majority(majority: Majority, count: Count) -> bool:
    match majority:
        case Majority.SIMPLE:
            return count.yes > count.no
        case Majority.TWO_THIRDS:
            return 3 * count.yes >= 2 * (count.yes + count.no)
        case Majority.UNANIMITY:
            return count.no == 0
        case _:
            assert_never(majority)


def counted(
    call: Call, question: Question, council: Council, cast: Cast | None, by: EndedBy
) -> QuestionCounted:
    """Return what an open question has found; ``cast`` is None if the answers are lost.

    Nothing is told of a ballot but how many said what, and of one that comes to nothing not even
    that.
    """
    people = still_asked(question, call.body, council)
    count = count_of(people, cast or {})
    result = Result.VOID if cast is None else result_of(question, count)
    is_secret = question.method.method is Method.BALLOT
    if is_secret and not result.is_valid:
        count = Count(0, 0, 0)
    names = [() if is_secret else said(choice, people, cast or {}) for choice in Choice]
    answered = set().union(*names)
    return QuestionCounted(
        body=call.body,
        call=call.entry,
        draft=call.draft,
        caucus_text=call.text,
        fingerprint=call.fingerprint,
        method=question.method.method.value,
        result=result.value,
        ended=by.value,
        yes=count.yes,
        no=count.no,
        abstained=count.abstained,
        said_yes=names[0],
        said_no=names[1],
        said_abstain=names[2],
        silent=() if is_secret else tuple(each for each in people if each not in answered),
        removed=tuple(each for each in question.electorate if each not in people),
    )
