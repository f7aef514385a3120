"""The built book behind a server, as a reader loads it from the network."""

import gzip
import http.server
import threading
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit


class _Plain(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


class _Compressing(_Plain):
    """Sends what a host of web pages sends: texts in gzip."""

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if path.suffix not in (".html", ".css", ".js", ".svg") or not path.is_file():
            super().do_GET()
            return
        body = gzip.compress(path.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def served(folder, compressed=False):
    """Serve ``folder`` for the block, which receives its address."""
    handler = partial(_Compressing if compressed else _Plain, directory=folder)
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
