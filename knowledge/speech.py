"""How a day, an hour, a sum or a period is said in each language; the Swahili clock is a safety matter."""

from datetime import date, time

from knowledge.models import Language

WEEKDAYS = {
    Language.EN: ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    Language.SW: ("Jumatatu", "Jumanne", "Jumatano", "Alhamisi", "Ijumaa", "Jumamosi", "Jumapili"),
}
MONTHS = {
    Language.EN: (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    Language.SW: (
        "Januari", "Februari", "Machi", "Aprili", "Mei", "Juni",
        "Julai", "Agosti", "Septemba", "Oktoba", "Novemba", "Desemba",
    ),
}  # fmt: skip
SWAHILI_HOURS = (
    "kumi na mbili", "moja", "mbili", "tatu", "nne", "tano",
    "sita", "saba", "nane", "tisa", "kumi", "kumi na moja",
)  # fmt: skip
UNITS = {
    Language.EN: {
        "hours": ("hour", "hours"), "days": ("day", "days"), "months": ("month", "months"), "years": ("year", "years"),
    },
    Language.SW: {
        "hours": ("saa", "saa"), "days": ("siku", "siku"), "months": ("mwezi", "miezi"), "years": ("mwaka", "miaka"),
    },
}  # fmt: skip


def clock(at: time, language: Language) -> str:
    """06:00 -> "06:00 (6 am)" or "saa kumi na mbili asubuhi (6:00 AM)": words and figure always together."""
    twelve = at.hour % 12 or 12
    if language is Language.EN:
        minutes = f":{at.minute:02}" if at.minute else ""
        return f"{at:%H:%M} ({twelve}{minutes} {'am' if at.hour < 12 else 'pm'})"
    minutes = f" na dakika {at.minute}" if at.minute else ""
    figure = f"{twelve}:{at.minute:02} {'AM' if at.hour < 12 else 'PM'}"
    return f"saa {SWAHILI_HOURS[(at.hour - 6) % 12]}{minutes} {_part_of_day(at.hour)} ({figure})"


def _part_of_day(hour: int) -> str:
    if 4 <= hour < 12:
        return "asubuhi"
    if 12 <= hour < 16:
        return "mchana"
    return "jioni" if 16 <= hour < 19 else "usiku"


def day(value: date, language: Language, *, weekday: bool = False) -> str:
    """10 August 2027 / 10 Agosti 2027; with weekday "Tuesday 10 August 2027" / "Jumanne tarehe 10 Agosti 2027"."""
    plain = f"{value.day} {MONTHS[language][value.month - 1]} {value.year}"
    if not weekday:
        return plain
    name = WEEKDAYS[language][value.weekday()]
    return f"{name} {plain}" if language is Language.EN else f"{name} tarehe {plain}"


def period(value: int, unit: str, language: Language) -> str:
    """7 days / siku 7. Swahili names the unit first."""
    one, many = UNITS[language][unit]
    name = one if value == 1 else many
    return f"{value} {name}" if language is Language.EN else f"{name} {value}"


def number(value: int) -> str:
    """46229 -> "46,229", in both languages; years are not numbers and never come here."""
    return f"{value:,}"


def money(value: int, currency: str) -> str:
    return f"{currency} {number(value)}"
