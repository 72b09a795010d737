# Hands in what a call has returned.
book = ("A", "ada", 5)
