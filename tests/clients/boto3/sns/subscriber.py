"""A subscriber over HTTP: a server in a thread that keeps what it is sent and answers as it is told."""

import http.server
import json
import queue
import threading
from typing import NamedTuple


class Post(NamedTuple):
    path: str
    headers: dict
    body: str

    def json(self):
        return json.loads(self.body)


class Subscriber:
    def __init__(self):
        self.posts = queue.Queue()
        self.statuses = queue.Queue()
        subscriber = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                headers = {name.lower(): value for name, value in self.headers.items()}
                try:
                    status = subscriber.statuses.get_nowait()
                except queue.Empty:
                    status = 200
                subscriber.posts.put(Post(self.path, headers, body))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def next(self):
        return self.posts.get(timeout=5)

    def has_nothing(self):
        return self.posts.empty()

    def answer(self, *statuses):
        """Answers the next posts with these, all others with 200."""
        for status in statuses:
            self.statuses.put(status)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
