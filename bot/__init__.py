"""Kura Salama: a Telegram bot that answers from reviewed documents in an election period."""
