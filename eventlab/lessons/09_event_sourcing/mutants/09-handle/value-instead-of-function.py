# Hands in what is no function.
handle = 2
