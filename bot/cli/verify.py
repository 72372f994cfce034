"""``rapporteur verify``: an exported record is checked, offline."""

import json
from pathlib import Path
from typing import Any

from rich.console import Console

import templates
from bot.cli.problems import WRONG_USE, Problem
from storage import verify as records


def verify(file: Path) -> bool:
    """Print what is wrong with a record, or that nothing is. Raises Problem."""
    console = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
    with console.status(templates.said("verifying", name=file.name)):
        document = _read(file)
        faults = records.verify(document)
    if faults:
        console.print(templates.said("broken", name=file.name, count=len(faults)), style="bold red")
        for fault in faults:
            console.print(templates.fault(fault.code, fault.number, fault.fields))
        return False
    console.print(templates.said("sound", name=file.name, document=document), style="green")
    for head in document["heads"]:
        console.print(templates.said("head", head=head))
    return True


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or str(error)
        words = templates.said("unreadable", name=str(file), reason=reason)
        raise Problem(words, WRONG_USE) from error
    except (ValueError, RecursionError) as error:
        raise Problem(templates.said("not_json", name=str(file)), WRONG_USE) from error
