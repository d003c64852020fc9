#!/usr/bin/env python
"""The portal's commands. In embedded mode each uses the services under `var/`, started when they are not up."""

import os
import sys


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        from portal.supervisor.commands import run

        return run(sys.argv)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
