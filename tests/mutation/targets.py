"""Which tests are there to notice a mistake in which module."""

# The module; the contracts that it keeps; the test files about it, without `tests/test_`.
_TABLE = """
event             event,schema             event event_json event_refusals values
frozen            event                    event event_json event_refusals
unfinished        consumer,outbox          consumer projection outbox sim_async
schema            schema                   schema schema_versions schema_registration
schema_registry   schema                   schema schema_versions schema_registration
payload_types     -                        evolution evolution_report values
evolution         schema                   evolution evolution_report values
samples           -                        samples evolution evolution_report
clock             -                        clock clock_async
mailbox           bus,async_bus,publisher  bus async_bus async_bus_errors bus_threads
bus               bus,publisher            bus bus_threads values
async_bus         async_bus                async_bus async_bus_errors async_bus_programs
queue             queue                    queue retry values
memory_queue      queue                    queue values
sqlite            queue,store,inbox        sqlite guest queue store_file
sqlite_format     queue,store,inbox        sqlite guest queue store_file values
sqlite_guest      inbox,outbox,projection  guest sqlite values
sqlite_queue      queue                    queue sqlite
log               log                      log values
memory_log        log                      log log_model
consumer          consumer                 consumer retries retry values
inbox             inbox                    outbox guest
outbox            outbox                   outbox guest
store             store                    store aggregate values
memory_store      store                    store
sqlite_store      store                    store store_file sqlite
aggregate         decider                  aggregate snapshots values
snapshots         decider                  snapshots
specification     decider                  aggregate
projection        projection               projection guest projection_model
process           process                  process values process_model
process_manager   process                  process guest process_model
"""

# A name in the table that stands for several files.
_PARTS = {
    "queue": ("queue", "queue_model", "queue_file"),
    "guest": ("guest", "guest_transactions"),
    "sqlite": ("sqlite", "sqlite_refusals", "sqlite_errors"),
}

CONTRACTS: dict[str, tuple[str, ...]] = {}
FILES: dict[str, tuple[str, ...]] = {}
for _row in _TABLE.split("\n"):
    if _row:
        _module, _contracts, *_tests = _row.split()
        CONTRACTS[_module] = () if _contracts == "-" else tuple(_contracts.split(","))
        _files = (file for test in _tests for file in _PARTS.get(test, (test,)))
        FILES[_module] = tuple(f"tests/test_{file}.py" for file in _files)
