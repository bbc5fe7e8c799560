"""A worker's side: functions are called in this process for the build, one after the other.

Workers are forked from the template. One that is to have no more in memory than its functions need
runs ``python -m komreport.kernels.worker FD PARENT`` with its end of a socket, and ends with the
process that started it.
"""

from __future__ import annotations

import ctypes
import gc
import os
import pickle
import signal
import sys
from multiprocessing.connection import Connection

PR_SET_PDEATHSIG = 1


def serve(descriptor: int) -> None:
    """Call functions until the build's end of the socket closes.

    A call is a pickled function with its arguments, the answer a pickled pair: whether it could be
    done, and what came of it. Why something could not be done is not told: the build then does it
    itself, and meets the same error.

    Args:
        descriptor: The worker's end of a socket.
    """
    gc.disable()  # trees are taken down between calls, all at once
    link = Connection(descriptor)
    while True:
        try:
            message = link.recv_bytes()
        except EOFError:
            return
        try:
            function, arguments = pickle.loads(message)
            answer = pickle.dumps((True, function(*arguments)), pickle.HIGHEST_PROTOCOL)
        except Exception:
            answer = pickle.dumps((False, None))
        try:
            link.send_bytes(answer)
        except OSError:
            return
        del message, answer
        gc.collect()


def die_with(parent: int) -> None:
    """Let this process be killed when its parent ends, however that ends; now, if it has."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent or parent == 1:
        os._exit(1)


if __name__ == "__main__":
    die_with(int(sys.argv[2]))
    serve(int(sys.argv[1]))
