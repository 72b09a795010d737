"""Logs whose groups lose their place, or let the wrong member act."""

from collections import deque

from eventlab import Fenced
from mutants.log.plain import MUTANTS, Plain, PlainMember


@MUTANTS.rejected_by("members_share", at_least=True)
class Broadcast(Plain):
    """Gives every partition to every member."""

    class Member(PlainMember):
        def refresh(self):
            every = range(len(self.log.records))
            self.position = {p: self.position.get(p, 0) for p in every}
            self.grants, self.turns = dict.fromkeys(every, 1), deque(every)

        def allowed(self, partition):
            pass


@MUTANTS.rejected_by("groups_are_independent", at_least=True)
class OneGroup(Plain):
    """Takes the name of a group for a label: all are one."""

    def join(self, group):
        return super().join("all")


@MUTANTS.rejected_by("groups_are_independent")
class SharedCommits(Plain):
    """Keeps one committed offset for a partition, whoever commits."""

    class Member(PlainMember):
        def begin(self, partition):
            stored = self.log.committed.items()
            return max((offset for (_, p), offset in stored if p == partition), default=0)


@MUTANTS.rejected_by("begins_at_committed", at_least=True)
class BeginsAtTheStart(Plain):
    """Keeps commits and never reads them: each owner begins at offset 0."""

    class Member(PlainMember):
        def begin(self, partition):
            return 0


@MUTANTS.rejected_by("begins_at_committed", at_least=True)
class CommitsWhatItPolls(Plain):
    """Commits by itself as it polls: what was not handled when its owner died is lost."""

    class Member(PlainMember):
        def take(self, limit):
            found = super().take(limit)
            for record in found:
                self.log.store(self.group, record.partition, record.offset + 1)
            return found


@MUTANTS.rejected_by("begins_at_committed", at_least=True)
class LastHandled(Plain):
    """Takes the committed offset for that of the last record handled."""

    class Member(PlainMember):
        def begin(self, partition):
            stored = self.log.committed.get((self.group, partition))
            return 0 if stored is None else stored + 1


@MUTANTS.rejected_by("lag")
class LagBehindPolled(Plain):
    """Counts the lag from what was polled instead of what was committed."""

    def lag(self, group):
        lag = super().lag(group)
        for member in self.groups.get(group, ()):
            for partition in member.grants:
                lag[partition] = len(self.records[partition]) - member.position[partition]
        return lag


@MUTANTS.rejected_by("replaced_is_fenced", "taken_and_given_back")
class AnybodyCommits(Plain):
    """Does not ask whose partition it is."""

    class Member(PlainMember):
        def allowed(self, partition):
            pass


@MUTANTS.rejected_by("taken_and_given_back")
class OwnerWithoutGeneration(Plain):
    """Asks who owns the partition now, and not whether somebody else did in between."""

    class Member(PlainMember):
        def allowed(self, partition):
            if partition not in self.log.grants(self):
                raise Fenced("poll again")


@MUTANTS.rejected_by("taken_and_given_back")
class StoresThenRefuses(Plain):
    """Raises Fenced after it has stored the offset."""

    class Member(PlainMember):
        def commit(self, partition, offset):
            with self.log.lock:
                self.alive()
                self.log.range(self.group, partition, offset)
                self.log.store(self.group, partition, offset)
                self.allowed(partition)


@MUTANTS.rejected_by("keeps_the_rest", at_least=True)
class StopTheWorld(Plain):
    """Takes all partitions from all members whenever one joins."""

    def rebalance(self, group):
        self.owners = {place: owner for place, owner in self.owners.items() if place[0] != group}
        super().rebalance(group)


@MUTANTS.rejected_by("leave_hands_over", at_least=True)
class LeavesWithTheKeys(Plain):
    """Lets a member leave and its partitions go with it."""

    def exit(self, member):
        if member in self.groups[member.group]:
            self.groups[member.group].remove(member)


@MUTANTS.rejected_by("leave_hands_over", "silent_is_fenced")
class GhostReads(Plain):
    """Lets a member that has left poll on, and read nothing."""

    class Member(PlainMember):
        def poll(self, limit=500):
            gone = self not in self.log.groups[self.group]
            return [] if gone else super().poll(limit)


@MUTANTS.rejected_by("silent_is_fenced")
class NeverExpires(Plain):
    """Waits for ever for a member that has died."""

    def expire(self, group):
        pass


@MUTANTS.rejected_by("silent_is_fenced", "leave_hands_over")
class ForgivesTheSilent(Plain):
    """Lets a member that was taken out in again when it polls."""

    class Member(PlainMember):
        def poll(self, limit=500):
            if self not in self.log.groups[self.group] and self.grants:
                self.seen = self.log.clock.now()
                self.log.enter(self)
            return super().poll(limit)


@MUTANTS.rejected_by("signs_of_life", "silent_is_fenced")
class LeaseFromJoining(Plain):
    """Counts the session from joining, however often the member polls."""

    class Member(PlainMember):
        def alive(self):
            joined = self.seen
            super().alive()
            self.seen = joined


@MUTANTS.rejected_by("signs_of_life")
class OnlyPollsCount(Plain):
    """Takes a member that commits for a dead one unless it polls."""

    class Member(PlainMember):
        def commit(self, partition, offset):
            seen = self.seen
            super().commit(partition, offset)
            self.seen = seen
