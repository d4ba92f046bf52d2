"""Staff write down what a client said: three taps on a phone, or several answers from one form."""
