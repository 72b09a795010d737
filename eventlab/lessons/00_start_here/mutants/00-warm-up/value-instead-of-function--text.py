# There is a text under the name, and no function.
receipt = "Receipt for order 7"
