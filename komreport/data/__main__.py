"""``python -m komreport.data``: write ``data/datapackage.json`` anew from the folders."""

from pathlib import Path

from komreport.data.package import write_package

if __name__ == "__main__":
    print(write_package(Path.cwd()))
