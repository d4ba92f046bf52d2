"""The campaign itself: what it says, what is the same for everyone, what was checked, who approved it."""
