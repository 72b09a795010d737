"""Bugs in the simulator, each a module that plants one; the checks have to notice."""
