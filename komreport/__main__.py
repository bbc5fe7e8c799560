"""``python -m komreport``: the same as the ``komreport`` command."""

from komreport.cli import main

if __name__ == "__main__":
    main()
