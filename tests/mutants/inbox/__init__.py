"""Wrong inboxes. Each is `Plain`, a right inbox on bare sqlite3, with one step done wrong."""

from mutants.inbox import duplicates, transaction  # noqa: F401  each adds its own to MUTANTS
from mutants.inbox.plain import MUTANTS as MUTANTS
from mutants.inbox.plain import Plain, make_inbox

IMPLEMENTATIONS = {"Inbox": make_inbox, "Plain": Plain}
