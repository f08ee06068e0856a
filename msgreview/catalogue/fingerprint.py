"""What of a message reaches its reader, as a short hash: the same for the same words, wherever and however they are kept.

Subject, body, parts and channel count, and whether the text is HTML or Markdown. Tags, owner, comments, samples, the order of
keys, line ends and white space do not, nor does the way in which Unicode spells a letter. A used message counts with its words.
"""

from collections.abc import Callable
from hashlib import blake2b
from unicodedata import is_normalized, normalize

from msgreview.catalogue.index import closure
from msgreview.model.message import Message

_DIGITS = 5
"""Bytes of a fingerprint, twice as many hexadecimal digits: a chance in a million that two of 1,000 versions agree."""


def own_fingerprint(message: Message) -> str:
    """The hash of a message's own words, ten hexadecimal digits; a used message counts by its id alone."""
    words = [message.channel, message.format, message.subject, message.body]
    for part in message.parts:
        words += [part.use or "", part.text or "", part.write or ""]
    return digest("\x1f".join(map(_plain, words)).encode("utf-8", "surrogatepass"))


def fingerprint(id_: str, own: Callable[[str], str], uses: Callable[[str], tuple[str, ...]]) -> str:
    """The hash of all that the reader of message `id_` gets, words of the messages it uses included, each once.

    `own` and `uses` tell, by id, a message's own fingerprint ("" for one that does not exist) and what it uses.
    """
    prints = [own(each) for each in closure([id_], uses)]
    return prints[0] if len(prints) == 1 else digest("".join(prints).encode())


def _plain(text: str) -> str:
    text = " ".join(text.split())
    return text if is_normalized("NFC", text) else normalize("NFC", text)


def digest(data: bytes) -> str:
    """A short hash, ten hexadecimal digits."""
    return blake2b(data, digest_size=_DIGITS).hexdigest()
