# Acknowledges at once, and puts the event anew when handling it has failed.
def work(queue, handle):
    while delivery := queue.get():
        queue.ack(delivery)
        try:
            handle(delivery.event)
        except Exception:
            queue.put(delivery.event)
