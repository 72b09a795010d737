# %% [markdown]
# # The warm-up
#
# Nothing is hard here. It shows you how exercises work: run the check, see it fail, take a hint,
# mend the function, see it pass.

# %%
from eventlab.course import check, hint

# %% [markdown]
# When an order was placed, the customer gets a receipt. Write the handler: for an event whose data
# has `order` 7, it returns the text `Receipt for order 7`.


# %%
def receipt(event):
    # SOLUTION
    return f"Receipt for order {event.data['order']}"
    # STUB
    # raise NotImplementedError
    # END


# %%
check("00-warm-up", receipt)

# %% [markdown]
# As long as the function raises `NotImplementedError`, the verdict is "not attempted". Write
# something in its place, wrong on purpose, and run both cells again. Then ask for a hint.

# %%
hint("00-warm-up")

# %% [markdown]
# When it passes, go on with [the start](../notebooks/00_start_here.ipynb), or straight to
# [events](../notebooks/01_events.ipynb).
