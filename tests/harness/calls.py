"""A call as it comes over HTTP: its text fields and its files."""

from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from tests.harness.fields import Upload, check_is_text
from tests.harness.refusals import RefusedError, bad_request

_FORMS = ("application/x-www-form-urlencoded", "application/octet-stream")  # the second: nothing was sent


async def read(request: web.Request) -> tuple[dict[str, str], dict[str, Upload]]:
    """What is no form is refused, and so is text that is not UTF-8."""
    given, uploads = _pairs(request.query_string.encode()), dict[str, Upload]()
    if request.content_type == "multipart/form-data":
        await _read_parts(request, given, uploads)
    elif request.content_type in _FORMS:
        given |= _pairs(await request.read())
    else:
        raise bad_request(f"a body of {request.content_type} is not known here")
    return given, uploads


def _pairs(form: bytes) -> dict[str, str]:
    if not form:
        return {}
    pairs = dict(parse_qsl(form.decode(errors="surrogateescape"), keep_blank_values=True, errors="surrogateescape"))
    for words in pairs.values():
        check_is_text(words)
    return pairs


async def _read_parts(request: web.Request, given: dict[str, str], uploads: dict[str, Upload]) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or not part.name:
            raise bad_request("a part of the form has no name")
        content = bytes(await part.read())
        if part.filename is not None:
            uploads[part.name] = Upload(part.filename, content)
            continue
        try:
            given[part.name] = content.decode()
        except UnicodeDecodeError:
            raise RefusedError(400, "Bad Request: strings must be encoded in UTF-8") from None
