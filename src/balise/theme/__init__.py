"""What every page shares: identity, styles, base templates, partials, and its texts in two languages."""
