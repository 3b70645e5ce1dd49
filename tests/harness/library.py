"""A small library of reviewed documents in a folder of its own, written by code as an admin would write it."""

import json
import shutil
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import tomli_w

from bot import config

REAL = config.ROOT / "knowledge" / "documents"
GUIDANCE: Mapping[str, Any] = {
    "kind": "guidance",
    "country": "ke",
    "topics": ["polling"],
    "languages": ["en", "sw"],
    "publisher": "IEBC",
    "published": date(2025, 11, 19),
    "sources": ["IEBC notice of 19 November 2025"],
    "election": "ke-2027",
    "valid_from": date(2026, 11, 1),
    "valid_until": date(2027, 9, 30),
    "review_by": date(2027, 6, 30),
    "review": "checked",
    "reviewed_by": "second reader",
    "reviewed_on": date(2026, 11, 20),
    "confidence": "secondary",
}
BACKGROUND: Mapping[str, Any] = {
    "kind": "background",
    "country": "ke",
    "topics": ["history"],
    "languages": ["en"],
    "publisher": "Kura Salama editors",
    "sources": ["Press reports of March 2013"],
    "confidence": "secondary",
    "review": "drafted",
}
Words = Mapping[str, str]
Questions = Mapping[str, Sequence[str]]


class LibraryFolder:
    """A folder such as `[library] folders` names; the documents of the country lie in `ke/` below it."""

    def __init__(self, folder: Path) -> None:
        """Makes the folder, with the real country.toml and no document."""
        self.folder = folder
        self.country = folder / "ke"
        self.country.mkdir(parents=True)
        shutil.copy(REAL / "ke" / "country.toml", self.country)
        self.golden()

    def guidance(self, key: str, title: str, text: Words, questions: Questions, **keys: Any) -> Path:
        """A guidance card, complete unless `keys` say otherwise; None leaves a key out."""
        body = "".join(f"\n## {language}\n{words}\n" for language, words in text.items())
        return self.write(f"{key}.md", {"id": key, "title": title, **GUIDANCE, "questions": questions, **keys}, body)

    def background(self, key: str, title: str, body: str, **keys: Any) -> Path:
        return self.write(f"{key}.md", {"id": key, "title": title, **BACKGROUND, **keys}, body)

    def write(self, name: str, card: Mapping[str, Any], body: str) -> Path:
        table = {key: value for key, value in card.items() if value is not None}
        return self.put(name, f"+++\n{tomli_w.dumps(table)}+++\n{body}")

    def put(self, name: str, content: str | bytes) -> Path:
        file = self.country / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def golden(self, *labels: Mapping[str, Any]) -> Path:
        """The golden questions, in place of those before."""
        return self.put("golden.jsonl", "".join(json.dumps(label, ensure_ascii=False) + "\n" for label in labels))


def label(question: str, card: str, *said: str, key: str = "g1") -> dict[str, Any]:
    """A golden question that `card` must answer, saying all of `said`."""
    expect = {"outcomes": ["answered"], "cards": [card], "all": [[words] for words in said]}
    return {"id": key, "question": question, "language": "en", "topic": "polling", "expect": expect}


