"""Random words for addresses."""

import secrets
import string
from typing import Final

SLUG_LENGTH: Final = 12
SLUG_LETTERS: Final = string.ascii_lowercase + string.digits


def random_slug() -> str:
    left, letters = secrets.randbelow(len(SLUG_LETTERS) ** SLUG_LENGTH), []
    for _n in range(SLUG_LENGTH):
        left, letter = divmod(left, len(SLUG_LETTERS))
        letters.append(SLUG_LETTERS[letter])
    return "".join(letters)
