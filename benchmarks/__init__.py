"""What the bot costs beside a bare client that sends the same requests: ``make bench``."""
