"""Disclosure control and the definition of the report: pure functions and values, without database or web.

`system` reads a system of tables, `protection` hides what must be hidden, `audit` tries to find it again, `tables` says
which figures an edition holds. The auditor shares no code with the protector.
"""
