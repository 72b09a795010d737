# Puts a failed event anew.
def work(queue, handle):
    while delivery := queue.get():
        try:
            handle(delivery.event)
        except Exception:
            queue.put(delivery.event)
        queue.ack(delivery)
