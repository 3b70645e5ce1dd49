"""The composition root: the only file that builds concrete things and passes them in."""

import logging
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from bot import config, rendering
from bot.answering import decide, follow_up, kinds
from bot.answering.answer import Answerer
from bot.answering.decide import Decider, Weighing
from bot.answering.freshness import Freshness
from bot.answering.kinds import LearntKinds
from bot.answering.live import LiveAnswerer
from bot.answering.subject import SubjectReader
from bot.answering.triage import Triage
from bot.channels.outbox import CHANNEL
from bot.clock import Clock, SystemClock
from bot.config import Config
from bot.conversation.asking import Asking
from bot.conversation.citizen import CitizenConversation, Operator
from bot.conversation.dispute_page import DisputePage
from bot.conversation.disputes import Disputes
from bot.conversation.lateness import Lateness
from bot.conversation.menu import Menu
from bot.conversation.mydata import MyData
from bot.conversation.reckoning import Reckoning
from bot.conversation.reminder_words import ReminderWords
from bot.conversation.reminders import Reminders
from bot.conversation.tally import Tally
from bot.conversation.telling import Telling
from bot.conversation.unasked import Unasked
from bot.desk import Desk
from bot.models import Anchor
from bot.store.anchors import Anchors
from bot.store.database import engine
from bot.store.keeping import Keeping
from bot.store.opened import Store, open_store
from bot.store.opinions import Opinions
from bot.store.pausing import Pauses
from bot.store.people import People
from bot.store.sent import SentMessages
from bot.store.told import ToldDays
from bot.texts import catalogue
from bot.texts.catalogue import Catalogue
from knowledge import country, embeddings, lexicon, search
from knowledge.country import Country
from knowledge.editions import Shelf
from knowledge.embeddings import Encoder
from knowledge.lexicon import Lexicon
from knowledge.places import Gazetteer
from knowledge.search import Edition

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Parts:
    """What is built once and shared: everything that does not change with the edition."""

    config: Config
    country: Country
    lexicon: Lexicon
    encoder: Encoder
    catalogue: Catalogue
    gazetteer: Gazetteer
    subjects: SubjectReader
    shelf: Shelf

    @cached_property
    def triage(self) -> Triage:
        """Read when first needed: half a second that a publish without changes does not pay."""
        return Triage(self.lexicon)


def parts(settings: Config) -> Parts:
    """Reads data files and loads the model; raises the named error of whatever is wrong."""
    land = country.read(country_file(settings))
    words = lexicon.read()
    gazetteer = Gazetteer(land)
    common = frozenset(word for counts in words.counts.values() for word in counts)
    return Parts(
        config=settings,
        country=land,
        lexicon=words,
        encoder=embeddings.load(settings.model, config.ROOT),
        catalogue=catalogue.read(land),
        gazetteer=gazetteer,
        subjects=SubjectReader(land, gazetteer, common),
        shelf=Shelf(settings.var),
    )


def country_file(settings: Config) -> Path:
    return settings.folders[0] / settings.country / "country.toml"


def answerer(
    built: Parts,
    edition: Edition | None = None,
    decider: Decider | None = None,
    learnt: LearntKinds | None = None,
    leaning: Weighing | None = None,
) -> Answerer:
    """Answering from `edition`, by default the live one; all that is calibrated as it is unless others are given."""
    opened = edition or search.open_current(built.shelf, built.lexicon, built.encoder)
    return Answerer(
        opened,
        built.country,
        built.catalogue,
        built.triage,
        learnt or kinds.read(),
        decider or _calibrated(built),
        leaning or follow_up.read(),
        built.subjects,
    )


def unreserved(built: Parts, edition: Edition) -> Answerer:
    """Says what comes first, however weak the evidence: only for measuring what silence was worth."""
    decider = _calibrated(built)
    anything = replace(decider.either, threshold=0.0, lenient=None)
    return answerer(built, edition, Decider(decider.best, anything, decider.model, decider.precedents))


def _calibrated(built: Parts) -> Decider:
    decider = decide.read()
    if decider.model != built.encoder.sha256:
        log.warning("the decision was calibrated for another embedding model: run `make calibrate`")
    return decider


def renderer(built: Parts) -> rendering.Renderer:
    return rendering.Renderer(built.catalogue, built.country)


