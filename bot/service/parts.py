"""The parts of the bot, each put together from those that it works with.

Knows every part; does nothing with them.
"""

import time

from bot.accounts.lookup import Lookup
from bot.accounts.servers import Servers
from bot.alone import Alone
from bot.clerk.clerk import Clerk
from bot.clerk.queue import Queue, Ready, Worker
from bot.clerk.timers.scheduler import Scheduler
from bot.clock import Clock
from bot.courier.courier import Courier
from bot.courier.lanes import Lanes
from bot.courier.mark_sent import SentRows
from bot.courier.seal import Seals
from bot.courier.send import Sender
from bot.courier.uploads import Uploads
from bot.gate.clocks import Clocks
from bot.gate.floods import Floods
from bot.gate.let_in import Gate
from bot.gate.put_off import PutOff
from bot.listener.accounts import Accounts
from bot.listener.attached_text import AttachedTexts
from bot.listener.commands import Commands
from bot.listener.invitations import Invitations
from bot.listener.listener import Listener
from bot.listener.sync_token import SyncToken
from bot.listener.timelines import Reader
from bot.listener.undecrypted import Undecrypted
from bot.matrix import Matrix
from bot.ratelimit import RateLimit
from bot.relay import places
from bot.relay.rooms import is_public
from bot.rendering.renderer import Renderer
from bot.restore.alarm import Alarm
from bot.restore.compare import Comparison
from bot.restore.witness import Witness
from bot.rooms.access import Access
from bot.rooms.invite import Inviter, NotInvited
from bot.rooms.inviting.progress import InvitingProgress
from bot.rooms.looks.looks import Looks
from bot.rooms.looks.pictures import Pictures
from bot.rooms.looks.profile import Profile
from bot.rooms.notices import Notices
from bot.rooms.open import Opener
from bot.rooms.people.readers import Readership
from bot.rooms.people.strangers import Doubted, Strangers
from bot.rooms.people.watch import Watch
from bot.rooms.reconcile import Reconciler
from bot.rooms.replace import Replacer
from bot.rooms.schedule import Schedule
from bot.rooms.wanted import WantedRooms
from bot.settings import Settings
from storage import outbox, rooms
from storage.database import Database
from storage.folds import Folds


def listener_of(
    database: Database,
    matrix: Matrix,
    settings: Settings,
    rate_limit: RateLimit,
    *,
    courier: Courier,
    now: Clock,
) -> tuple[Listener, Worker]:
    """Return a listener, and the worker that takes what it queues to the clerk."""
    lanes, schedule = courier.lanes, courier.schedule
    commands = Commands(database, settings.user_id, settings.prefix, Clocks(settings.user_id))
    undecrypted = Undecrypted(database, matrix, commands, now)
    clerk = Clerk(database, settings, now, decrypts=matrix.encryption is not None)
    queue, alone = Queue[Ready](), Alone(database.attempts)
    invitations = Invitations(matrix, rate_limit, time.monotonic)
    lookup = Lookup(matrix, rate_limit, schedule.servers, lambda: _forum(database))
    accounts = Accounts(database, clerk.folds, lookup, settings.secretariat)
    reconciler, doubted = schedule.reconciler, schedule.access.doubted
    watch = Watch(database, reconciler.wanted_rooms, reconciler.strangers, doubted, now)
    comparison, telling = Comparison(database, matrix, rate_limit), (lanes.notices, schedule.opener)
    alarm = Alarm(database, comparison, *telling, reconciler, courier.renderer, lanes.sender)
    listener = Listener(
        database=database,
        matrix=matrix,
        rate_limit=rate_limit,
        now=now,
        courier=courier,
        reader=Reader(database, matrix, rate_limit, invitations, lanes.notices, watch),
        sync_token=SyncToken(database, Witness(database, matrix, rate_limit, now)),
        commands=commands,
        undecrypted=undecrypted,
        gate=Gate(database, Floods(settings.user_id, time.monotonic)),
        put_off=PutOff(queue.empty, courier.sent),
        alarm=alarm,
        queue=queue,
        attached_texts=AttachedTexts(database, matrix, rate_limit, alone, accounts),
        scheduler=Scheduler(database, settings.user_id, now, queue),
    )
    return listener, Worker(alone, clerk, queue, listener.worked_on)


async def _file(database: Database, digest: str) -> str:
    """Return a file that is to be sent."""
    async with database.read() as conn:
        return await outbox.file(conn, digest)


async def _forum(database: Database) -> str:
    """Return the id of the forum's room, or empty."""
    async with database.read() as conn:
        forum = await rooms.get(conn, places.FORUM_PLACE)
    return (forum and forum.room_id) or ""


def courier_of(
    database: Database,
    matrix: Matrix,
    settings: Settings,
    rate_limit: RateLimit,
    *,
    now: Clock,
    version: str,
) -> Courier:
    """Return a courier and the parts that it works with. ``version`` is that of new rooms."""
    folds = Folds()
    wanted = WantedRooms(database, settings, folds)
    notices = Notices(database, settings, now, folds)
    servers = Servers(settings.rooms.server)
    progress = InvitingProgress(notices, wanted, rate_limit)
    inviter = Inviter(
        *(database, matrix, rate_limit, notices, servers, NotInvited(notices), progress, wanted)
    )
    doubted: Doubted = {}
    strangers = Strangers(database, matrix, rate_limit, notices, wanted, doubted)
    readership = Readership(database, matrix, rate_limit, now)
    reconciler = Reconciler(
        *(database, matrix, settings, rate_limit, wanted, notices),
        *(inviter, strangers, readership),
    )
    opener = Opener(database, matrix, settings, rate_limit, wanted, notices, reconciler, version)
    replacer = Replacer(database, matrix, rate_limit, reconciler, notices)
    access = Access(database, matrix, rate_limit, notices, replacer, doubted)
    schedule = Schedule(database, opener, reconciler, access, servers, now)
    seals = Seals(database, matrix, rate_limit, wanted, readership)
    uploads = Uploads(
        *(matrix, rate_limit, now, lambda digest: _file(database, digest)),
        lambda place: is_public(places.parse(place), settings.rooms),
    )
    sender = Sender(matrix, rate_limit, now, seals, doubted, uploads)
    renderer = Renderer(database, folds)
    lanes = Lanes(database, sender, schedule, reconciler, notices, SentRows(database))
    return Courier(database, renderer, schedule, lanes)


def looks_of(database: Database, matrix: Matrix, rate_limit: RateLimit, courier: Courier) -> Looks:
    """Return what sees to how the bot and its rooms look."""
    pictures, profile = (
        Pictures(database, matrix, rate_limit),
        Profile(database, matrix, rate_limit),
    )
    return Looks(database, pictures, profile, courier.lanes.notices, courier.wake)
