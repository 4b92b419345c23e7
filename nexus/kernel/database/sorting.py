"""Names in the order in which people look for them, whatever their case and their accents."""

from django.db import models

_KEY = r"lower(regexp_replace(normalize(%(expressions)s, NFD), '[\u0300-\u036f]', '', 'g'))"


def name_key(field: str) -> models.GeneratedField:
    """Keep what a name is sorted by: by code point, 'apple' and 'Éclairs' would come behind 'Zebra'."""
    # Of no length: taken apart, a name of Korean syllables has thrice as many characters.
    text = models.TextField()
    return models.GeneratedField(
        expression=models.Func(models.F(field), template=_KEY, output_field=text),
        output_field=text,
        db_persist=True,
    )
