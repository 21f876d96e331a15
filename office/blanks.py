"""The characters that nobody sees and every comparison trips over. Plain Python."""

import re
import unicodedata

_INVISIBLE = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_INVISIBLES = re.compile(f"[{_INVISIBLE}]")
# An apostrophe in front is how people make Excel keep a number as text.
_BLANKS = re.compile(f"[\\s{_INVISIBLE}'`\u2018\u2019]+")


def without_invisible(text: str) -> str:
    """The text without zero-width and direction characters; blanks stay."""
    return _INVISIBLES.sub("", text)


def squeeze(text: str) -> str:
    """The text in half-width characters (NFKC) without any blanks and apostrophes, read one by one."""
    if text.isascii():
        return text if text.isalnum() else _BLANKS.sub("", text)
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))
