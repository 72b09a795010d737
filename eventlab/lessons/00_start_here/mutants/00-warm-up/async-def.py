# Nobody awaits it.
async def receipt(event):
    return f"Receipt for order {event.data['order']}"
