"""What is printed when the play is over: how to join with a Matrix client, and what to try."""

from rich.table import Table
from rich.text import Text

from demo.cast import PASSWORD
from demo.stage import Stage

ACCOUNTS = (
    ("visitor", "a remote participant: !list, !status P1, !history P1, or table something"),
    ("forum-chair", "forwards a proposal, in the forum: !consensus yes P2"),
    ("chair", "the council chair, in plenary: !refer, !draft, !consensus yes, !close"),
    (
        "gov-chair",
        "chair of Government, in its room: !consensus yes, no or amended, !draft, !ask, !method",
    ),
    ("ps-chair", "chair of Private sector: the same"),
    ("cs-chair", "chair of Civil society: the same"),
    ("tech-chair", "chair of Technical and academic community: the same"),
    ("cs-1", "a representative: talk in your caucus; !text, !diff, !help"),
    ("observer", "an observer: follows and speaks in plenary"),
    ("secretary", "the secretariat: !roster in a direct chat with the bot"),
)


def invitation(stage: Stage) -> None:
    """Print where to join, as whom, and what to try."""
    screen, server = stage.screen, stage.homeserver
    screen.act("Your turn", "All of this stays up until you press Ctrl-C.")
    where = Table.grid(padding=(0, 2))
    where.add_row("Homeserver", server.url)
    where.add_row("Password", f"{PASSWORD} (of every account)")
    where.add_row("Forum", f"#{stage.cast.slug}-forum:{server.server_name}")
    where.add_row("The bot", stage.cast.bot.user_id)
    screen.console.print(where)
    screen.say()
    people = Table.grid(padding=(0, 2))
    for role, words in ACCOUNTS:
        people.add_row(Text(role, "bold"), words)
    screen.console.print(people, width=screen.width)
    screen.say()
    screen.narrate(
        "Log in with any Matrix client on this machine (where it asks for a homeserver, give "
        "the address above). P1 is over, so table a proposal "
        "of your own in the forum:"
    )
    for line in ("!propose A title", "From: Any body", "The text, in as many lines as you like."):
        screen.say(f"    {line}", "bold")
    screen.say()
    screen.narrate(
        "Then play on as the forum chair, who forwards it as P2. Everybody whom you don't play "
        "accepts invitations by themselves, and what happens in the rooms is shown below."
    )
