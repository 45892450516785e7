"""The sections of the card: what each asks the server and how it reads the answer."""
