"""Who is in the bot's rooms: strangers who are to be put out, and who can read what was shown."""
