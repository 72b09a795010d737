# The name stands for a value.
take = None
