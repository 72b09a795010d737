# Hands in what the call returned.
publish_to_all = None
