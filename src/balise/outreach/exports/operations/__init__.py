"""What leaves other than by our own e-mail: written down as it leaves, with what comes back."""
