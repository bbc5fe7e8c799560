"""A new report year: its tables, its draft prose, and the numbers that the actors send.

`new_year` begins a year; `collect` takes the questionnaires back. Both change several files, and
change all of them or none.
"""
