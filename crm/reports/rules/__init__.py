"""Disclosure control and the definition of the report: pure functions and values, without database or web.

`reading` reads a system of tables (`system`), `protection` hides or rounds what must be, `audit` tries to find it again
and shares no code with it, `editions` puts the editions that are online together, `tables` says which figures an
edition holds.
"""
