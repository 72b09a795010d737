"""What is tried with commands, authors, members and posts whose names are alike."""

from dataclasses import replace
from typing import Any

from eventlab.course.alike import alike, any_text, tell_apart
from eventlab.course.grading import Failure

from . import feed_mistakes as m
from .desk import feed_desk, members_desk
from .expect import expect_notices, take_in
from .fanout import fanout
from .network import desk_of, members_of, network
from .publish import named, publish
from .story import command, told


@publish.edge
def alike_commands(Members: Any) -> None:
    """Commands whose ids are alike are each carried out, and authors counted each by itself."""
    _carried_out(Members)


def _carried_out(Members: Any) -> None:
    authors = dict(zip(alike("command"), alike("author"), strict=True))

    def each(*ids: str) -> None:
        desk, broker = members_desk(Members)
        desk.handle([command(id, "Post", authors[id], f"p-{id}") for id in ids], named)
        desk.service.relay()
        numbers = {fact.data["author"]: fact.data["number"] for fact in broker.told}
        for id in ids:
            if (found := numbers.get(authors[id], "nothing")) != 1:
                raise Failure(f"the fact 1 of {authors[id]} is told", f"{found} is told")

    tell_apart(alike("command"), each)


@publish.edge
def any_command(Members: Any) -> None:
    """Ids, names and texts are text, whatever stands in them."""
    _any_command(Members)


def _any_command(Members: Any) -> None:
    desk, broker = members_desk(Members)
    with any_text():
        desk.handle([command("d'arcy-follows", "Follow", "o'hara", "d'arcy")], named)
        desk.handle([command("o'hara-posts", "Post", "o'hara", "it's a post")], named)
        desk.service.relay()
    if len(broker.told) != 2:
        raise Failure("both are told", f"{len(broker.told)} of them")


@fanout.edge
def any_fact(Timelines: Any) -> None:
    """Names are text, whatever stands in them."""
    desk = feed_desk(Timelines)
    with any_text():
        desk.comes(told("d'arcy o'post", "o'hara"))
    desk.expect("d'arcy", "o'post")


@network.edge
def any_notice(Network: Any) -> None:
    """Ids, names and texts are text, whatever stands in them."""
    _any_command(members_of(Network))
    desk, push = desk_of(Network)
    with any_text():
        take_in(desk, told("d'arcy o'post", "o'hara"))
    expect_notices(desk, push, {("d'arcy", "o'post")})


@fanout.edge
def alike_timelines(Timelines: Any) -> None:
    """Members, posts and authors whose names are alike do not stand for each other."""

    def members(*members: str) -> None:
        desk = feed_desk(Timelines)
        left = members[::2]
        desk.comes(told(" ".join([*members, *(f"-{member}" for member in left), "p1"])))
        for member in members:
            desk.expect(member, "" if member in left else "p1")

    def posts(*posts: str) -> None:
        desk = feed_desk(Timelines)
        desk.comes(told(" ".join(["bob", *posts, *(f"-{post}" for post in posts[::2])])))
        desk.expect("bob", " ".join(posts[1::2]))

    def authors(*authors: str) -> None:
        desk = feed_desk(Timelines)
        for number, author in enumerate(authors):
            desk.comes(told(f"bob-{number} post-{number}", author))
        for number in range(len(authors)):
            desk.expect(f"bob-{number}", f"post-{number}")

    tell_apart(alike("member"), members)
    tell_apart(alike("post", 40), posts)
    tell_apart(alike("author"), authors)


@network.edge
def alike_notices(Network: Any) -> None:
    """Members, posts and commands whose names are alike do not stand for each other."""

    def members(*members: str) -> None:
        desk, push = desk_of(Network)
        take_in(desk, told(" ".join([*members, "p1"])))
        expect_notices(desk, push, {(member, "p1") for member in members})

    def posts(*posts: str) -> None:
        desk, push = desk_of(Network)
        take_in(desk, told(" ".join(["bob", *posts])))
        expect_notices(desk, push, {("bob", post) for post in posts})

    tell_apart(alike("member"), members)
    tell_apart(alike("post"), posts)
    _carried_out(members_of(Network))


@network.edge
def joined_names(Network: Any) -> None:
    """Notices stay apart where a member's name ends as a post's begins, or begins as it ends."""
    for posts, members in (("1post post", "bob bob1"), ("post post1", "bob 1bob")):
        desk, push = desk_of(Network)
        facts = told(f"{members} {posts}")
        take_in(desk, [replace(fact, id=f"fact-{n}") for n, fact in enumerate(facts)])
        wanted = {(member, post) for member in members.split() for post in posts.split()}
        if lacks := sorted(wanted & push.dropped):
            happened = "it has the key of another notice"
            raise Failure("a notice of {1} for {0}".format(*lacks[0]), happened, m.JOINED_KEY)
        expect_notices(desk, push, wanted)
