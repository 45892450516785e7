"""A server on this machine that plays Geofabrik, Overpass and Nominatim, well or badly."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(slots=True)
class Play:
    """What the server says. `cuts` are how many bytes each answer gets before the line breaks."""

    pbf: bytes
    md5: str | None = None
    etag: str = '"1"'
    cuts: list[int] = field(default_factory=list)
    silent: bool = False
    claimed: int | None = None
    overpass: tuple[int, bytes] = (200, b"")
    found: object = field(default_factory=list)
    ranges: list[str | None] = field(default_factory=list)
    """what was asked for, in order"""
    questions: list[str] = field(default_factory=list)
    base: str = ""
    release: threading.Event = field(default_factory=threading.Event)

    def right_md5(self) -> str:
        return f"{hashlib.md5(self.pbf).hexdigest()}  region-latest.osm.pbf\n"  # noqa: S324 the sum that Geofabrik gives

    def index(self) -> bytes:
        pages = [("russia", "Russian Federation", None), ("northwestern-fed-district", "Northwestern", "russia")]
        features = [
            {"properties": {"id": i, "name": n, "parent": p, "urls": {"pbf": f"{self.base}/{i}-latest.osm.pbf"}}}
            for i, n, p in [*pages, ("us/georgia", "Georgia (US State)", "us"), ("georgia", "Georgia", "europe")]
        ]
        return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@contextmanager
def playing(play: Play) -> Iterator[Play]:
    """Serve until the block ends."""

    class Handler(_Handler):
        script = play

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        play.base = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield play
        finally:
            play.release.set()
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    script: Play
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        play, path = self.script, self.path.partition("?")[0]
        if path == "/index.json":
            self._send(200, play.index())
        elif path == "/search":
            self._send(200, json.dumps(play.found).encode())
        elif path == "/page.json":
            self._send(200, b"<!DOCTYPE html><html>log in</html>")
        elif path.endswith(".md5") and play.md5 is not None:
            self._send(200, play.md5.encode())
        elif path.endswith(".pbf"):
            self._send_pbf()
        else:
            self._send(404, b"not found")

    def do_POST(self) -> None:
        self.script.questions.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self._send(*self.script.overpass)

    def _send(self, code: int, body: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send_pbf(self) -> None:
        play = self.script
        play.ranges.append(self.headers.get("Range"))
        same = self.headers.get("If-Range") == play.etag
        begin = int(self.headers["Range"].removeprefix("bytes=").rstrip("-")) if same and "Range" in self.headers else 0
        if play.silent:
            play.release.wait()
        self.send_response(206 if begin else 200)
        self.send_header("ETag", play.etag)
        self.send_header("Content-Length", str(play.claimed or len(play.pbf) - begin))
        self.end_headers()
        cut = play.cuts.pop(0) if play.cuts else len(play.pbf)
        self.close_connection = True
        with suppress(BrokenPipeError):  # who has heard enough hangs up
            self.wfile.write(play.pbf[begin : begin + cut])
