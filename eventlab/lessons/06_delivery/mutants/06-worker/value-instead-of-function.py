# Hands in what a call has returned.
work = ["A"]
