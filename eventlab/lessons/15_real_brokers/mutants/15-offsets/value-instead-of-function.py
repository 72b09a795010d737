# Hands in a dict.
offsets = {0: 1}
