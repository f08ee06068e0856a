"""`python -m msgreview`."""

from msgreview.cli.app import main

main()
