"""The one exception that is a sentence for the person at the keyboard."""


class Stop(Exception):
    """The command ends here with exit code 1; the message says why and what to do."""
