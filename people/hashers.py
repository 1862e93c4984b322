"""Passwords by argon2id at the strength that OWASP's cheat sheet on password storage names.

Django's defaults use 100 MiB and eight lanes, about 0.3 s of processor time a sign-in: a class of
forty that signs in at once would wait for a minute. The stored hash names its parameters, so they
can be raised later; Django then hashes anew at the next sign-in.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2Hasher(Argon2PasswordHasher):
    """19 MiB, two passes, one lane."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
