"""Serves the seeded pages on 127.0.0.1: ``python -m bench.server PAGES TERMS`` prints its port and serves until killed.

A bare asyncio server, so that it takes as little as possible of the machine the crawls run on; its
CPU time counts for nobody.
"""

from __future__ import annotations

import asyncio
import re
import sys

from bench.pages import DIFFERENT, MARK, page_text, terms

_PAGE = re.compile(rb"GET /newest\?page=(\d+) ")
_SERVED = b"GET /served "
"""Asked by the one who measures: how many pages were given so far."""


class Shop:
    """All pages, rendered once."""

    def __init__(self, pages: int, words: int) -> None:
        self.pages, self.served = pages, 0
        known = terms(words)
        self.made = [page_text(number, known).encode() for number in range(min(pages, DIFFERENT))]

    def answer(self, request: bytes) -> bytes:
        found = _PAGE.match(request)
        if request.startswith(_SERVED):
            status, body, kind = b"200 OK", b"%d" % self.served, b"text/plain"
        elif not found or not 0 < int(found[1]) <= self.pages:
            status, body, kind = b"404 Not Found", b"nothing here", b"text/plain"
        else:
            number = int(found[1])
            self.served += 1
            body = self.made[number % len(self.made)].replace(MARK.encode(), b"%05d" % number)
            body = (
                body.replace(b"@NEXT@", b"%d" % (number + 1))
                if number < self.pages
                else body.replace(b'class="next"', b'class="end"')
            )
            status, kind = b"200 OK", b"text/html; charset=utf-8"
        return b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s" % (
            status,
            kind,
            len(body),
            body,
        )

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                writer.write(self.answer(request))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


async def main(pages: int, words: int) -> None:
    server = await asyncio.start_server(Shop(pages, words).serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
