"""What a group keeps of a log, and which of its members may act."""

from itertools import chain

from eventlab.clock import VirtualClock
from eventlab.contracts import Make, raises, same
from eventlab.contracts.log.common import drain, fill, ids, log, owned
from eventlab.log import Fenced


@log.case(core=True)
def members_share(make: Make) -> None:
    """The members of a group share the partitions: each event is polled by one of them."""
    subject = make(4)
    appended = fill(subject, 40)
    members = [subject.join("billing") for _ in range(3)]
    shares = [drain(member) for member in members]
    same(ids([*chain(*shares)]), appended, "the events polled by all members together")
    same([len(share) > 0 for share in shares], [True] * 3, "which of the members had work")


@log.case(core=True)
def groups_are_independent(make: Make) -> None:
    """Each group polls all events, whatever another group has polled and committed."""
    subject = make(1)
    appended = fill(subject, 5)
    first = subject.join("billing")
    same(ids(drain(first)), appended, "the events polled by one group")
    first.commit(0, 5)
    same(ids(drain(subject.join("mail"))), appended, "the events polled by another group")


@log.case(core=True)
def begins_at_committed(make: Make) -> None:
    """A partition's next owner begins at the committed offset, and polls again what came after."""
    subject = make(1)
    fill(subject, 5)
    first = subject.join("billing")
    first.poll(2)
    first.commit(0, 2)
    first.poll(2)
    first.leave()
    again = subject.join("billing").poll(10)
    same([record.offset for record in again], [2, 3, 4], "the offsets polled by the next owner")


@log.case(core=True)
def replaced_is_fenced(make: Make) -> None:
    """A member is Fenced when it commits to a partition that another member owns by now."""
    subject = make(2)
    fill(subject, 20)
    replaced = subject.join("billing")
    drain(replaced)
    taken = owned(subject.join("billing"))
    raises(Fenced, replaced.commit, taken, 1)


@log.case()
def taken_and_given_back(make: Make) -> None:
    """Who got a partition back is Fenced for what it polled before, until it polls again."""
    subject = make(2)
    fill(subject, 20)
    member = subject.join("billing")
    drain(member)
    between = subject.join("billing")
    taken = owned(between)
    between.commit(taken, 2)
    between.leave()
    raises(Fenced, member.commit, taken, 1)
    same(min(r.offset for r in drain(member) if r.partition == taken), 2, "the offset after that")


@log.case()
def keeps_the_rest(make: Make) -> None:
    """A member goes on with the partitions that a rebalance left it, and repeats nothing."""
    subject = make(2)
    fill(subject, 20)
    member = subject.join("billing")
    drain(member)
    kept = 1 - owned(subject.join("billing"))
    member.commit(kept, 1)
    same(drain(member), [], "the records polled again")
    same(member.partitions, (kept,), "what it still owns")


@log.case()
def leave_hands_over(make: Make) -> None:
    """Who leaves is Fenced from then on, and those who stay take over its partitions."""
    subject = make(2)
    appended = fill(subject, 20)
    stays, leaves = subject.join("billing"), subject.join("billing")
    before = drain(stays)
    leaves.leave()
    leaves.leave()  # a second time does no harm
    for call, place in [(leaves.poll, [1]), (leaves.commit, [0, 1]), (leaves.seek, [0, 1])]:
        raises(Fenced, call, *place)
    same(ids(before + drain(stays)), appended, "the events polled by the one that stays")


@log.case(needs=["clock"])
def silent_is_fenced(make: Make) -> None:
    """Who is silent for a session is Fenced at commit and poll, and another member takes over."""
    subject = make(1, session=10.0, clock=(clock := VirtualClock()))
    appended = fill(subject, 3)
    silent, spare = subject.join("billing"), subject.join("billing")
    same(ids(silent.poll(10)), appended, "the events polled before the silence")
    clock.advance(5)
    same(spare.poll(10), [], "the events polled by the spare member while the owner is alive")
    clock.advance(5)
    raises(Fenced, silent.commit, 0, 3)
    raises(Fenced, silent.poll, 1)
    same(ids(spare.poll(10)), appended, "the events polled by the spare member after that")


@log.case(needs=["clock"])
def signs_of_life(make: Make) -> None:
    """Who polls, commits or seeks more often than once a session is not taken out."""
    member = make(1, session=10.0, clock=(clock := VirtualClock())).join("billing")
    for call, place in [(member.poll, [1]), (member.commit, [0, 0]), (member.seek, [0, 0])] * 2:
        clock.advance(9)
        call(*place)


@log.case()
def lag(make: Make) -> None:
    """The lag is, for each partition, the number of records behind the committed offset."""
    subject = make(1)
    fill(subject, 5)
    same(subject.lag("billing"), {0: 5}, "the lag of a group that nobody has joined")
    member = subject.join("billing")
    member.poll(3)
    member.commit(0, 2)
    same(subject.lag("billing"), {0: 3}, "the lag after a commit at 2 of 5")
