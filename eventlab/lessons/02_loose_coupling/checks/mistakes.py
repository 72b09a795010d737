"""The wrong ways to turn three calls into one event, known by what they do."""

from eventlab.course.grading import Mistake

RETURNS_NO_CHECKOUT = Mistake(
    "returns-no-checkout",
    "The shop is opened, but who opens it gets nothing on which an order can be placed.",
    "the last line of open_shop: it returns an object of your class Checkout.",
)
PUBLISHES_NOTHING = Mistake(
    "publishes-nothing",
    "The services are called, but no event goes over the bus: the direct calls are still there.",
    "Checkout.place: it calls `self.bus.publish` with an event, and nobody else.",
)
PUBLISHES_NO_EVENT = Mistake(
    "publishes-no-event",
    "The bus takes one thing, an event: its type and its data belong inside of it.",
    'what stands in the brackets of `publish`: Event("OrderPlaced", order).',
)
TELLS_NOBODY = Mistake(
    "tells-nobody",
    "An order is placed, and neither an event nor a call comes of it.",
    "Checkout.place: it publishes an event on the bus that it was given.",
)
FORGETS_ONE = Mistake(
    "forgets-a-reaction",
    "Not all of the three are reached any more.",
    "what open_shop subscribes: a handler each for stock, mail and points.",
)
OTHER_ARGUMENTS = Mistake(
    "other-arguments",
    "The right services are called, with something else than before.",
    "what each handler takes out of event.data, beside the same line in DirectCheckout.",
)
TYPES_DIFFER = Mistake(
    "types-differ",
    "An event is published, and nobody has subscribed to its type: a bus drops it without a word.",
    "the type in `publish` and the type in `subscribe`, letter by letter.",
)
CALLS_AND_TELLS = Mistake(
    "calls-and-tells",
    "A service is reached twice by one order: by a call, an event or a subscription too many.",
    "how often `place` publishes, how often each handler is subscribed, and who else calls.",
)
ANOTHER_BUS = Mistake(
    "another-bus",
    "The shop has a bus of its own, so whoever listens on the one it was given hears nothing.",
    "which bus is handed to Checkout and subscribed to: only the argument of open_shop.",
)
COMMAND = Mistake(
    "command-dressed-as-event",
    "It travels as an event, but it tells somebody what to do: the checkout still gives orders.",
    "what has happened, in the past tense: one OrderPlaced, whoever listens.",
)
NAMES_RECEIVER = Mistake(
    "event-names-its-receiver",
    "The event says for whom it is, so the checkout still knows who listens.",
    "what the event carries: the order, and not a word about who will read it.",
)
ANOTHER_SCHEMA = Mistake(
    "another-schema",
    "The event lacks fields of the order, or keeps them elsewhere: a newcomer will not find them.",
    "the second argument of Event: the order itself.",
)
IMPORTS_HANDLERS = Mistake(
    "publisher-imports-its-handlers",
    "The checkout's code names its handlers: whoever adds or removes one must edit the checkout.",
    "which names stand in the class Checkout: only the bus and the event.",
)
HOLDS_HANDLERS = Mistake(
    "publisher-holds-its-handlers",
    "The checkout keeps who reacts. With a list of them that is the pattern Observer.",
    "the attributes and methods of the checkout: the bus and `place` are enough.",
)
SUBSCRIBES_HANDLERS = Mistake(
    "publisher-subscribes-its-handlers",
    "The checkout itself subscribes the reactions, so it must know them all.",
    "where `subscribe` is called: in open_shop, which knows all anyway.",
)
FIRST_ORDER_AGAIN = Mistake(
    "first-order-again",
    "Later orders are told with the data of an earlier one, or not at all.",
    "where the event is made: in `place`, of the order that is placed.",
)
NEEDS_A_REACTION = Mistake(
    "needs-a-reaction",
    "Without reactions the checkout fails, so it depends on them after all.",
    "what `place` expects of those who listen. A fact is told, whoever hears it.",
)
CALLS_ALL_THE_SAME = Mistake(
    "calls-all-the-same",
    "With nobody subscribed, services are called all the same: something goes around the bus.",
    "how the services are reached in `place`: by `self.bus.publish` alone.",
)
ONE_FOR_ALL = Mistake(
    "one-handler-for-all",
    "One handler calls several services: they come and go, and fail, together.",
    "how many handlers you subscribe: one for each service.",
)
NEEDS_ITS_PUBLISHER = Mistake(
    "handler-needs-its-publisher",
    "Handlers take what they need from somewhere else than the event, such as the checkout.",
    "what the handlers read: event.data holds all of it, whoever has published.",
)
HEARS_EVERYTHING = Mistake(
    "hears-everything",
    "The handlers react to events of other types, too.",
    'the type in `subscribe`: "OrderPlaced" to the letter, and not "*".',
)
SHARED = Mistake(
    "shared-by-all-shops",
    "Two shops share something: what one sells reaches the services of the other.",
    "what stands outside of functions, or in the class: bus, services and lists of handlers.",
)
SWALLOWED = Mistake(
    "swallowed-errors",
    "What a reaction raises disappears: its work is not done, and nobody learns of it.",
    "every `except`: what happens to the error that it catches?",
)
ONE_ID = Mistake(
    "one-id-for-all",
    "Two orders are told under one id: whoever drops what came before drops the second order.",
    "the event's id: left out, each event gets one of its own.",
)
REACTS_ONCE = Mistake(
    "reacts-only-once",
    "The handlers do not react to a later order as they did to the first.",
    "what a handler remembers from one event to the next, and whether its subscription lasts.",
)
CHAIN = Mistake(
    "reactions-in-a-chain",
    "One reaction waits for another: when the first fails or is gone, the second falls silent.",
    "what each of the three subscribes to, and reads: OrderPlaced is enough for all.",
)
