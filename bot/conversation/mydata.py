"""/mydata: what is held of a person at this moment, as a message."""

from bot.conversation.asking import Asking
from bot.conversation.replies import Person
from bot.store.keeping import Keeping
from bot.store.people import People
from bot.store.sent import SentMessages
from bot.store.told import ToldDays
from bot.texts.catalogue import Catalogue
from knowledge.models import Language

_NAMES = {None: "mydata.none", Language.EN: "mydata.english", Language.SW: "mydata.swahili"}


class MyData:
    """Counts; it opens nothing that is sealed."""

    def __init__(
        self,
        catalogue: Catalogue,
        people: People,
        sent: SentMessages,
        keeping: Keeping,
        told: ToldDays,
        asking: Asking,
    ) -> None:
        self._catalogue = catalogue
        self._people = people
        self._sent = sent
        self._keeping = keeping
        self._told = told
        self._asking = asking

    def said(self, person: Person, language: Language) -> str:
        kept = self._keeping.kept(person.channel, person.id)
        held = self._told.held(person.channel, person.id)
        chosen = self._people.language(person.channel, person.id)
        return self._catalogue.say(
            "mydata.text",
            language,
            language=self._catalogue.say(_NAMES[chosen], language),
            numbers=str(len(self._sent.recent(person.channel, person.id))),
            waiting=str(kept.waiting),
            parked=str(kept.parked),
            unsent=str(kept.unsent),
            reminders=str(held.reminders),
            shown=str(held.shown),
            questions=str(self._asking.remembered(person)),
        )
