"""Words that try to be more than words."""

HOSTILE = (
    "<b>bold</b><a href='tg://user?id=8'>you</a>",
    "*bold* _it_ [you](tg://user?id=8) `code` ||x|| \\",
    "tg://resolve?domain=iebc https://t.me/+abc @iebc_kenya #tag $KES /forget +254700000000",
    "\u202egnp.exe \u2066x\u2069 \u200f\u061c",
    "zero\u200b\u200c\u200d\ufeffwidth",
    "lone \ud800 surrogate \udfff",
    "nul \x00 bell \x07 escape \x1b[31m",
    "Z" + "\u0335\u0321" * 200,
    "%s %(x)s {0} {name} ${x} \\n",
    "'; DROP TABLE people; --",
)
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
