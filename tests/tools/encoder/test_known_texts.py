"""What the encoder is to tell apart: every text that is recognised by, under the name of what it belongs to."""

from knowledge import asked, beyond, lexicon, messages
from knowledge.language import Reader
from tests.harness.library import LibraryFolder
from tools.encoder import known_texts, own_text


def test_each_text_bears_the_name_of_what_it_belongs_to(library: LibraryFolder) -> None:
    lines = {
        asked.FILE: "ke-lost-id\tmy ID is gone\t\t\n",
        beyond.FILE: "how tall is the clerk\t\tclerk ni mrefu aje\nwho sews the flag\t\t\n",
        messages.FILE: "fire\tthe hall burns\nplain\twho burnt it then\nplain\tmay I burn it\n",
    }
    for name, text in lines.items():
        (library.country / name).write_text(text, encoding="utf-8")
    known = known_texts.read(Reader(lexicon.read()), own_text.read(library.country).matters, library.country)
    names = {each.text: each.name for each in known}
    assert names["my ID is gone"] == names["Voting after losing the identity card"] == "card ke-lost-id"
    assert names["how tall is the clerk"] != names["who sews the flag"]
    assert names["the hall burns"] == "kind fire"
    assert len({name for name in names.values() if name.startswith("plain")}) == 2
    assert sum(each.name == names["how tall is the clerk"] for each in known) == 2


def test_a_text_is_taught_as_the_bot_reads_it(library: LibraryFolder) -> None:
    for name in (asked.FILE, messages.FILE):
        (library.country / name).write_text("", encoding="utf-8")
    (library.country / beyond.FILE).write_text("\tkarani ana urefu gani kura\t\n", encoding="utf-8")
    reader = Reader(lexicon.read())
    (read,) = known_texts.read(reader, (), library.country)
    assert read.text == reader.read("karani ana urefu gani kura").readable
