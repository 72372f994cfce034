"""What everybody may see: the roster, where a message stands, whether an account exists.

Pure: imports ``deliberation``, ``places`` and the views.
"""

from bot.relay.places import Place
from deliberation.council import Caucus, Council
from deliberation.methods.method import CaucusMethod, needed
from deliberation.namings import Naming
from deliberation.people import Account
from templates import views as v


def council_seen(council: Council) -> v.CouncilView:
    """Return what everybody may see of the council: who is on it."""
    return v.CouncilView(
        name=council.name,
        recommends_as=council.recommends_as,
        seats=council.seats,
        chair=council.chair,
        deputies=council.deputies,
        forum_chair=council.forum_chair,
        forum_deputies=council.forum_deputies,
        observers=council.observers,
        caucuses=tuple(_caucus(caucus, council.seats) for caucus in council.caucuses),
        namings=tuple(map(naming_seen, council.namings.under_way)),
    )


def naming_seen(naming: Naming) -> v.NamingView:
    """Return what everybody may see of a naming by the secretariat: all that was announced."""
    return v.NamingView(
        by=naming.by,
        announced=naming.announced,
        change=naming.change,
        body=naming.body,
        person=naming.person,
        chair=naming.chair,
        reason=naming.reason,
        effective=naming.effective,
    )


def _caucus(caucus: Caucus, seats: int) -> v.CaucusView:
    return v.CaucusView(
        key=caucus.key,
        name=caucus.name,
        chair=caucus.chair,
        deputies=caucus.deputies,
        representatives=caucus.representatives,
        method=method_seen(caucus.method, seats),
    )


def method_seen(own: CaucusMethod, seats: int) -> v.MethodView:
    """Return a caucus's method, of so many seats: everybody sees it."""
    return v.MethodView(own.method, str(own.quorum), needed(own, seats), own.majority)


def place_seen(place: Place) -> v.PlaceView:
    """Return what the words for a room may say of it."""
    return v.PlaceView(place.name, place.kind, place.caucus)


def account_seen(account: Account) -> v.AccountView:
    """Return what is known of an account, for those who are where somebody named it."""
    return v.AccountView(account.existence, account.meant)
