"""load: a program in texts runs as if each text were a file."""

import sys
import traceback

import pytest

from eventlab.course import load

SHOP = {
    "app": "from stock import reserve\nreserve('teapot')",
    "stock": "reserved = []\ndef reserve(item):\n    reserved.append(item)",
}


def test_texts_import_each_other_in_whatever_order_they_stand():
    assert load(SHOP)["stock"].reserved == ["teapot"]


def test_each_load_makes_modules_of_its_own():
    first, second = load(SHOP), load(SHOP)
    first["stock"].reserve("cup")
    assert second["stock"].reserved == ["teapot"]


def test_a_real_module_of_the_same_name_is_there_again_afterwards(monkeypatch):
    monkeypatch.setitem(sys.modules, "stock", sys)
    load(SHOP)
    assert sys.modules["stock"] is sys
    assert "app" not in sys.modules


@pytest.mark.parametrize("text", ["1 / 0", "import nowhere", "def"])
def test_what_a_text_raises_comes_out_and_nothing_is_left_behind(text):
    finders = list(sys.meta_path)
    with pytest.raises((ZeroDivisionError, ImportError, SyntaxError)):
        load({"broken": text})
    assert "broken" not in sys.modules
    assert sys.meta_path == finders


def test_a_traceback_quotes_the_line_that_raised():
    shop = load({"stock": "\n    def reserve(order):\n        return order['item']\n"})
    with pytest.raises(KeyError) as caught:
        shop["stock"].reserve({})
    assert "return order['item']" in "".join(traceback.format_exception(caught.value))