def live_answerer(built: Parts) -> LiveAnswerer:
    return LiveAnswerer(lambda: answerer(built), built.shelf, built.config.reopen_seconds)


def freshness(built: Parts, live: LiveAnswerer, clock: Clock | None = None) -> Freshness:
    return Freshness(live, built.shelf, built.country, clock or SystemClock())


def store(settings: Config, clock: Clock | None = None) -> Store:
    """Opened once and shared. Raises the named error of what is wrong with the key or the database."""
    return open_store(settings.database, settings.key, settings.key_file, clock or SystemClock(), settings.bot)


def conversation(
    built: Parts,
    clock: Clock | None = None,
    sent: SentMessages | None = None,
    live: LiveAnswerer | None = None,
    opened: Store | None = None,
    tally: Tally | None = None,
) -> CitizenConversation:
    """`sent`, `live`, `opened` and `tally` are given where others use them too."""
    settings = built.config
    now = clock or SystemClock()
    opened = opened or store(settings, now)
    sent = sent or sent_messages(opened, now)
    people, keeping = People(opened.engine, opened.key, now), kept_mail(opened, now)
    live = live or live_answerer(built)
    recorded = Anchors(opened.engine, now)
    disputes = Disputes(built.catalogue, built.country, now)
    told = told_days(opened, now)
    asking = Asking(
        live,
        renderer(built),
        built.catalogue,
        built.country,
        people,
        now,
        built.subjects,
        disputes,
        recorded.in_force,
        tally,
    )
    return CitizenConversation(
        live=live,
        asking=asking,
        menu=Menu(built.catalogue, built.country),
        catalogue=built.catalogue,
        people=people,
        opinions=Opinions(opened.engine),
        kept=(sent, keeping, told),
        clock=now,
        operator=Operator(settings.operator_name, settings.operator_contact),
        disputes=disputes,
        mydata=MyData(built.catalogue, people, sent, keeping, told, asking),
        reminders=reminders(built, told),
        telling=Telling(told, (CHANNEL,)),
        paused=Pauses(settings.var, settings.pause).current,
    )


def anchors_in_force(settings: Config) -> tuple[Anchor, ...]:
    """What the desk has recorded; nothing is created where it has not."""
    if isinstance(settings.database, Path) and not settings.database.exists():
        return ()
    return Anchors(engine(settings.database), SystemClock()).in_force()


def desk(settings: Config) -> Desk:
    land = country.read(country_file(settings))
    return Desk(Anchors(engine(settings.database), SystemClock()), land, Gazetteer(land), SystemClock())


def kept_mail(opened: Store, clock: Clock | None = None) -> Keeping:
    return Keeping(opened.engine, opened.vault, clock or SystemClock())


def sent_messages(opened: Store, clock: Clock | None = None) -> SentMessages:
    return SentMessages(opened.engine, opened.key, clock or SystemClock(), bot=opened.bot)


def told_days(opened: Store, clock: Clock | None = None) -> ToldDays:
    return ToldDays(opened.engine, opened.vault, clock or SystemClock(), opened.bot)


def reminders(built: Parts, told: ToldDays) -> Reminders:
    words = ReminderWords(built.catalogue, built.country)
    return Reminders(told, reckoning(built), words, built.catalogue, built.config.reminder_hour, (CHANNEL,))


def reckoning(built: Parts) -> Reckoning:
    return Reckoning(built.country, DisputePage(built.catalogue, built.country))


def unasked(built: Parts, opened: Store, clock: Clock | None = None) -> Unasked:
    now = clock or SystemClock()
    told = told_days(opened, now)
    return Unasked(
        told=told,
        anchors=Anchors(opened.engine, now),
        reckoning=reckoning(built),
        reminders=reminders(built, told),
        words=ReminderWords(built.catalogue, built.country),
        catalogue=built.catalogue,
        people=People(opened.engine, opened.key, now),
        country=built.country,
        clock=now,
        paused=Pauses(built.config.var, built.config.pause).current,
        hour=built.config.reminder_hour,
    )


def lateness(
    built: Parts, live: LiveAnswerer, opened: Store, clock: Clock | None = None, writing: Unasked | None = None
) -> Lateness:
    """`writing` composes reminders anew; it is given where others use it too."""
    now = clock or SystemClock()
    people, again = People(opened.engine, opened.key, now), (writing or unasked(built, opened, now)).again
    return Lateness(live, built.catalogue, built.country, people, now, again)
