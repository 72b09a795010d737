"""What is tried on the index of `Network`: whole words, of what is there, each once."""

from typing import Any

from eventlab import Event
from eventlab.course.alike import alike, tell_apart
from eventlab.course.grading import Failure

from . import feed_mistakes as m
from .expect import expect_words, take_in
from .network import desk_of, network
from .story import told


@network.edge
def search(Network: Any) -> None:
    """The index has each word of each post that is there, in small letters, whoever follows."""
    desk, _ = desk_of(Network)
    take_in(desk, [*told("p1 p2"), *told("q1", "bea")])
    words = {("hello", "p1"), ("world", "p1"), ("good", "p2"), ("night", "p2")}
    expect_words(desk, words | {("tea", "q1"), ("and", "q1"), ("more", "q1")})
    desk, _ = desk_of(Network)
    take_in(desk, told("bob cat p1 p2 -p2"))
    expect_words(desk, {("hello", "p1"), ("world", "p1")})
    desk, _ = desk_of(Network)
    facts = told("p1 p3 -p1")
    take_in(desk, facts[:2])
    left = {("hello", "p3"), ("again", "p3")}
    expect_words(desk, {("hello", "p1"), ("world", "p1"), *left})
    take_in(desk, facts[2:])
    expect_words(desk, left, m.SEARCH_TAKES)


@network.edge
def parting(Network: Any) -> None:
    """A text is parted into words as split() does it: at blanks and line ends, and nowhere else."""
    desk, _ = desk_of(Network)
    [fact] = told("p1")
    text = "Well,  re-read it!\nDon't"
    take_in(desk, [Event(fact.type, {**fact.data, "text": text}, id=fact.id)])
    found = sorted(desk.rows("SELECT word FROM words"))
    if found != (wanted := sorted(text.lower().split())):
        raise Failure(f"of {text!r} the words {wanted}", f"the words {found}", m.PARTS_OTHERWISE)


@network.edge
def alike_words(Network: Any) -> None:
    """Words that are alike, and posts whose names are alike, do not stand for each other."""

    def posts(*posts: str) -> None:
        desk, _ = desk_of(Network)
        take_in(desk, told(" ".join(posts)))
        expect_words(desk, {(post.lower(), post) for post in posts})

    tell_apart(alike("post"), posts)
