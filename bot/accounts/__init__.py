"""What is known of people's accounts and of the homeservers that they are on."""
