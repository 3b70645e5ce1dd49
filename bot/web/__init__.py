"""What is served over HTTP: the webhook that Telegram calls, and whether the bot is well."""
