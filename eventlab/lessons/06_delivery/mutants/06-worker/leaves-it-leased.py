# Waits for the lease to run out instead of giving back.
def work(queue, handle):
    while delivery := queue.get():
        try:
            handle(delivery.event)
        except Exception:
            continue
        queue.ack(delivery)
