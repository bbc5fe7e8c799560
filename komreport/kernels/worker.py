"""A worker's side: functions are called in this process for the build, one after the other."""

from __future__ import annotations

import gc
import pickle
from multiprocessing.connection import Connection


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
