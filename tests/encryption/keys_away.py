"""A way to the homeserver on which other people's keys can't be had for a while.

It answers as Synapse does whose federation fails: with success, and the other server among the
``failures``. Or the other server has none to give: then it answers with success alone.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web
from yarl import URL

from tests.faults.proxy import Answer, Json, Proxy
from tests.faults.schedule import Schedule

CLAIM, QUERY = "/keys/claim", "/keys/query"
FOUND = {CLAIM: "one_time_keys", QUERY: "device_keys"}


@dataclass
class KeysAway(Proxy):
    """``failing`` are the paths that find nobody's keys; ``asked`` are those that were asked.

    ``says_so`` if it names the server that could not be asked. With a ``status`` it is the
    homeserver itself that refuses, as it does all whose path has ``refused`` in it. ``meanwhile``
    is what happens while it is asked who has which devices.
    """

    schedule: Schedule = field(default_factory=Schedule)
    failing: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    says_so: bool = True
    status: int = 200
    refused: str = ""
    meanwhile: Callable[[], object] = lambda: None

    async def _ask(self, request: web.Request, url: URL) -> Answer:
        path = next((each for each in FOUND if request.path.endswith(each)), "")
        if path:
            self.asked.append(path)
        if path == QUERY:
            self.meanwhile()
        if self.refused and self.refused in request.path:
            return Answer(500, "application/json", b'{"errcode": "M_UNKNOWN"}')
        if path not in self.failing:
            return await super()._ask(request, url)
        if self.status != 200:
            return Answer(self.status, "application/json", b'{"errcode": "M_UNKNOWN"}')
        wanted = next(iter(json.loads(await request.read())[FOUND[path]]))
        server = wanted.partition(":")[2]
        failures = {server: {"status": 503, "message": "away"}} if self.says_so else {}
        answer: Json = {FOUND[path]: {}, "failures": failures}
        return Answer(200, "application/json", json.dumps(answer).encode())
