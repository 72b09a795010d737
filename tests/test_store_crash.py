"""A durable store among processes, some of which are killed or run out of room."""

import sys
from collections import defaultdict
from itertools import groupby

import pytest
from crash import check_refused_when_cut_short, fill, kill_two, noted, small_disk, soak

from eventlab import Event, SqliteStore


def inside(path):
    """All that is recorded in a store file, which must be sound and numbered without a gap."""
    with SqliteStore(path) as store:
        assert store._database.read("PRAGMA integrity_check") == [("ok",)]
        recorded = list(store.read_all())
        streams = defaultdict(list)
        for each in recorded:
            streams[each.stream].append(each)
        for stream, own in streams.items():
            assert [each.version for each in own] == list(range(1, len(own) + 1)), stream
            assert list(store.read(stream)) == own
    assert [each.position for each in recorded] == list(range(1, len(recorded) + 1))
    return recorded


def judge(folder, recorded):
    """Hold what is in the store against what was confirmed before the processes ended."""
    found = {}
    for batch, group in groupby(recorded, key=lambda each: each.event.data["batch"]):
        events = list(group)
        size = events[0].event.data["size"]
        assert batch not in found, "a batch is there twice, or torn apart"
        assert [each.event.id for each in events] == [f"{batch}.{n}" for n in range(size)]
        assert len({each.stream for each in events}) == 1
        found[batch] = f"{batch} {events[-1].stream} {events[-1].version} {size}"
    notes = noted(folder)
    assert set(notes["appended"]) <= set(found.values()), "a confirmed batch is lost, or elsewhere"
    assert set(notes["refused"]) & set(found) == set(), "what was refused is there"
    assert {behind.split()[1] for behind in notes["held"]} <= {"0"}, "not at the version expected"
    return notes


def judge_followers(notes, recorded):
    """Each process saw every position up to its last, once, and with what is there now."""
    seen = defaultdict(list)
    for line, times in notes["seen"].items():
        name, position, id = line.split()
        assert times == 1
        seen[name].append((int(position), id))
    whole = [(each.position, each.event.id) for each in recorded]
    for name, places in seen.items():
        assert sorted(places) == whole[: len(places)], f"what {name} saw"
    return seen


@pytest.mark.soak
def test_processes_that_are_killed_leave_whole_batches_only_and_lose_none(folder):
    for seed in range(soak(200)):
        kill_two("store_worker", folder, seed)
        recorded = inside(folder / "store.db")
        notes = judge(folder, recorded)
    assert len(notes["appended"]) > 5 * seed, "the workers did too little to be worth killing"
    assert len(notes["refused"]) > seed // 5, "the workers were hardly ever in each other's way"
    assert len(judge_followers(notes, recorded)) > seed, "hardly a worker has read"


def judge_full(folder):
    """All that was confirmed is there, nothing by halves, and it goes on from here."""
    path = folder / "full" / "store.db"
    recorded = inside(path)
    assert len(judge(folder, recorded)["appended"]) > 100
    with SqliteStore(path) as store:
        version = store.append("a", [Event("Paid")], expected=len(recorded))
    assert version == len(recorded) + 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit to a file's size")
def test_a_file_that_may_not_grow_is_said_to_be_so_and_opens_with_all_that_was_confirmed(folder):
    (folder / "full").mkdir()
    ready, said = fill("full_store_worker", folder, "full", 3_000_000)
    assert ready == "at work"
    assert said.startswith(("EIO", "ENOSPC")) and "disk" in said and "store.db" in said
    judge_full(folder)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux mounts a small disk in memory")
def test_a_full_disk_is_said_to_be_so_and_the_file_opens_with_all_that_was_confirmed(folder):
    with small_disk(folder / "full") as make_room:
        _, said = fill("full_store_worker", folder, "full", 0)
        assert said.startswith("ENOSPC") and "no room is left on the disk" in said
        make_room()
        judge_full(folder)


def test_a_store_that_was_killed_and_then_cut_short_is_refused_and_left_alone(folder):
    kill_two("store_worker", folder, 1)
    check_refused_when_cut_short(folder / "store.db", SqliteStore)
