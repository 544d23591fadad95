"""The demo story: a believable région in miniature, always relative to today, the same for the same seed.

Nobody in it exists. Telephone numbers are those that the regulator reserves for fiction, e-mails end in `example.org`.
"""
