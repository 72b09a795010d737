# Hands in what a call returned.
in_turn = None
