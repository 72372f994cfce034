"""What templates are given: views, which have what may be shown in one room and nothing else.

``bot/relay/visibility`` makes them from what is of record, one field after the other, for the
doors of the room. A field that no view has is shown nowhere. Data only; imports
``deliberation``'s terms and ``people`` alone, and of ``texts`` the names of formats.
"""

from templates.views.base import *  # noqa: F403 - every view, by its class
from templates.views.base import Value as Value
from templates.views.calls import *  # noqa: F403
from templates.views.commands import *  # noqa: F403
from templates.views.corrections import *  # noqa: F403
from templates.views.council import *  # noqa: F403
from templates.views.objections import *  # noqa: F403
from templates.views.proposals import *  # noqa: F403
from templates.views.statements import *  # noqa: F403
