"""The HTTP client that calls to Telegram go through, and the bot that uses it."""

import asyncio
import json
import os
import ssl
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import certifi
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.config import bot_of

CONNECT_SECONDS = 10.0
READ_SECONDS = 15.0
WRITE_SECONDS = 20.0  # more, before a call is given up whose body the other side does not take
IDLE_SECONDS = 5.0  # after which a connection is given up, before the other side gives it up
CONNECTIONS = 16

# Telegram never had the request; whatever else breaks off a call may have been carried out all the same.
NOT_BEGUN = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)


def connect(token: str, api_url: str, connections: int = CONNECTIONS) -> Bot:
    """A bot that makes as many calls at once; `api_url` is the Bot API's address without a path."""
    os.environ["PTB_TIMEDELTA"] = "true"  # otherwise python-telegram-bot warns at every 429
    context, proxy = trusted(), proxy_for(api_url)
    return Bot(
        token,
        base_url=f"{api_url.rstrip('/')}/bot",
        request=Client(connections, context, proxy),
        get_updates_request=Client(1, context, proxy),
    )


def bot_id(bot: Bot) -> int:
    """Telegram's id of a bot, without asking."""
    return bot_of(bot.token)


def trusted() -> ssl.SSLContext:
    """With the certificates of SSL_CERT_FILE or SSL_CERT_DIR, else those that certifi knows; takes 20 ms to make."""
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if not file and not folder:
        file = certifi.where()
    return ssl.create_default_context(cafile=file, capath=folder)


def proxy_for(url: str) -> str | None:
    """The proxy that HTTPS_PROXY, ALL_PROXY and NO_PROXY name for an address: looked up once, not at each call."""
    address, proxies = urlsplit(url), getproxies()
    found = None if proxy_bypass(address.hostname or "") else proxies.get(address.scheme) or proxies.get("all")
    return f"http://{found}" if found and "://" not in found else found


class Client(BaseRequest):
    """Calls through aiohttp, in .25 ms of a processor where python-telegram-bot's own client takes .64.

    At most `number` at once, the others wait their turn: here, so that the time to connect begins when it is their
    turn. A call that is broken off takes its connection with it.
    """

    def __init__(self, number: int, context: ssl.SSLContext | None = None, proxy: str | None = None) -> None:
        self._turns = asyncio.Semaphore(number)
        self._context = context
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return READ_SECONDS

    async def initialize(self) -> None:
        """Is done again after a start that failed."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE_SECONDS, ssl=self._context or trusted()),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                proxy=self._proxy,
            )

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body. Raises TimedOut and NetworkError, caused by the aiohttp error that tells how far it came.

        Waiting for a turn has no limit of its own. To connect counts all that comes before a byte of the call: looking
        up the name, a proxy, the certificate.
        """
        if self._session is None:
            raise RuntimeError("The client was not initialized, or is shut down.")
        connecting, reading = _seconds(connect_timeout, CONNECT_SECONDS), _seconds(read_timeout, READ_SECONDS)
        total = None if connecting is None or reading is None else connecting + reading + WRITE_SECONDS
        timeout = aiohttp.ClientTimeout(total=total, connect=connecting, sock_read=reading)
        try:
            async with (
                self._turns,
                self._session.request(
                    method, url, data=_form(request_data), timeout=timeout, allow_redirects=False
                ) as response,
            ):
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut(type(error).__name__) from error  # its own words hold the address, and so the token
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from error

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """As the library does, but it logs an answer that is no JSON, and that may be half of what people wrote."""
        try:
            return json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            raise TelegramError("Telegram's answer is no JSON") from None


def _seconds(given: Any, usual: float) -> float | None:
    return usual if given is BaseRequest.DEFAULT_NONE else given


def _form(request_data: RequestData | None) -> aiohttp.FormData | None:
    """The fields and files of a call."""
    if request_data is None:
        return None
    form = aiohttp.FormData(request_data.json_parameters)
    for name, (filename, content, kind) in (request_data.multipart_data or {}).items():
        body = BytesIO(content) if isinstance(content, bytes) else content  # aiohttp warns of megabytes in one piece
        form.add_field(name, body, filename=filename, content_type=kind)
    return form
