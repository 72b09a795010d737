"""The learner's own history: where it is kept, what it says of their standing, and their way to it.

`history` keeps the events in a `SqliteStore`, `read_model` folds them into tables with a
`Projection`, `overview` shows those; `mine` is the learner's own way in.
"""
