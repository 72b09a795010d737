# It names the fields of one class.
def parse(payload, data):
    for name in ("order", "total"):
        if name not in data:
            raise ValueError(f"{name} is missing")
        if type(data[name]) is not int:
            raise ValueError(f"{name} is {data[name]!r}")
    return payload(order=data["order"], total=data["total"])
