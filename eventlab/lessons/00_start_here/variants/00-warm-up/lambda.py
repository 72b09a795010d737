# A lambda, and + after str().
receipt = lambda event: "Receipt for order " + str(event.data["order"])  # noqa: E731
