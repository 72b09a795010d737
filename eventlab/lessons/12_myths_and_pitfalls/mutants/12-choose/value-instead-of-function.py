# The name stands for a value.
choose = "call"
