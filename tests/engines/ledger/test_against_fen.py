"""The lines of a pool against a model that keeps every single fen, over random histories."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from bangfu.engines.ledger import Line, change_purpose, invariants, receive, refund, spend
from bangfu.values import Refusal

DAY = date(2026, 11, 3)
ACTS = st.lists(
    st.tuples(st.sampled_from(["give", "give", "spend", "refund", "move"]), st.integers(1, 12), st.integers(0, 9)),
    max_size=40,
)


class Fen:
    """Every fen of one pool: whose it was, and whether it is still there."""

    def __init__(self):
        self.owner, self.there = [], []

    def first(self, amount):
        return [place for place, there in enumerate(self.there) if there][:amount]

    def last_of(self, gift, amount):
        return [place for place, there in enumerate(self.there) if there and self.owner[place] == gift][-amount:]


def places(entry):
    return [fen for piece in entry.taken for fen in range(piece.a, piece.b)]


@given(ACTS)
@settings(max_examples=200, deadline=None)
def test_what_leaves_is_what_every_single_fen_says(acts):
    model, gifts, segments = Fen(), [], []
    for act, amount, which in acts:
        gone = sorted((piece.a, piece.b) for piece in segments)
        front = max((piece.b for piece in segments if piece.kind != "refund"), default=0)
        holes = tuple((a, b) for a, b in gone if a >= front)
        line = Line(1, sum(model.there), len(model.there), front, holes)
        if act == "give":
            entry = receive(1, amount, ("bank", 0), DAY)
            gifts.append((len(model.there), len(model.there) + amount))
            model.owner += [len(gifts) - 1] * amount
            model.there += [True] * amount
            wanted = []
        elif act == "refund":
            if not gifts:
                continue
            gift = which % len(gifts)
            entry = refund(line, gifts[gift], gone, amount, DAY)
            wanted = model.last_of(gift, amount)
        else:
            entry = spend([(line, amount, None)], DAY) if act == "spend" else change_purpose(line, 2, amount, DAY)
            wanted = model.first(amount)
        if act != "give" and len(wanted) < amount:
            assert isinstance(entry, Refusal)
            continue
        assert entry.is_whole() and places(entry) == wanted
        segments += entry.taken
        for place in wanted:
            model.there[place] = False


def test_a_maker_who_approves_is_named():
    row = invariants.VoucherRow(1, 1, 1, 1, DAY, "spend", "k", "me", "me", 0)
    rows = invariants.Rows({}, {1: row}, (), (), (), {})
    assert len(list(invariants.i8(rows))) == 1
