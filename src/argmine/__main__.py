"""`python -m argmine`."""

from argmine.cli.app import main

if __name__ == "__main__":
    main()
