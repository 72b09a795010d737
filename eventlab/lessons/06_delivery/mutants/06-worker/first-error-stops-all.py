# An error of the handler leaves the loop.
def work(queue, handle):
    while delivery := queue.get():
        handle(delivery.event)
        queue.ack(delivery)