def small(folder: Path) -> LibraryFolder:
    """Five guidance cards and two background documents, with golden questions that they answer."""
    made = LibraryFolder(folder)
    made.guidance(
        "ke-opening-hours",
        "Opening and closing hours of polling stations",
        {
            "en": "Polling stations open at {hours.open} and close at {hours.close}. Go early.",
            "sw": "Vituo vya kupigia kura hufunguliwa {hours.open} na hufungwa {hours.close}. Nenda mapema.",
        },
        {
            "en": ["What time do polling stations open?", "until when can I vote on election day"],
            "sw": ["Vituo vya kupigia kura vinafunguliwa saa ngapi?", "kituo kinafungwa saa ngapi"],
        },
    )
    made.guidance(
        "ke-lost-id",
        "Voting after losing the identity card",
        {
            "en": "You cannot vote without the document you registered with. Report the loss and apply anew.",
            "sw": "Huwezi kupiga kura bila hati uliyojisajili nayo. Ripoti upotevu na uombe nyingine.",
        },
        {
            "en": ["Can I vote if I lost my national ID?", "my identity card was stolen, how do I vote"],
            "sw": ["Nimepoteza kitambulisho, naweza kupiga kura?", "naeza vote bila ID"],
        },
    )
    made.guidance(
        "ke-governor-petition",
        "Petition against the election of a governor",
        {
            "en": "A petition against a governor goes to the High Court within {period.petition_file} of the result.",
            "sw": "Ombi la kupinga gavana huwasilishwa Mahakama Kuu ndani ya {period.petition_file} tangu matokeo.",
        },
        {
            "en": ["How long do I have to file a governor petition?", "which court hears a case against a governor"],
            "sw": [
                "Kesi ya kupinga gavana inawasilishwa ndani ya siku ngapi?",
                "mahakama gani husikiza kesi ya gavana",
            ],
        },
        topics=["disputes"],
        offices=["governor"],
        stage="petition",
        law_as_at=date(2026, 11, 20),
    )
    made.guidance(
        "ke-teargas",
        "Teargas: what to do",
        {
            "en": "Walk away from teargas, upwind. Rinse the eyes with clean water. Red Cross {line.red_cross}.",
            "sw": "Ondoka penye moshi wa kutoa machozi kuelekea upepo. Osha macho kwa maji safi. "
            "Msalaba Mwekundu {line.red_cross}.",
        },
        {
            "en": ["What helps against teargas in the eyes?", "how do I wash off teargas"],
            "sw": ["Nifanye nini nikipata moshi wa kutoa machozi?", "dawa ya teargas machoni ni gani"],
        },
        topics=["safety"],
        stage="any",
    )
    made.guidance(
        "ke-observers",
        "Who may observe the election",
        {
            "en": "Observers are accredited by the IEBC. Ask the commission for the form; confirm the day with it.",
            "sw": "Waangalizi huidhinishwa na IEBC. Omba fomu kwa tume; thibitisha siku nayo.",
        },
        {
            "en": ["How do I become an election observer?", "who accredits observers"],
            "sw": ["Nitakuwaje mwangalizi wa uchaguzi?", "nani huidhinisha waangalizi"],
        },
        confidence="unconfirmed",
        confirm_with="iebc",
    )
    made.background(
        "ke-bg-2013",
        "The election of 2013",
        "\n# How the day went\n\n"
        "On 4 March 2013 long queues formed before dawn, and many of the electronic kits that should have named the "
        "voters failed within hours. Officials went back to the printed register, which let the poll go on. "
        "The Supreme Court dismissed the petitions against the result on 30 March 2013 and held that the "
        "failures of the kits had not changed it.\n\n"
        "# What observers asked for\n\n"
        "Observers of the European Union asked in May 2013 that the register be published in good time and that "
        "every polling station send its result in a way that the public can follow. They found the day largely calm.\n",
        election="ke-2013",
        changed=[
            {"phrase": "electronic kits", "note": {"en": "The kits are newer now.", "sw": "Vifaa ni vipya sasa."}},
        ],
    )
    made.background(
        "ke-bg-r2p",
        "Thoughts on the responsibility to protect",
        "\n# Where it comes from\n\n"
        "The world summit of 2005 agreed that each state carries the duty to protect the people in it from genocide, "
        "war crimes, ethnic cleansing and crimes against humanity. Scholars still argue how far that duty binds the "
        "neighbours of a state that fails, and who may judge that it has failed.\n",
        topics=["r2p"],
    )
    made.golden(
        label("What time do polling stations open?", "ke-opening-hours", "06:00 (6 am)"),
        label("Kesi ya kupinga gavana inawasilishwa ndani ya siku ngapi?", "ke-governor-petition", "28", key="g2"),
    )
    return made


def configure(folder: Path, *libraries: Path) -> Path:
    """The real config.toml, but with `libraries`, and everything that is written below `folder`."""
    table = tomllib.loads(config.FILE.read_text(encoding="utf-8"))
    table["library"]["folders"] = [str(library) for library in (*libraries, folder / "var" / "library")]
    table["state"]["var"] = "var"
    file = folder / "config.toml"
    file.write_text(tomli_w.dumps(table), encoding="utf-8")
    return file
