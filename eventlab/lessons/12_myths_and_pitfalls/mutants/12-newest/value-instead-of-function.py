# The name stands for a value.
keep = {"ada": (1, "old street")}
