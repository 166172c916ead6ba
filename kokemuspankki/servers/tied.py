"""Run a command that ends when the process that started it ends, however that happens (Linux; elsewhere plainly).

Called as a script: `python -I -S tied.py command …`.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1

if __name__ == "__main__":
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            sys.exit(0)
    os.execv(sys.argv[1], sys.argv[1:])
