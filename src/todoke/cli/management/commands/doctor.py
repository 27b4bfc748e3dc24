"""todoke doctor: is everything in order? (CMD-15)"""

from typing import Any

from todoke.cli.checks import WRONG, examine
from todoke.cli.command import Command as Base


class Command(Base):
    help = "Look at settings, database, clock, mail, secrets and work; say what is wrong and how it is mended. Exit 1 if something is wrong."
    example = "todoke doctor"

    def do(self, **options: Any) -> None:
        found = list(examine())
        self.rows((finding._asdict() for finding in found), ("state", "check", "message", "mend"))
        self.status = 1 if any(finding.state == WRONG for finding in found) else 0
