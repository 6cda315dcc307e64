"""A connection -> the same, given up when nothing comes of it: uvicorn itself waits for ever for a request to arrive.

A connection is looked at every half minute. It is ended where no request has arrived since the last look and none is being
answered, and where an answer waits for somebody who has taken nothing of it since.
"""

import asyncio
import socket
import struct
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE = 30.0                                    # seconds
AT_ONCE = struct.pack("ii", 1, 0)                  # SO_LINGER: on, for no time


class Patient(H11Protocol):
    """uvicorn's HTTP/1.1, with an end to its patience."""

    patience = PATIENCE

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to look."""
        super().connection_made(transport)
        self.taken, self.seen = 0, (None, 0)
        self.next_look = self.loop.call_later(self.patience, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Look no more."""
        self.next_look.cancel()
        super().connection_lost(exc)

    def resume_writing(self) -> None:
        """What had piled up has gone to the reader."""
        self.taken += 1
        super().resume_writing()

    def _look(self) -> None:
        now: Any = (self.cycle, self.taken)
        answering = self.cycle is not None and not self.cycle.response_complete
        stuck = not answering or self.flow.write_paused
        if stuck and now == self.seen:
            self._end()
            return
        self.seen = now
        self.next_look = self.loop.call_later(self.patience, self._look)

    def _end(self) -> None:
        """At once: close() would wait until all is sent, and the system would go on trying for minutes after abort() alone."""
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self.transport.abort()
