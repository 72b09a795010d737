"""Deciders, and the words in which they are specified."""

from dataclasses import dataclass

import pytest

from eventlab import Decider, Event, MemoryStore, WrongVersion, given, handle


@dataclass(frozen=True)
class Cart:
    items: tuple[str, ...] = ()
    closed: bool = False


def decide(command, cart):
    name, *rest = command
    if cart.closed:
        raise ValueError("the cart is closed")
    if name == "close":
        return [Event("Closed", {"items": len(cart.items)}, subject="cart/1")]
    return [Event("Added", {"item": item}) for item in rest]


def evolve(cart, event):
    if event.type == "Closed":
        return Cart(cart.items, closed=True)
    return Cart((*cart.items, event.data["item"]))


CART = Decider(Cart, decide, evolve)
ADDED, CLOSED = Event("Added", {"item": "tea"}), Event("Closed", {"items": 0})


def test_a_decider_is_specified_by_given_when_then():
    given(CART).when(("add", "tea", "jam")).then(
        [Event("Added", {"item": "tea"}), Event("Added", {"item": "jam"})]
    )
    given(CART, [ADDED]).when(("close",)).then([Event("Closed", {"items": 1}, subject="cart/1")])
    given(CART, [ADDED]).when(("add",)).then([])
    given(CART, [CLOSED]).when(("add", "tea")).then_refused(ValueError)


@pytest.mark.parametrize(
    ("past", "command", "then", "said"),
    [
        ([], ("add", "tea"), [], "expected no events, but it led to Added {'item': 'tea'}"),
        ([], ("add", "tea"), [Event("Added", {"item": "jam"})], "it led to Added {'item': 'tea'}"),
        ([], ("add", "tea"), [ADDED, ADDED], "but it led to Added {'item': 'tea'}"),
        ([], ("close",), [Event("Closed", {"items": 0}, subject="cart/2")], "led to Closed"),
        ([CLOSED], ("close",), [CLOSED], "refused: ValueError('the cart is closed')"),
    ],
)
def test_what_differs_is_told(past, command, then, said):
    with pytest.raises(AssertionError) as told:
        given(CART, past).when(command).then(then)
    assert said in str(told.value)


def test_what_it_led_to_is_told_in_order():
    with pytest.raises(AssertionError) as told:
        given(CART).when(("add", "tea", "jam")).then([])
    both = "Added {'item': 'tea'}, Added {'item': 'jam'}"
    assert str(told.value) == f"expected no events, but it led to {both}"


def test_where_evolve_failed_is_said():
    def fail(cart, event):
        raise ValueError("no cart")

    with pytest.raises(ValueError, match="no cart") as caught:
        handle(MemoryStore(), "cart/1", Decider(Cart, decide, fail), ("add", "tea"))
    assert caught.value.__notes__ == ["evolve failed on Added, version 1 of its stream"]


def test_a_refusal_that_did_not_come_or_is_another_one_is_told():
    with pytest.raises(AssertionError, match="expected ValueError, but it led to no events"):
        given(CART).when(("add",)).then_refused(ValueError)
    with pytest.raises(AssertionError, match="expected KeyError, but it led to ValueError"):
        given(CART, [CLOSED]).when(("close",)).then_refused(KeyError)


def test_a_decider_takes_functions_only_and_says_how_to_give_a_state():
    with pytest.raises(TypeError, match="initial is a dict: pass a function that makes it"):
        Decider({}, decide, evolve)
    with pytest.raises(TypeError, match=r"evolve is a NoneType: pass a function$"):
        Decider(Cart, decide, None)


def test_handle_returns_the_events_the_version_and_the_state():
    store = MemoryStore()
    handle(store, "cart/1", CART, ("add", "tea"))
    handled = handle(store, "cart/1", CART, ("close",))
    assert [event.type for event in handled.events] == ["Closed"]
    assert (handled.version, handled.state) == (2, Cart(("tea",), closed=True))


def test_an_evolve_that_fails_says_on_which_event():
    store = MemoryStore()
    store.append("cart/1", [ADDED, Event("Added")])
    with pytest.raises(KeyError) as error:
        handle(store, "cart/1", CART, ("close",))
    assert error.value.__notes__ == ["evolve failed on Added, version 2 of its stream"]


def test_a_decider_must_return_a_list_and_a_command_needs_an_attempt():
    for wrong, told in ((None, "None"), (ADDED, "an Event")):
        careless = Decider(Cart, lambda command, cart, wrong=wrong: wrong, evolve)
        said = f"^decide returned {told}: it returns a list of events"
        with pytest.raises(TypeError, match=said):
            handle(MemoryStore(), "cart/1", careless, ("close",))
    with pytest.raises(ValueError, match="attempts is 0"):
        handle(MemoryStore(), "cart/1", CART, ("close",), attempts=0)
    assert handle(MemoryStore(), "cart/1", CART, ("close",), attempts=1).version == 1


def test_a_conflict_is_told_with_stream_and_versions():
    class Busy(MemoryStore):
        def append(self, stream, events, **options):
            super().append(stream, [ADDED])
            return super().append(stream, events, **options)

    with pytest.raises(WrongVersion, match="'cart/1': expected version 2, but it is at version 3"):
        handle(Busy(), "cart/1", CART, ("add", "jam"))
