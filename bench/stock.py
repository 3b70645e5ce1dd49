"""The plain bot: python-telegram-bot's own polling, and langchain's best passage sent back as it is.

`python -m bench.stock INDEX MODEL API_URL TOKEN`, until SIGTERM.
"""

import sys
from pathlib import Path

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bench.plain import PlainRetriever


class StockBot:
    """As tutorials have it: one update after the other, the search on the event loop."""

    def __init__(self, retriever: PlainRetriever) -> None:
        self._retriever = retriever

    async def answer(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message and update.message.text:
            await update.message.reply_text(self._retriever.best(update.message.text).text)


def main(index: str, model: str, api_url: str, token: str) -> None:
    import torch

    torch.set_num_threads(1)  # with more it is slower while both cores are busy
    bot = StockBot(PlainRetriever(Path(index), Path(model)))
    application = Application.builder().token(token).base_url(f"{api_url}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, bot.answer))
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
