"""``python -m nuforce``."""

from nuforce.cli import main

main()
