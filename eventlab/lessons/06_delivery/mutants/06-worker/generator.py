# Yields what the handler returns.
def work(queue, handle):
    while delivery := queue.get():
        yield handle(delivery.event)
        queue.ack(delivery)
