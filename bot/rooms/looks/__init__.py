"""Pictures, the bot's name and face, and what a later release calls and shows otherwise."""
