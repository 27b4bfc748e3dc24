"""Files that are sent to a form: no more of one is kept than the largest that may be. The form's token is looked for in the body, so whoever sends one
need not have signed in yet: a disk must not fill up for them."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

from todoke.desk.uploads import LARGEST


class Bounded(FileUploadHandler):
    """Before Django's own: what is beyond the limit is read and thrown away, and the page says that it was too large."""

    def new_file(self, *args: Any, **named: Any) -> None:
        super().new_file(*args, **named)
        self.left = LARGEST + 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        kept = raw_data[: self.left]
        self.left -= len(kept)
        return kept or None

    def file_complete(self, file_size: int) -> None:
        return None
