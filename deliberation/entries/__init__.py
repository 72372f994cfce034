"""The entries of the record: what they hold, by chain, and how they are written as JSON.

To be imported as ``e``. A kind of entry is declared once, as a class of its chain's module;
what it was in records of before, in ``first_versions``. Imports only ``terms``, and of ``texts``
the names of formats.
"""

from deliberation.entries.codec import decode as decode
from deliberation.entries.codec import encode as encode
from deliberation.entries.council_chain import *  # noqa: F403 - every kind, by its class
from deliberation.entries.entry import COUNCIL_CHAIN as COUNCIL_CHAIN
from deliberation.entries.entry import Entry as Entry
from deliberation.entries.first_versions import *  # noqa: F403 - every old form, by its class
from deliberation.entries.proposal_chain import *  # noqa: F403 - every kind, by its class
from deliberation.payload import BODY as BODY
from deliberation.payload import CAUCUS as CAUCUS
from deliberation.payload import KINDS as KINDS
from deliberation.payload import PLENARY as PLENARY
from deliberation.payload import Payload as Payload
from deliberation.payload import audience as audience
