"""BLAKE2b by itself: `hashlib` loads OpenSSL first, which a short run would feel."""

try:
    from _blake2 import blake2b
except ImportError:  # A Python that is built otherwise.
    from hashlib import blake2b

__all__ = ["blake2b"]
