# Handles one event and returns.
def work(queue, handle):
    delivery = queue.get()
    if delivery:
        handle(delivery.event)
        queue.ack(delivery)
