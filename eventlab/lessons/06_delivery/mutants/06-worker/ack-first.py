# Acknowledges before it handles.
def work(queue, handle):
    while delivery := queue.get():
        queue.ack(delivery)
        handle(delivery.event)
