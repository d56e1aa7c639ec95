"""One request and its reply, with nothing of an SDK in between."""

import http.client
import json
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

TIMEOUT = 5


def authorization(service, account="test"):
    """Only the credential scope in it is read: it names the account, the service and the region."""
    return (
        f"AWS4-HMAC-SHA256 Credential={account}/20261121/us-east-1/{service}/aws4_request, "
        "SignedHeaders=host;x-amz-date, Signature=" + "0" * 64
    )


AUTHORIZATION = authorization("sqs")


class Reply(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self):
        return json.loads(self.body)


def connect(endpoint):
    at = urlsplit(endpoint)
    return http.client.HTTPConnection(at.hostname, at.port, timeout=TIMEOUT)


def exchange(connection, method, path, body=None, headers=None):
    connection.request(method, path, body=body, headers=headers or {})
    reply = connection.getresponse()
    return Reply(reply.status, reply.headers, reply.read())


def send(endpoint, method, path, body=None, headers=None):
    connection = connect(endpoint)
    try:
        return exchange(connection, method, path, body, headers)
    finally:
        connection.close()


def json_headers(operation, **more):
    return {
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": f"AmazonSQS.{operation}",
        "x-amzn-query-mode": "true",
        "Authorization": AUTHORIZATION,
        **more,
    }


def query_headers(**more):
    return {
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        "Authorization": AUTHORIZATION,
        **more,
    }


def call_json(endpoint, operation, body, **more):
    """`body` is bytes as they are, or whatever JSON can say."""
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    return send(endpoint, "POST", "/", body, json_headers(operation, **more))


def call_query(endpoint, form, path="/", **more):
    """`form` is bytes as they are, or a dict or list of pairs with the Action among them."""
    if not isinstance(form, bytes):
        form = urlencode(form).encode()
    return send(endpoint, "POST", path, form, query_headers(**more))
