"""What a room looks like in a list: its name, its topic, its picture and colour. Pure."""
