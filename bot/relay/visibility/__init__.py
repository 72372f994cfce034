"""Who may see what: the doors of a room, and what of the record is seen behind them.

Nothing else decides it, for messages, answers, briefings, exports, topics and pins alike. What
is seen is named here, one field after the other: a field that is added to the record's classes
is shown to nobody until it is. Pure: imports ``deliberation``, ``places`` and the views.
"""

from bot.relay.visibility.calls import call_seen as call_seen
from bot.relay.visibility.calls import calls_seen as calls_seen
from bot.relay.visibility.corrections import correctable_seen as correctable_seen
from bot.relay.visibility.council import account_seen as account_seen
from bot.relay.visibility.council import council_seen as council_seen
from bot.relay.visibility.council import naming_seen as naming_seen
from bot.relay.visibility.council import place_seen as place_seen
from bot.relay.visibility.doors import crossed as crossed
from bot.relay.visibility.doors import doors_by_audience as doors_by_audience
from bot.relay.visibility.doors import doors_seen_in as doors_seen_in
from bot.relay.visibility.doors import entries_seen as entries_seen
from bot.relay.visibility.doors import entry_seen as entry_seen
from bot.relay.visibility.doors import may_see as may_see
from bot.relay.visibility.doors import personal_doors as personal_doors
from bot.relay.visibility.objections import registers_seen as registers_seen
from bot.relay.visibility.proposals import edited_seen as edited_seen
from bot.relay.visibility.proposals import listed_seen as listed_seen
from bot.relay.visibility.proposals import positions_seen as positions_seen
from bot.relay.visibility.proposals import proposal_seen as proposal_seen
from bot.relay.visibility.proposals import seen as seen
from bot.relay.visibility.statements import statements_seen as statements_seen
