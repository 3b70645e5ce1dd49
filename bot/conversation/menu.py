"""The menus: language, subjects, the questions of a subject."""

from bot.answering.answer import Answerer
from bot.conversation.replies import Button, Reply
from bot.models import Context
from bot.texts.catalogue import Catalogue
from knowledge.country import Country
from knowledge.models import Language

# The commands menu of a channel, in its order; what each does is said by the text `commands.<name>`.
COMMANDS = ("start", "help", "dispute", "dates", "language", "sources", "about", "privacy", "clear", "forget")

_IN_A_ROW = 2


class Menu:
    """Its subjects and their questions are the country's; its words are the catalogue's."""

    def __init__(self, catalogue: Catalogue, country: Country) -> None:
        self._catalogue = catalogue
        self._country = country

    @property
    def subjects(self) -> tuple[str, ...]:
        return tuple(self._country.menu)

    def languages(self, key: str, language: Language) -> Reply:
        """`key` names the sentence that asks."""
        say = self._catalogue.say
        swahili = Button(say("button.swahili", language), "language:sw")
        english = Button(say("button.english", language), "language:en")
        return Reply(say(key, language), ((swahili, english),))

    def welcome(self, language: Language, operator: str, today: str, offered: tuple[Button, ...]) -> Reply:
        """`operator` is the line that says who runs this copy, `today` where in the election we are.

        `offered` are the cards of this phase.
        """
        subjects = [
            Button(self._catalogue.say(f"button.{name}", language), f"subject:{name}") for name in self.subjects
        ]
        rows = [tuple(subjects[at : at + _IN_A_ROW]) for at in range(0, len(subjects), _IN_A_ROW)]
        say = self._catalogue.say
        text = say("start.welcome", language, operator=operator, today=today)
        guided = (Button(say("button.dispute", language), "dispute:"), Button(say("button.dates", language), "dates"))
        other = Button(say("button.other_language", language), "languages")
        return Reply(text, (*rows, *((button,) for button in offered), guided, (other,)))

    def subject(self, name: str, answerer: Answerer, context: Context, language: Language) -> Reply:
        """The questions of the subject that would be answered now: neither withdrawn nor past their date."""
        options = [answerer.cards.option(card, context, language) for card in self._country.menu[name]]
        rows = [(Button(option.label, option.action),) for option in options if option]
        back = Button(self._catalogue.say("button.menu", language), "menu")
        return Reply(self._catalogue.say(f"topic.{name}", language), (*rows, (back,)))
