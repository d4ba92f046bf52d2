"""One act: gather the facts known about it, decide, and say the next step."""
