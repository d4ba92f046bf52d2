"""What every page shares: identity, styles, base templates, form and answer partials, and interface texts in two languages."""
