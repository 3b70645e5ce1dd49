"""Whether the declarations of a style sheet keep a text from being seen."""

import re
from collections.abc import Mapping

_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,5000})\}")
_COMMENT = re.compile(r"/\*.{0,20000}?\*/", re.DOTALL)
_SIMPLE = re.compile(r"[.#][\w-]{1,100}")
_NOTHING = re.compile(r"0*\.?0*(?:px|pt|em|rem|%)?")
_FAR_OFF = re.compile(r"-\d{3,}")
_HIDDEN = {"display": "none", "visibility": "hidden", "content-visibility": "hidden"}
_SIZES = ("font-size", "opacity", "max-height", "max-width")
_NAMES = {"white": "#ffffff", "black": "#000000"}

Declarations = Mapping[str, str]


def declarations(style: str) -> dict[str, str]:
    """`color: red; display: none` -> a mapping, all in small letters."""
    pairs = (part.partition(":") for part in style.lower().replace("!important", "").split(";"))
    return {name.strip(): value.strip() for name, colon, value in pairs if colon}


def rules(sheet: str) -> dict[str, dict[str, str]]:
    """`.note { display: none }` -> {".note": {"display": "none"}}; rules of single classes and ids only."""
    found: dict[str, dict[str, str]] = {}
    for selectors, body in _RULE.findall(_COMMENT.sub("", sheet)):
        for selector in selectors.split(","):
            if _SIMPLE.fullmatch(selector.strip()):
                found.setdefault(selector.strip(), {}).update(declarations(body))
    return found


def hides(style: Declarations) -> bool:
    if any(style.get(name) == value for name, value in _HIDDEN.items()):
        return True
    if any(_NOTHING.fullmatch(style[name]) for name in _SIZES if style.get(name)):
        return True
    if style.get("clip", "").replace(" ", "").startswith("rect(0"):
        return True
    return any(_FAR_OFF.match(style.get(name, "")) for name in ("left", "top", "text-indent", "margin-left"))


def colour(value: str) -> str:
    """`#fff`, `white` and `rgb(255, 255, 255)` written alike; "" for what is no plain colour."""
    value = value.strip().lower()
    value = _NAMES.get(value, value)
    if re.fullmatch(r"#[0-9a-f]{3}", value):
        return "#" + "".join(digit * 2 for digit in value[1:])
    if match := re.fullmatch(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,\s*[\d.]+\s*)?\)", value):
        return "#" + "".join(f"{min(int(part), 255):02x}" for part in match.groups())
    return value if re.fullmatch(r"#[0-9a-f]{6}|[a-z]+", value) else ""


def background(style: Declarations) -> str | None:
    """The colour behind, "" for a picture or what cannot be told, None where nothing is said."""
    said = style.get("background-color") or style.get("background")
    if said is None or said in ("none", "transparent", "inherit"):
        return None
    return "" if "url(" in said or "gradient" in said else colour(said.split()[0] if "(" not in said else said)
