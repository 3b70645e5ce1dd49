"""Stand-ins for what lies outside the bot: they behave, and they are as strict as the real thing."""
