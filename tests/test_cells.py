"""A check says so when the cell that should define anew what it judges has failed."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from eventlab.course.cells import Cells


@pytest.fixture
def notebook():
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    shell.user_ns.pop("greet", None)
    shell.cells = Cells(shell)
    yield shell
    InteractiveShell.clear_instance()


def note(notebook, *sources, of="greet"):
    for source in sources:
        notebook.run_cell(source)
    return notebook.cells.note(notebook.user_ns[of])


GREET = "def greet(name):\n    return name"
BROKEN = "def greet(name)\n    return name + 1"


def test_after_a_syntax_error_the_older_definition_is_told_in_one_line(notebook):
    said = note(notebook, GREET, BROKEN)
    assert said == (
        "Judged is an older `greet`: the cell that should define it failed "
        "(SyntaxError: expected ':', line 1)."
    )


@pytest.mark.parametrize(
    "broken",
    [
        "  def greet(name): pass\n return",
        "async def greet(name):\nreturn 1",
        "class greet:\n    x = undefined",
        "@undefined\ndef greet(name): pass",
        "undefined()\ndef greet(name): pass",
        "greet = undefined",
        "greet = lambda name: (",
    ],
)
def test_also_after_any_other_error_before_the_definition(notebook, broken):
    assert note(notebook, GREET, "x = 1\n" + broken).startswith("Judged is an older `greet`")


def test_a_definition_before_the_error_is_no_older_one(notebook):
    assert note(notebook, GREET, GREET + "\nundefined()") == ""


def test_when_the_cell_is_mended_nothing_is_said_any_more(notebook):
    assert note(notebook, GREET, BROKEN, GREET) == ""
    assert note(notebook, BROKEN, "x = 1", GREET) == ""


def test_another_name_in_the_broken_cell_is_another_matter(notebook):
    assert note(notebook, GREET, "def other(name)\n    pass") == ""


def test_a_method_that_did_not_get_into_its_class_is_told(notebook):
    grow = "from eventlab.course import method_of\nclass Bus: pass"
    publish = "@method_of(Bus)\ndef publish(self, event):\n    return event"
    assert note(notebook, grow, publish, of="Bus") == ""
    said = note(notebook, publish.replace("event):", "event)"), of="Bus")
    assert said.startswith("Judged is an older `Bus`")
    assert note(notebook, publish, of="Bus") == ""


def test_a_list_is_as_old_as_its_oldest_part(notebook):
    notebook.run_cell(GREET)
    notebook.run_cell(BROKEN)
    assert notebook.cells.note([print, notebook.user_ns["greet"]])
    assert not notebook.cells.note([print])


def test_a_function_that_it_calls_is_looked_at_as_well(notebook):
    helper = "def shout(text): return text.upper()"
    greet = "class Greeter:\n    def greet(self, name): return shout(name)"
    said = note(notebook, helper, greet, helper.replace("):", ")"), of="Greeter")
    assert said.startswith("Judged is an older `shout`")
    assert note(notebook, helper, of="Greeter") == ""
