"""``komreport preview``: the report in a browser, kept up to date while it is being written."""
