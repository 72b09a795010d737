"""Notebooks as learners hand them in, for the warm-up."""

import nbformat

IMPORTS = "from eventlab.course import check"
RIGHT = "def receipt(event):\n    return f\"Receipt for order {event.data['order']}\""
CHECK = 'check("00-warm-up", receipt)'


def notebook(path, *cells, lesson="00_start_here"):
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    if lesson:
        made.metadata["eventlab"] = {"lesson": lesson}
    nbformat.write(made, path)
    return path


def half_saved(path):
    path.write_text('{"cells": [{"cell_type": "co', encoding="utf-8")
