"""``rapporteur verify``: an exported record is checked, offline."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

import templates
from bot.cli.problems import WRONG_USE, Problem
from deliberation.entries import COUNCIL_CHAIN
from storage import compare
from storage import verify as records
from storage.document import RepeatedKeyError, parse
from storage.faults import Fault, FaultCode

Document = Mapping[str, Any]
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Known:
    """What a record is held against: a posted hash, an older export, the roster's export."""

    head: str = ""
    older: Path | None = None
    roster: Path | None = None


def verify(file: Path, known: Known) -> bool:
    """Print what is wrong with a record, or what was found right. Raises Problem."""
    console = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
    hashed = _hash(known.head) if known.head else ""
    with console.status(templates.said("verifying", name=file.name)):
        roster = _read(known.roster) if known.roster else None
        older = _read(known.older) if known.older else None
        document = _read(file)
        wrong = list(_wrong(file, document, known, older, roster))
        unlike = [] if wrong else list(_unlike(document, hashed, older))
    for path, faults in wrong:
        _tell(console, templates.said("broken", name=path.name, count=len(faults)), faults)
    if unlike:
        _tell(console, templates.said("another", name=file.name), unlike)
    elif not wrong:
        _tell_what_holds(console, file, document, known, older)
    return not (wrong or unlike)


def _wrong(
    file: Path, document: Any, known: Known, older: Any, roster: Any
) -> Iterator[tuple[Path, tuple[Fault, ...]]]:
    """Yield each file that isn't consistent in itself, and why; the record with its roster."""
    faults = _faults(roster) if known.roster else ()
    if known.roster and faults:
        yield known.roster, faults
    elif known.roster:
        _fits(known.roster, document, roster)
    if known.older and (of_older := _faults(older)):
        yield known.older, of_older
    if found := _faults(document, None if faults else roster):
        yield file, found


def _faults(document: Any, roster: Any = None) -> tuple[Fault, ...]:
    if isinstance(document, RepeatedKeyError):
        return (Fault(FaultCode.REPEATED, 0, {"key": document.key}),)
    if roster is None:
        return records.verify(document)
    return records.seals(document) or records.verify(compare.together(document, roster))


def _fits(path: Path, document: Any, roster: Document) -> None:
    """Raise Problem unless this is the roster's chain alone, and the record lacks it."""
    if {head["proposal"] for head in roster["heads"]} != {COUNCIL_CHAIN}:
        raise Problem(templates.said("no_roster", name=path.name), WRONG_USE)
    if not records.seals(document) and _has_roster(document):
        raise Problem(templates.said("has_roster"), WRONG_USE)


def _has_roster(document: Document) -> bool:
    return any(head["proposal"] == COUNCIL_CHAIN for head in document["heads"])


def _unlike(document: Document, hashed: str, older: Document | None) -> Iterator[Fault]:
    """Yield how the record differs from what was kept of it."""
    if hashed and (fault := compare.ends_with(document, hashed)):
        yield fault
    if older and (fault := compare.begins_with(document, older)):
        yield fault


def _tell(console: Console, words: str, faults: Iterable[Fault]) -> None:
    console.print(words, style="bold red")
    for fault in faults:
        console.print(templates.fault(fault.code, fault.number, fault.fields))


def _tell_what_holds(
    console: Console, file: Path, document: Document, known: Known, older: Document | None
) -> None:
    """Print what was found right, and what that doesn't show."""
    console.print(templates.said("sound", name=file.name, document=document), style="green")
    if known.older and older:
        console.print(templates.said("continues", name=known.older.name, document=older))
    if not (known.roster or _has_roster(document)):
        console.print(templates.said("unjudged"))
    if known.head:
        found = compare.entry_of(document, _hash(known.head)) or {}
        fields = {"number": found["number"], "more": compare.after(document, found)}
        console.print(templates.said("anchored", **fields), style="green")
        return
    for head in document["heads"]:
        console.print(templates.said("head", head=head, posted=_posted(document, head)))
    alone = all(head["proposal"] == COUNCIL_CHAIN for head in document["heads"])
    console.print(templates.said("unanchored", name=file.name, roster_alone=alone))


def _posted(document: Document, head: Document) -> Document | None:
    """Return the entry whose hash was posted last, where that isn't the end of the chain."""
    end = compare.entry_of(document, head["hash"])
    posted = compare.last_posted(document, end) if end else None
    return posted if posted is not end else None


def _hash(given: str) -> str:
    hashed = given.strip().lower()
    if not _HASH.fullmatch(hashed):
        raise Problem(templates.said("no_hash", name=given), WRONG_USE)
    return hashed


def _read(file: Path) -> Any:
    """Return what the file holds; a repeated key is returned, for it is a fault of the record."""
    try:
        return parse(file.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or str(error)
        words = templates.said("unreadable", name=str(file), reason=reason)
        raise Problem(words, WRONG_USE) from error
    except RepeatedKeyError as error:
        return error
    except (ValueError, RecursionError) as error:
        raise Problem(templates.said("not_json", name=str(file)), WRONG_USE) from error
