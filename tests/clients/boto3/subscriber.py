"""Somebody who is called over HTTP: a server in a thread that keeps what it is sent and answers as it is told."""

import http.server
import json
import queue
import threading
from typing import NamedTuple


class Post(NamedTuple):
    path: str
    headers: dict
    body: str
    method: str = "POST"

    def json(self):
        return json.loads(self.body)


class Subscriber:
    def __init__(self):
        self.posts = queue.Queue()
        self.answers = queue.Queue()
        subscriber = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                headers = {name.lower(): value for name, value in self.headers.items()}
                try:
                    status, answer = subscriber.answers.get_nowait()
                except queue.Empty:
                    status, answer = 200, b""
                subscriber.posts.put(Post(self.path, headers, body, self.command))
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_DELETE = do_GET = do_OPTIONS = do_PATCH = do_POST = do_PUT = answer

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

    def answer(self, *answers):
        """Answers the next posts with these, all others with 200: statuses, or what is put into a JSON body."""
        for answer in answers:
            self.answers.put((answer, b"") if isinstance(answer, int) else (200, json.dumps(answer).encode()))

    def forget(self):
        """Answers that nobody came for."""
        while not self.answers.empty():
            self.answers.get_nowait()

    def is_done(self):
        """Nothing came that nobody looked at, and nothing is left to answer."""
        return self.posts.empty() and self.answers.empty()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
