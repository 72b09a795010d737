# Finds all that may go in with one recursive query.
RUN = """
    WITH RECURSIVE run(version) AS (
        SELECT 1 + (SELECT count(*) FROM history WHERE order_no = :order)
        UNION ALL
        SELECT version + 1 FROM run
        WHERE EXISTS (SELECT 1 FROM arrived WHERE order_no = :order AND version = run.version)
    )
    INSERT INTO history
    SELECT order_no, id FROM arrived JOIN run USING (version)
    WHERE order_no = :order ORDER BY version
"""


def in_turn(event, db, ack):
    values = {"order": event.data["order"], "version": event.data["version"], "id": event.id}
    with db:
        db.execute("INSERT OR IGNORE INTO arrived VALUES (:order, :version, :id)", values)
        db.execute(RUN, values)
    ack()
