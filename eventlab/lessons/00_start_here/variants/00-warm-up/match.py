# Pattern matching takes the order out of the payload.
def receipt(event):
    match event.data:
        case {"order": order}:
            return " ".join(["Receipt", "for", "order", str(order)])
        case _:
            raise ValueError(f"no order in {event}")
