"""From a message to a command's arguments: what all commands are read with."""
