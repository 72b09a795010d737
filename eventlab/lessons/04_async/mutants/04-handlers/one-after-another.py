# A loop that awaits each handler before it calls the next.
async def publish_to_all(handlers, event):
    errors = []
    for handler in handlers:
        try:
            await handler(event)
        except Exception as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup("failed", errors)
