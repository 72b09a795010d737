"""What theory says of a queue with random arrivals and random service: M/M/c.

Arrivals come at random (Poisson), each takes a random time (exponential), one of c equal consumers
takes the event that has waited longest, and the queue has no bound.
"""

from math import exp


def erlang_b(consumers: int, load: float) -> float:
    """Return the share of arrivals that find all consumers busy where nobody waits.

    Computed by the usual recursion, which is stable (A. K. Erlang, "Solution of some problems in
    the theory of probabilities of significance in automatic telephone exchanges", 1917).

    Args:
        consumers: their number.
        load: arrival rate times mean service time.
    """
    blocked = 1.0
    for number in range(1, consumers + 1):
        blocked = load * blocked / (number + load * blocked)
    return blocked


def erlang_c(consumers: int, load: float) -> float:
    """Return the share of arrivals that have to wait, in a queue without a bound.

    Raises:
        ValueError: more arrives than the consumers can do, so there is no such share.
    """
    if not 0 <= load < consumers:
        raise ValueError(
            f"a load of {load:g} on {consumers} consumers: it must be less than they can do, or "
            "the queue grows without end"
        )
    blocked = erlang_b(consumers, load)
    return blocked / (1 - load / consumers * (1 - blocked))


def mean_wait(consumers: int, arrival_rate: float, service_rate: float = 1.0) -> float:
    """Return how long an event waits on average before a consumer takes it.

    Args:
        consumers: their number.
        arrival_rate: events per second that arrive.
        service_rate: events per second that one consumer can do.
    """
    waiting = erlang_c(consumers, arrival_rate / service_rate)
    return waiting / (consumers * service_rate - arrival_rate)


def response_tail(
    seconds: float, consumers: int, arrival_rate: float, service_rate: float = 1.0
) -> float:
    """Return the share of events that take longer than `seconds`, waiting and service together.

    The wait is 0 with probability 1 - C, and else exponential at the rate `spare` at which the
    queue gets shorter; service is exponential. This is the tail of their sum.
    """
    waiting = erlang_c(consumers, arrival_rate / service_rate)
    spare = consumers * service_rate - arrival_rate
    in_service = exp(-service_rate * seconds)
    if abs(spare - service_rate) < 1e-9 * service_rate:
        both = in_service * (1 + service_rate * seconds)
    else:
        both = (spare * in_service - service_rate * exp(-spare * seconds)) / (spare - service_rate)
    return (1 - waiting) * in_service + waiting * both


def response_percentile(
    share: float, consumers: int, arrival_rate: float, service_rate: float = 1.0
) -> float:
    """Return the time within which that share of the events is done (0.99 for the 99th percentile).

    Raises:
        ValueError: a share that is not between 0 and 1, or more load than the consumers can do.
    """
    if not 0 <= share < 1:
        raise ValueError(f"a share of {share:g}: it must be from 0 to below 1")
    low, high = 0.0, 1.0 / service_rate
    while response_tail(high, consumers, arrival_rate, service_rate) > 1 - share:
        low, high = high, high * 2
    for _ in range(60):
        middle = (low + high) / 2
        if response_tail(middle, consumers, arrival_rate, service_rate) > 1 - share:
            low = middle
        else:
            high = middle
    return high
