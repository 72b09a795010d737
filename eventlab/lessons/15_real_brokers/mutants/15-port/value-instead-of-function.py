# Hands in what it returned.
consume = None
