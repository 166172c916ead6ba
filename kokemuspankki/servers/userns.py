"""Run one command as uid 65534 of an own user namespace: PostgreSQL refuses root, and root needs no extra account.

Called as a script (`python -I -S userns.py command …`); exits with 97 when the machine forbids user namespaces.
"""

import ctypes
import os
import sys

CLONE_NEWUSER = 0x10000000
REFUSED = 97


def enter() -> bool:
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUSER):
        return False
    try:
        for name, value in (("setgroups", "deny"), ("uid_map", "65534 0 1"), ("gid_map", "65534 0 1")):
            with open(f"/proc/self/{name}", "w") as handle:
                handle.write(value)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    if not enter():
        sys.exit(REFUSED)
    os.execv(sys.argv[1], sys.argv[1:])
