"""What other machines said, as it can be kept and shown: no database takes a NUL, and an escape sequence would paint an operator's terminal."""


def readable(text: str) -> str:
    """In one line, without what nobody can print."""
    return text if text.isprintable() else " ".join("".join(c if c.isprintable() else " " for c in text).split())
