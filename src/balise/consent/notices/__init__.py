"""The pages of purposes and their wordings, for whoever keeps them."""
