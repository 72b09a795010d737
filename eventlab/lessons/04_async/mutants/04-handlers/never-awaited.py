# Calls the handlers like plain functions; their bodies never run.
async def publish_to_all(handlers, event):
    for handler in handlers:
        handler(event)
