"""The only code that talks to providers outside: one small module for each."""
