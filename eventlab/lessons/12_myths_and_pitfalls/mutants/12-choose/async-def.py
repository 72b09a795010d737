# An async def, which nobody awaits.
async def choose(case):
    return "call"
