"""``python -m localca`` is the command line."""

from localca.cli import main

if __name__ == "__main__":
    main()
