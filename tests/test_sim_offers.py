"""What else a scenario offers: sets, dicts and lists that last, objects, functions, a clock."""

from simulated import effects, lines

from eventlab.sim import Scenario, crash_matrix, explore, replay


def test_a_set_that_is_offered_survives_a_crash_and_is_no_effect():
    def marks_first(event, seen, mail, ack):
        if event.id not in seen:
            seen.add(event.id)
            mail.send(event.id)
        ack()

    assert crash_matrix({"mark first": marks_first}).effects == {"mark first": (1, 0, 1, 1)}
    assert lines(marks_first, "A[crash before mail.send]") == [
        "deliver queue A",
        "send consumer add A",
        "crash consumer before mail.send",
        "restart consumer",
        "duplicate queue A",
        "ack consumer A",
    ]


def test_a_dict_or_list_that_is_offered_is_like_a_disk():
    def uses(event, table, log, mail):
        table[event.id] = cart = ["book"]
        cart.append("only in memory")
        table[event.id].append("only in memory")
        log.append(event.id)
        table["gone"] = 1
        del table["gone"]
        assert table == {event.id: ["book"]} or (len(table), len(log)) == (1, 1)
        mail.send(*table["A"], *log, *table)

    sent = Sent()
    offers = {"table": dict, "log": list, "mail": lambda: sent}
    assert effects(uses, "A", offers=offers) == {"A": 1}
    assert sent.what == [("book", "A", "A")]


def test_a_disk_takes_copies_of_all_that_a_consumer_makes_however_it_is_given():
    class Cart:
        def __init__(self):
            self.books = []

    def uses(event, table, mail):
        cart, books = Cart(), []
        table["cart"] = cart
        table.update(books=books)
        cart.books.append("only in memory")
        books.append("only in memory")
        table["cart"].books.append("only in memory")
        assert type(table["cart"]) is Cart
        mail.send(*table["cart"].books, *table["books"])

    sent = Sent()
    effects(uses, "A", offers={"table": dict, "mail": lambda: sent})
    assert sent.what == [()]


class Sent:
    sender = "shop"

    def __init__(self):
        self.what = []

    def send(self, *what):
        self.what.append(what)


def test_an_object_of_the_outside_may_say_by_itself_what_its_effects_are():
    class Payments:
        def __init__(self):
            self.charged = {}

        def charge(self, customer, *, key):
            return self.charged.setdefault(key, f"receipt for {customer}")

        def effects(self):
            return list(self.charged)

    def charges(event, payments):
        assert payments.charge(event.data["customer"], key=event.id).startswith("receipt")

    scenario = Scenario("programs", charges, offers={"payments": Payments})
    report = explore(scenario, faults=["crash at end", "ack lost"])
    assert report.verdict == "holds", report


def test_what_a_dict_of_the_outside_lists_is_a_copy():
    def counts(event, book, mail):
        names, pairs = book.keys(), book.items()
        book |= {event.id: len(names)}
        assert [*names] == [name for name, _ in pairs] and event.id not in names
        mail.send(max(book.values()))

    offers = {"book": dict, "mail": lambda: Sent()}
    result = replay("lists: A B", Scenario("lists", counts, offers=offers))
    assert result.verdict == "holds", result


def test_functions_and_plain_values_of_the_outside_are_there_too():
    def tells(event, shout, mail):
        shout(event.id)
        mail.send(mail.sender)

    heard, sent = [], Sent()
    offers = {"shout": lambda: heard.append, "mail": lambda: sent}
    assert lines(tells, "A[crash before mail.send]", offers=offers) == [
        "deliver queue A",
        "send consumer A",
        "crash consumer before mail.send",
        "restart consumer",
        "duplicate queue A",
        "send consumer A",
        "send consumer A",
        "ack consumer A",
    ]
    assert (heard, sent.what) == (["A", "A"], [("shop",)])


def test_time_passes_for_who_waits_for_it():
    def waits(event, clock, mail):
        clock.wait(60)
        mail.send(clock.now())

    async def waits_async(event, clock, mail):
        await clock.wait_async(60)
        await mail.send(clock.now())

    for consumer in (waits, waits_async):
        sent = Sent()
        effects(consumer, "A B", offers={"mail": lambda sent=sent: sent})
        assert sent.what == [(60,), (120,)]
