"""Commands for those who build the bot; nothing here is imported when it serves."""
