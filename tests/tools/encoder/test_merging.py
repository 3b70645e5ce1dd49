"""Word pieces are those that merging by hand gives, and the same ones each time."""

from tools.encoder import merging

# The example of Sennrich et al. 2016. By hand: of couples seen as often, the first by alphabet, where # comes first.
TEXTS = ["low"] * 5 + ["lower"] * 2 + ["newest"] * 6 + ["widest"] * 3
BY_HAND = ["##es", "##est", "##ow", "low", "##ew", "##ewest", "newest", "##dest", "##idest", "widest"]


def test_pieces_are_merged_as_by_hand() -> None:
    assert merging.pieces(TEXTS, most=100, least_seen=3) == BY_HAND


def test_a_rarer_couple_is_merged_where_it_is_asked_for() -> None:
    assert merging.pieces(TEXTS, most=100, least_seen=2) == [*BY_HAND, "##er", "lower"]


def test_no_more_pieces_come_than_wanted() -> None:
    assert merging.pieces(TEXTS, most=4, least_seen=1) == BY_HAND[:4]


def test_the_order_of_the_lines_changes_nothing() -> None:
    assert merging.pieces(reversed(TEXTS), most=100, least_seen=3) == BY_HAND


def test_capitals_digits_and_signs_make_no_pieces_of_their_own() -> None:
    assert merging.pieces(["LOW, Low! 2027 low-low"], most=100, least_seen=3) == ["##ow", "low"]


def test_a_couple_within_a_run_of_one_letter_is_merged_once() -> None:
    assert merging.pieces(["aaa"] * 3, most=100, least_seen=3) == ["##aa", "aaa"]
