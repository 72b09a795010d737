# An async function, which nobody awaits.
async def work(queue, handle):
    while delivery := queue.get():
        handle(delivery.event)
        queue.ack(delivery)
