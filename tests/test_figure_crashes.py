"""The crash picture shows the numbers that the simulator has counted, and the bet beside them."""

import random

import consumers
import pytest
from chance import SEEDS, assert_legible
from IPython.core.interactiveshell import InteractiveShell

from eventlab.figures import crash_picture
from eventlab.sim import crash_matrix
from eventlab.sim.matrix import Cell, CrashMatrix

TWO = {"ack, effect": consumers.ack_first, "effect, ack": consumers.effect_first}


def made_up(seed: int) -> CrashMatrix:
    """Strategies with effects by chance."""
    chance = random.Random(seed)
    places = ["before ack", "at end", "before database.execute #12 (too late)", ""]
    return CrashMatrix(
        {
            f"{'a strategy with a rather long name ' * chance.randint(0, 2)}{i}": tuple(
                Cell(chance.choice(places), chance.choice([0, 1, 1, 2, 30]), "")
                for _ in range(chance.randint(1, 7))
            )
            for i in range(chance.randint(1, 6))
        }
    )


def bet(matrix: CrashMatrix, seed: int) -> dict[str, list[int]]:
    chance = random.Random(seed)
    rows = [name for name in matrix.rows if chance.random() < 0.6]
    return {name: [chance.randint(0, 2) for _ in matrix.rows[name]] for name in rows}


def words(picture) -> list[str]:
    return [text.get_text() for text in picture.figure.axes[0].texts]


def test_what_is_drawn_is_what_was_counted():
    matrix = crash_matrix(TWO)
    picture = crash_picture(matrix)
    assert picture.title == (
        "None of 2 strategies always has one effect; of 6 crashes 1 loses the effect, 1 doubles it"
    )
    assert picture.text.splitlines()[1:] == [
        "ack, effect, crash before ack: 1 effect, right",
        "ack, effect, crash before mail.send: 0 effects, lost",
        "ack, effect, crash at end: 1 effect, right",
        "effect, ack, crash before mail.send: 1 effect, right",
        "effect, ack, crash before ack: 2 effects, doubled",
        "effect, ack, crash at end: 1 effect, right",
    ]


@pytest.mark.parametrize(
    ("effects", "says"),
    [
        ({"a": (1, 1)}, '"a" always has one effect'),
        ({"a": (1, 2)}, '"a" does not always have one effect'),
        ({"a": (1,), "b": (0,)}, 'Only "a" of 2 strategies always has one effect'),
        ({"a": (1,), "b": (1,)}, "2 of 2 strategies always have one effect"),
    ],
)
def test_the_title_names_who_is_right_everywhere(effects, says):
    rows = {name: tuple(Cell("", n, "") for n in row) for name, row in effects.items()}
    assert crash_picture(CrashMatrix(rows)).title.startswith(f"{says}; of ")


def test_lost_right_and_doubled_are_told_apart_by_word_and_by_shape():
    matrix = CrashMatrix({"a": tuple(Cell("", n, "") for n in (0, 1, 2))})
    picture = crash_picture(matrix)
    assert {"0", "lost", "1", "right", "2", "doubled"} <= {*words(picture)}
    shapes = [str(line.get_marker()) for line in picture.figure.axes[0].lines]
    assert len(shapes) == len({*shapes}) == 3


def test_the_bet_stands_beside_what_happened():
    matrix = crash_matrix(TWO)
    picture = crash_picture(matrix, {"effect, ack": (1, 1, 1)})
    assert picture.title.endswith("; you bet 2 of 3 right")
    assert words(picture).count("as you bet") == 2 and words(picture).count("you bet 1") == 1
    for said in (picture.alt, picture.text):
        assert "effect, ack, crash before ack: 2 effects, doubled, you bet 1" in said
        assert said.count("as you bet") == 2


@pytest.mark.parametrize("seed", range(3))
def test_what_is_covered_is_told_nowhere(seed):
    matrix = made_up(seed)
    blank = CrashMatrix(
        {name: tuple(Cell(c.place, 1, "") for c in row) for name, row in matrix.rows.items()}
    )
    guess = bet(matrix, seed)
    covered, other = (crash_picture(each, guess, shown=0) for each in (matrix, blank))
    assert covered.title.startswith("0 of ")
    assert (covered.alt, covered.text) == (other.alt, other.text)
    assert covered.png == other.png


def test_uncovering_goes_from_left_to_right_and_keeps_the_size_of_the_page():
    matrix = crash_matrix(TWO)
    shown = [crash_picture(matrix, shown=n) for n in range(4)]
    assert [picture.text.count("not shown yet") for picture in shown] == [6, 4, 2, 0]
    assert shown[2].title == "4 of 6 crashes shown: 1 loses the effect, 1 doubles it"
    assert len({picture.figure.bbox.width for picture in shown}) == 1


def test_a_row_stays_covered_until_its_bet_is_made():
    matrix = crash_matrix(TWO)
    covered = crash_picture(matrix, {"effect, ack": ()})
    assert covered.title == "3 of 6 crashes shown: 1 loses the effect, 0 double it"
    assert [line for line in covered.text.splitlines() if "not shown yet" in line] == [
        f"effect, ack, crash {cell.place}: not shown yet" for cell in matrix.rows["effect, ack"]
    ]
    assert "not shown yet" not in crash_picture(matrix, {"effect, ack": (1, 2, 1)}).text


def test_a_guess_that_does_not_fit_is_answered_in_a_notebook_with_one_line(capsys):
    shell = InteractiveShell()
    shell.user_ns |= {"crash_picture": crash_picture, "matrix": crash_matrix(TWO)}
    shell.run_cell('crash_picture(matrix, {"effect, ack": (1, 2)})')
    assert capsys.readouterr().out.strip() == (
        "Your guess: 'effect, ack' can crash in 3 places, so it wants 3 numbers, not 2"
    )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("shown", [None, 1])
def test_no_two_texts_overlap_and_none_leaves_the_page(seed, shown):
    matrix = made_up(seed)
    assert_legible(crash_picture(matrix, bet(matrix, seed), shown=shown).figure)


@pytest.mark.parametrize("seed", SEEDS)
def test_alt_text_and_text_twin_say_the_same(seed):
    matrix = made_up(seed)
    picture = crash_picture(matrix, bet(matrix, seed))
    title, *facts = picture.text.splitlines()
    assert title == picture.title in picture.alt
    assert len(facts) == sum(map(len, matrix.rows.values()))
    assert all(fact in picture.alt for fact in facts)


def test_what_cannot_be_drawn_is_refused_with_what_to_do():
    matrix = crash_matrix(TWO)
    with pytest.raises(ValueError, match="no strategies: pass some to crash_matrix"):
        crash_picture(CrashMatrix({}))
    with pytest.raises(ValueError, match="'a' has 8 places to crash; 7 fit side by side"):
        crash_picture(CrashMatrix({"a": (Cell("", 1, ""),) * 8}))
    with pytest.raises(ValueError, match="about 'ack first'; the strategies are 'ack, effect', "):
        crash_picture(matrix, {"ack first": (1,)})
    with pytest.raises(ValueError, match="'effect, ack' can crash in 3 places, so it wants 3 "):
        crash_picture(matrix, {"effect, ack": (1, 2)})
    with pytest.raises(ValueError, match="'effect, ack' wants 3 numbers in brackets, not 1"):
        crash_picture(matrix, {"effect, ack": 1})
    with pytest.raises(ValueError, match="-1 is less than 0"):
        crash_picture(matrix, shown=-1)
