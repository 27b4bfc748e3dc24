"""What a mail server says, with an end: Python's own reader listens for as long as lines come, and every other mail would wait behind that one."""

import io
import smtplib
import time

MOST_LINES = 200  # of one answer; the longest greeting seen has some thirty
PATIENCE = 15.0  # seconds for one answer, however slowly it comes


class Answer:
    """One answer's lines, piece by piece, so that a byte now and then is no answer either."""

    def __init__(self, file: io.BufferedReader) -> None:
        self.file = file
        self.begin()

    def begin(self) -> None:
        self.until, self.left = time.monotonic() + PATIENCE, MOST_LINES

    def readline(self, limit: int = -1) -> bytes:
        """Raises SMTPServerDisconnected where there is no end to it."""
        line, self.left = b"", self.left - 1
        while not line.endswith(b"\n") and len(line) < limit:
            if self.left < 0 or time.monotonic() > self.until:
                raise smtplib.SMTPServerDisconnected("it talks without an end")
            piece = self.file.peek(1)
            if not piece:
                break
            line += self.file.read(min(piece.find(b"\n") + 1 or len(piece), limit - len(line)))
        if len(line) >= limit:  # Python's reader would make a refusal of it that is for good
            raise smtplib.SMTPServerDisconnected("a line without an end")
        return line

    def close(self) -> None:
        self.file.close()


class Listening(smtplib.SMTP):
    file: Answer | None

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = Answer(self.sock.makefile("rb"))
        if self.file is not None:
            self.file.begin()
        return super().getreply()


class ListeningTls(Listening, smtplib.SMTP_SSL):
    """From the first byte."""
