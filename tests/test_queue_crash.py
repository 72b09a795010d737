"""A durable queue among many processes, some of which are killed or run out of room."""

import subprocess
import sys
from collections import defaultdict

import pytest
from crash import (
    Tomorrow,
    check_refused_when_cut_short,
    fill,
    kill_two,
    noted,
    small_disk,
    soak,
    start,
)

from eventlab import Event, SqliteQueue


def inside(path):
    """The ids of all events in a queue file, dead letters too; and whether the file is sound."""
    with SqliteQueue(path) as queue:
        read = queue._database.read
        assert read("PRAGMA integrity_check") == [("ok",)]
        heads = read("SELECT min(id) FROM event GROUP BY coalesce(key, id)")
        assert sorted(heads) == read("SELECT id FROM event WHERE head = 1 ORDER BY id")
        bodies = read("SELECT body FROM event UNION ALL SELECT body FROM dead")
    return [Event.from_json(body).id for (body,) in bodies]


def judge(folder, present):
    """Hold what is in the queue against what was confirmed before the processes ended."""
    ids = noted(folder)
    in_doubt = ids["acking"] - ids["acked"] - ids["refused"]  # killed before the answer
    lost = set(ids["put"]) - set(ids["acked"]) - set(in_doubt) - set(present)
    assert len(present) == len(set(present)), "an event is there twice"
    assert lost == set(), "a confirmed event is lost"
    assert set(ids["acked"]) & set(present) == set(), "an acknowledged event came back"
    return ids


@pytest.mark.soak
def test_processes_that_are_killed_lose_nothing_and_bring_nothing_back(folder):
    for seed in range(soak(200)):
        kill_two("queue_worker", folder, seed)
        ids = judge(folder, inside(folder / "queue.db"))
    assert len(ids["acked"]) > 5 * seed, "the workers did too little to be worth killing"

    with SqliteQueue(folder / "queue.db", clock=Tomorrow()) as queue:
        for letter in queue.dead_letters():
            queue.redrive(letter.id)
        expected, found = set(inside(folder / "queue.db")), []
        while delivery := queue.get():
            queue.ack(delivery)
            found.append(delivery.event.id)
    assert sorted(found) == sorted(expected), "what is there is delivered, each event once"


@pytest.mark.soak
def test_a_process_that_is_killed_while_it_makes_a_file_leaves_one_that_opens(folder):
    for seed in range(soak(100)):
        kill_two("maker_worker", folder, seed)
    confirmed = defaultdict(set)
    for line in noted(folder)["put"]:
        name, id = line.split()
        confirmed[name].add(id)
    paths = list(folder.glob("*.db"))
    assert len(paths) > 2 * soak(100)
    for path in paths:
        assert confirmed[path.name] <= set(inside(path))


@pytest.mark.soak
def test_eight_processes_share_a_queue_and_each_event_is_acked_once_in_its_keys_order(folder):
    share = soak(20_000) // 8
    options = {"stdin": subprocess.PIPE}
    crowd = [start("crowd_worker", folder, name, share, **options) for name in "ABCDEFGH"]
    try:
        assert [worker.stdout.readline() for worker in crowd] == ["at work\n"] * 8
        for worker in crowd:
            worker.stdin.write("go\n")
            worker.stdin.flush()
        assert [worker.wait(600) for worker in crowd] == [0] * 8
    finally:
        for worker in crowd:
            worker.kill()
            worker.communicate()
    acked = [line.split() for line in noted(folder)["acked"]]
    expected = [f"{name}-{number:06}" for name in "ABCDEFGH" for number in range(share)]
    assert sorted(id for id, _, _ in acked) == expected
    lines = defaultdict(list)
    for id, began, key in acked:
        lines[key].append((int(began), id))
    assert len(lines) == 1 + 8 * 5
    for key in set(lines) - {"None"}:
        order = [id for _, id in sorted(lines[key])]
        assert order == sorted(order), f"the events of {key} were handled in order"
    assert inside(folder / "queue.db") == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit to a file's size")
def test_a_file_that_may_not_grow_is_said_to_be_so_and_opens_with_all_that_was_confirmed(folder):
    (folder / "full").mkdir()
    ready, said = fill("full_worker", folder, "full", 3_000_000)
    assert ready == "at work"
    assert said.startswith(("EIO", "ENOSPC")) and "disk" in said and "queue.db" in said
    ids = judge(folder, inside(folder / "full" / "queue.db"))
    assert len(ids["put"]) > 100


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux mounts a small disk in memory")
def test_a_full_disk_is_said_to_be_so_and_the_file_opens_with_all_that_was_confirmed(folder):
    with small_disk(folder / "full") as make_room:
        _, said = fill("full_worker", folder, "full", 0)
        assert said.startswith("ENOSPC") and "no room is left on the disk" in said
        make_room()
        ids = judge(folder, inside(folder / "full" / "queue.db"))
        assert len(ids["put"]) > 100
        with SqliteQueue(folder / "full" / "queue.db") as queue:
            queue.put(Event("Paid"))


def test_a_queue_that_was_killed_and_then_cut_short_is_refused_and_left_alone(folder):
    kill_two("queue_worker", folder, 1)
    check_refused_when_cut_short(folder / "queue.db", SqliteQueue)
