"""Orders as the command line finds and tells them (agreements 4 and 5)."""

from todoke.desk.story import Several, numbered, row_of, story_of

__all__ = ["Several", "numbered", "row_of", "story_of"]
