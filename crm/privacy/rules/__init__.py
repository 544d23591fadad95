"""`anonymisation` says what becomes of every column, `journal` what a line of the access journal tells."""
