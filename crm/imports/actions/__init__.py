"""What can be done with a list: hand it in, map its columns, decide line by line, write it, undo it.
Nothing is written before somebody decided."""

from crm.imports.actions.deciding import choose, choose_all, correct
from crm.imports.actions.receiving import discard, map_columns, upload
from crm.imports.actions.working import carry_on, purge, undo, write

__all__ = ["carry_on", "choose", "choose_all", "correct", "discard", "map_columns", "purge", "undo", "upload", "write"]
