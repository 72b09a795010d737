# Hands the delivery to the handler.
def work(queue, handle):
    while delivery := queue.get():
        handle(delivery)
        queue.ack(delivery)
