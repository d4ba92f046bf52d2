"""How fast Balise is, side by side with other engines: `./run bench`.

Each figure has a goal, or is told for information.
"""
