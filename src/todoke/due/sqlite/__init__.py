"""Django's SQLite, in which writers stand in line."""
