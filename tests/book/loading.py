"""The built book behind a server, as a reader loads it from the network."""

import http.server
import threading
from contextlib import contextmanager
from functools import partial
from urllib.parse import unquote, urlsplit


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@contextmanager
def served(folder):
    """Serve ``folder`` for the block, which receives its address."""
    handler = partial(_Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


RECEIVED = """async () => {
  await document.fonts.ready;
  const received = ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind));
  return received.map((one) => one.name);
}"""


def loaded(page, address):
    """Open a page; return the paths of what it loads, itself included."""
    page.goto(address)
    return {unquote(urlsplit(name).path).lstrip("/") for name in page.evaluate(RECEIVED)}
