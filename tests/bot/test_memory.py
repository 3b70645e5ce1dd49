"""What is remembered of a conversation, how long, and of how many people."""

from bot.conversation.memory import LASTS, MOST_PEOPLE, Memory, Turn
from bot.conversation.replies import Message, Person
from bot.models import Outcome
from knowledge.models import Language
from tests.bot.talking import SetClock
from tests.harness.clock import NOON


def turns(*words: str) -> tuple[Turn, ...]:
    return tuple(Turn(text, Message(text, NOON), Outcome.ANSWERED, Language.EN) for text in words)


def add(memory: Memory, person: Person, words: str) -> None:
    memory.keep(person, (*memory.recall(person), *turns(words)))


def test_the_last_three_questions_are_kept(set_clock: SetClock) -> None:
    memory, person = Memory(set_clock), Person("telegram", "1")
    for words in ("one", "two", "three", "four"):
        add(memory, person, words)
    assert memory.recall(person) == turns("two", "three", "four")


def test_every_question_keeps_the_conversation_alive(set_clock: SetClock) -> None:
    memory, person = Memory(set_clock), Person("telegram", "1")
    add(memory, person, "one")
    set_clock.forward(minutes=15)
    add(memory, person, "two")
    set_clock.forward(minutes=15)
    assert memory.recall(person) == turns("one", "two")


def test_an_old_conversation_does_not_come_back_with_a_new_question(set_clock: SetClock) -> None:
    memory, person = Memory(set_clock), Person("telegram", "1")
    add(memory, person, "one")
    set_clock.moment += LASTS
    add(memory, person, "two")
    assert memory.recall(person) == turns("two")


def test_memory_is_bounded_and_the_longest_silent_go_first(set_clock: SetClock) -> None:
    memory = Memory(set_clock)
    add(memory, Person("telegram", "first"), "words")
    for number in range(MOST_PEOPLE):
        add(memory, Person("telegram", str(number)), "words")
    assert memory.recall(Person("telegram", "first")) == ()
    assert memory.recall(Person("telegram", str(MOST_PEOPLE - 1))) == turns("words")


def test_a_conversation_that_is_over_leaves_the_memory(set_clock: SetClock) -> None:
    memory, old, new = Memory(set_clock), Person("telegram", "1"), Person("telegram", "2")
    add(memory, old, "words")
    set_clock.forward(minutes=19)
    add(memory, new, "words")
    set_clock.forward(minutes=1)
    memory.drop_old()
    assert len(memory) == 1 and memory.recall(new)
