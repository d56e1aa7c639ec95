"""A server of a test's own, for tests that move the clock, reset, or need a flag."""

import json
import os
import re
import subprocess
import threading

import wire


class Server:
    def __init__(self, *flags):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("EVENTYARD_")}
        self.process = subprocess.Popen(
            [os.environ["EVENTYARD_BINARY"], "--port", "0", *flags],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            text=True,
        )
        line = self.process.stdout.readline()
        # Nobody else reads the pipe, and a full one would stop the server.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        found = re.search(r"listening on (http://127\.0\.0\.1:\d+)", line)
        if not found:
            self.process.kill()
            raise RuntimeError(f"the server's first line was {line!r}")
        self.endpoint = found[1]

    def stop(self):
        self.process.terminate()
        try:
            return self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


class Own:
    """Eventyard's own API."""

    def __init__(self, endpoint):
        self.endpoint = endpoint

    def get(self, path):
        reply = wire.send(self.endpoint, "GET", f"/_eventyard/{path}")
        assert reply.status == 200, reply.body
        assert reply.headers["Content-Type"].startswith("application/json")
        return reply.json()

    def post(self, path, body=None):
        headers = {"Content-Type": "application/json"}
        return wire.send(self.endpoint, "POST", f"/_eventyard/{path}", json.dumps(body or {}), headers)

    def time(self, **change):
        reply = self.post("time", change)
        assert reply.status == 200, reply.body
        return reply.json()

    def advance(self, duration):
        return self.time(advance=duration)
