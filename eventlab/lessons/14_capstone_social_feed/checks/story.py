"""What members do, the facts of it, and what must come of them: the truth that all is held to."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from eventlab import Event

MEMBERS = """
    CREATE TABLE posts (id TEXT PRIMARY KEY, author TEXT, text TEXT);
    CREATE TABLE follows (member TEXT, author TEXT, PRIMARY KEY (member, author));
    CREATE TABLE commands (id TEXT PRIMARY KEY);
    CREATE TABLE authors (author TEXT PRIMARY KEY, number INTEGER);
    CREATE TABLE outbox (number INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT);
"""
FEED = """
    CREATE TABLE timeline (place INTEGER PRIMARY KEY AUTOINCREMENT, member TEXT, post TEXT);
    CREATE TABLE followers (author TEXT, member TEXT, PRIMARY KEY (author, member));
    CREATE TABLE facts (author TEXT, number INTEGER, event TEXT, PRIMARY KEY (author, number));
    CREATE TABLE authors (author TEXT PRIMARY KEY, number INTEGER);
    CREATE TABLE notices (number INTEGER PRIMARY KEY AUTOINCREMENT, key, member, post);
    CREATE TABLE words (word TEXT, post TEXT);
"""
FACTS = {
    "Post": "Posted",
    "Delete": "PostDeleted",
    "Follow": "Followed",
    "Unfollow": "Unfollowed",
}
TEXTS = {"p1": "Hello world", "p2": "good night", "p3": "hello again", "q1": "Tea and more tea"}
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def command(id: str, type: str, author: str, about: str) -> Event:
    """Return a command; `about` is a post, or the member who follows."""
    data = {"author": author}
    if type in ("Follow", "Unfollow"):
        data["member"] = about
    else:
        data["post"] = about
    if type == "Post":
        data["text"] = TEXTS.get(about, about)
    return Event(type, data, id=id, source="/web", time=NOON)


def told(words: str, author: str = "ann", *, skewed: bool = False) -> list[Event]:
    """Return an author's facts in the order of their numbers.

    "p1" is a post and "-p1" its deletion, "bob" follows and "-bob" does so no more. A name
    with "post" in it is a post as well. Their ids are p1, p1-gone, bob and bob-left. If they are
    `skewed`, each is from a machine whose clock is behind that of the one before.
    """
    facts = []
    for number, word in enumerate(words.split(), 1):
        about = word.removeprefix("-")
        is_post = about in TEXTS or "post" in about
        types = ("PostDeleted", "Posted") if is_post else ("Unfollowed", "Followed")
        data: dict[str, Any] = {"author": author, "number": number}
        data |= {"post" if is_post else "member": about}
        if types[about == word] == "Posted":
            data["text"] = TEXTS.get(about, about)
        id = about if about == word else f"{about}-{'gone' if is_post else 'left'}"
        id = f"{id}-again" if id in [fact.id for fact in facts] else id
        time = NOON + timedelta(minutes=-number if skewed else number)
        facts.append(Event(types[about == word], data, id=id, source="/members", time=time))
    return facts


def whole(facts: Iterable[Event], ids: Collection[str]) -> list[Event]:
    """Return those of the facts that came, of each author up to the first that did not."""
    came: list[Event] = []
    for fact in sorted(facts, key=lambda fact: fact.data["number"]):
        before = [earlier for earlier in came if earlier.data["author"] == fact.data["author"]]
        if fact.id in ids and len(before) == fact.data["number"] - 1:
            came.append(fact)
    return came


class Truth:
    """What the facts come to, each counted once and taken in the order of its author's numbers."""

    def __init__(self, facts: Iterable[Event]) -> None:
        once = {fact.id: fact for fact in facts}.values()
        self.timelines: dict[str, list[str]] = {}
        self.notices: list[tuple[str, str]] = []
        self.words: list[tuple[str, str]] = []
        self.author: dict[str, str] = {}
        followers: dict[str, list[str]] = {}
        self.gone = gone = {f.data["post"] for f in once if f.type == "PostDeleted"}
        for fact in sorted(once, key=lambda fact: fact.data["number"]):
            author, follow = fact.data["author"], followers.setdefault(fact.data["author"], [])
            if fact.type == "Followed":
                follow.append(fact.data["member"])
            elif fact.type == "Unfollowed":
                follow.remove(fact.data["member"])
            elif fact.type == "Posted":
                post = fact.data["post"]
                self.author[post] = author
                self.notices += [(member, post) for member in follow]
                if post not in gone:
                    self.words += [(word, post) for word in {*fact.data["text"].lower().split()}]
                    for member in follow:
                        self.timelines.setdefault(member, []).append(post)
        self.notices.sort()
        self.words.sort()

    def of_author(self, author: str, posts: Iterable[str]) -> list[str]:
        """Return those of the posts that are this author's, in their order."""
        return [post for post in posts if self.author.get(post) == author]
