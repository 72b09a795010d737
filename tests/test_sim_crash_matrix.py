"""What each strategy does when it dies before any of its calls."""

from collections import Counter

import consumers
import pytest

from eventlab.sim import Scenario, crash_matrix, replay


def name(value):
    return getattr(value, "__name__", None)


def test_the_crash_matrix_counts_what_each_strategy_does():
    matrix = crash_matrix(
        {
            "ack, effect": consumers.ack_first,
            "effect, ack": consumers.effect_first,
            "mark, effect, ack": consumers.mark_first,
            "effect, mark, ack": consumers.mark_last,
            "transaction, ack": consumers.one_transaction,
            "seen-set in memory": consumers.seen_set_in_memory,
        }
    )
    assert matrix.effects == {
        "ack, effect": (1, 0, 1),
        "effect, ack": (1, 2, 1),
        "mark, effect, ack": (1, 0, 1, 1),
        "effect, mark, ack": (1, 2, 1, 1),
        "transaction, ack": (1, 1, 1),
        "seen-set in memory": (1, 2, 1),
    }
    assert "effect, ack         1 (before mail.send), 2 (before ack), 1 (at end)" in repr(matrix)


def test_every_number_of_the_crash_matrix_can_be_replayed():
    row = crash_matrix({"mark, effect, ack": consumers.mark_first}).rows["mark, effect, ack"]
    assert [cell.place for cell in row] == [
        "before db.commit",
        "before mail.send",
        "before ack",
        "at end",
    ]
    for cell in row:
        line = cell.line.removeprefix('replay("').removesuffix('")')
        assert replay(line).run.history.effects["A"] == cell.effects


def test_the_crash_matrix_refuses_a_strategy_that_changes_nothing():
    with pytest.raises(ValueError, match="'idle' changes nothing"):
        crash_matrix({"idle": lambda event, ack: None})


@pytest.mark.parametrize("consumer", [consumers.mark_first, consumers.one_transaction], ids=name)
def test_a_crash_between_two_lasting_calls_is_the_same_wherever_it_comes(consumer):
    scenario = Scenario("receipts", consumer)
    run = replay("receipts: A", scenario).run
    found = {}
    for number in range(len(run.calls[0])):
        before = sum(lasting < number for lasting in run.lasting[0])
        names = Counter(run.calls[0][: number + 1])
        call = run.calls[0][number]
        place = f"{call} #{names[call]}" if names[call] > 1 else call
        died = replay(f"receipts: A[crash before {place}]", scenario)
        found.setdefault(before, set()).add(died.run.history.effects["A"])
    assert len(found) >= 2
    assert all(len(numbers) == 1 for numbers in found.values())
