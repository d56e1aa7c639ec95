"""Requests that no SDK would send. The answer is a 4xx in the protocol's own shape, never a 5xx, and
never a hang: everything here has five seconds."""

import errno
import gzip
import http.client
import json
import socket
from urllib.parse import urlencode, urlsplit

import model
import pytest
import wire
from conftest import unique

MIB = 1024 * 1024


def assert_json_error(reply):
    assert 400 <= reply.status < 500, (reply.status, reply.body[:500])
    assert reply.headers["x-amzn-requestid"]
    assert reply.headers["Content-Type"].startswith("application/x-amz-json-1.0")
    error = reply.json()
    assert error["__type"].rpartition("#")[2]
    assert isinstance(error["message"], str)
    return error


def assert_query_error(reply):
    assert 400 <= reply.status < 500, (reply.status, reply.body[:500])
    assert reply.headers["Content-Type"].split(";")[0] == "text/xml"
    root = model.parse_xml(reply.body)
    assert root.tag == f"{{{model.NAMESPACE}}}ErrorResponse"
    assert model.children(root)["RequestId"] == reply.headers["x-amzn-requestid"]
    error = model.children(model.child(root, "Error"))
    assert error["Type"] == "Sender"
    assert error["Code"] and error["Message"]
    return error


@pytest.fixture(autouse=True)
def still_there(endpoint):
    yield
    assert wire.send(endpoint, "GET", "/_eventyard/health").status == 200


def path_of(url):
    return "/" + "/".join(url.split("/")[-2:])


def raw(endpoint, *parts, finish=False):
    """Sends bytes as they are and reads what comes until the server closes or has sent a whole reply."""
    at = urlsplit(endpoint)
    with socket.create_connection((at.hostname, at.port), timeout=wire.TIMEOUT) as connection:
        try:
            for part in parts:
                connection.sendall(part)
            if finish:
                connection.shutdown(socket.SHUT_WR)
        except OSError as error:
            # Refused before all was sent: what it said is there to read.
            if error.errno not in (errno.EPIPE, errno.ECONNRESET, errno.ENOTCONN):
                raise
        return read_reply(connection)


def read_reply(connection):
    """One reply; None if the connection was closed without any."""
    stream = connection.makefile("rb")
    try:
        status_line = stream.readline()
        if not status_line:
            return None
        headers = http.client.parse_headers(stream)
        if "Content-Length" in headers:
            body = stream.read(int(headers["Content-Length"]))
        elif int(status_line.split()[1]) == 100:
            body = b""
        else:
            body = stream.read()
    except ConnectionResetError:
        return None
    return wire.Reply(int(status_line.split()[1]), headers, body)


def request_bytes(method, path, headers, body=b""):
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


# --- what isn't there ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    ["AmazonSQS.FooBar", "AmazonSQS.", "AmazonSQS", "", "Nope_20200101.Do", "AmazonSQS.sendMessage", "." * 1000],
)
def test_an_unknown_target(endpoint, target):
    headers = wire.json_headers("") | {"X-Amz-Target": target}
    assert_json_error(wire.send(endpoint, "POST", "/", b"{}", headers))


def test_no_target(endpoint):
    headers = wire.json_headers("")
    del headers["X-Amz-Target"]
    reply = wire.send(endpoint, "POST", "/", b"{}", headers)
    assert 400 <= reply.status < 500
    assert reply.headers["x-amzn-requestid"]


def test_an_unknown_action(endpoint):
    error = assert_query_error(wire.call_query(endpoint, {"Action": "FooBar", "Version": "2012-11-05"}))
    assert error["Code"] == "InvalidAction"
    assert error["Message"] == "The action FooBar is not valid for this endpoint."


@pytest.mark.parametrize("action", ["CreateQueue", "ListQueues"])
def test_actions_that_no_queue_has(endpoint, queue, action):
    reply = wire.call_query(endpoint, {"Action": action, "QueueName": unique()}, path_of(queue))
    error = assert_query_error(reply)
    assert error["Code"] == "InvalidAction"
    assert error["Message"] == f"The action {action} is not valid for this endpoint."


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_action(endpoint, queue, method):
    reply = wire.send(endpoint, method, path_of(queue), headers={"Accept": "application/json"})
    assert reply.status == 404
    assert reply.body.strip().endswith(b"<UnknownOperationException/>")
    assert reply.headers["x-amzn-requestid"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "TRACE", "BREW"])
def test_other_methods(endpoint, queue, method):
    for path in ("/", path_of(queue)):
        assert 400 <= wire.send(endpoint, method, path).status < 500


@pytest.mark.parametrize("path", ["/a/b/c/d", "/%00", "/%ff%fe", "/..%2f..%2fetc/passwd", "//", "/" + "a" * 8000])
def test_odd_paths(endpoint, path):
    assert 400 <= wire.send(endpoint, "GET", path).status < 500


# --- bodies ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b'{"QueueName": ',
        b'{"QueueName": "a"',
        b'{"QueueName": "a"} trailing',
        b'{"QueueName": "a",}',
        b"{'QueueName': 'a'}",
        b'{"QueueName": "\\ud800"}',
        b'{"QueueName": "a\x00"}',
        b'{"QueueName": "\xff\xfe"}',
        b"\xef\xbb\xbf{}",
        b"[]",
        b"null",
        b'"QueueName"',
        b"5",
        b"\x00" * 100,
    ],
)
def test_malformed_json(endpoint, body):
    assert_json_error(wire.call_json(endpoint, "CreateQueue", body))


@pytest.mark.parametrize("value", [5, 1.5, True, [], ["a"], {}, {"a": "b"}])
@pytest.mark.parametrize("member", ["QueueUrl", "MessageBody", "MessageGroupId"])
def test_a_string_of_another_type(endpoint, queue, member, value):
    parameters = {"QueueUrl": queue, "MessageBody": "x"} | {member: value}
    assert_json_error(wire.call_json(endpoint, "SendMessage", parameters))


@pytest.mark.parametrize("value", ["soon", [], {}, True, "1" * 400, 10**30])
def test_a_number_of_another_type(endpoint, queue, value):
    assert_json_error(wire.call_json(endpoint, "ReceiveMessage", {"QueueUrl": queue, "MaxNumberOfMessages": value}))


@pytest.mark.parametrize(
    ("operation", "member", "value"),
    [
        ("CreateQueue", "Attributes", []),
        ("CreateQueue", "Attributes", "x"),
        ("CreateQueue", "Attributes", {"DelaySeconds": {}}),
        ("CreateQueue", "Attributes", {"DelaySeconds": []}),
        ("CreateQueue", "tags", "x"),
        ("CreateQueue", "tags", [{"Key": "a", "Value": "b"}]),
        ("SendMessage", "MessageAttributes", []),
        ("SendMessage", "MessageAttributes", {"a": "b"}),
        ("SendMessage", "MessageAttributes", {"a": {"DataType": "Binary", "BinaryValue": "not base64!"}}),
        ("SendMessage", "MessageAttributes", {"a": {"DataType": "Binary", "BinaryValue": 5}}),
        ("SendMessage", "MessageAttributes", {"a": {}}),
        ("SendMessageBatch", "Entries", {}),
        ("SendMessageBatch", "Entries", "x"),
        ("SendMessageBatch", "Entries", ["x"]),
        ("SendMessageBatch", "Entries", [[]]),
        ("DeleteMessageBatch", "Entries", [{"Id": [], "ReceiptHandle": "x"}]),
        ("GetQueueAttributes", "AttributeNames", "All"),
        ("GetQueueAttributes", "AttributeNames", {"All": True}),
        ("GetQueueAttributes", "AttributeNames", [5]),
    ],
)
def test_other_wrong_types(endpoint, queue, operation, member, value):
    good = {"QueueName": unique()} if operation == "CreateQueue" else {"QueueUrl": queue, "MessageBody": "x"}
    assert_json_error(wire.call_json(endpoint, operation, good | {member: value}))


DEEP = 100_000


@pytest.mark.parametrize(
    "body",
    [
        b"[" * DEEP,
        b"[" * DEEP + b"]" * DEEP,
        b'{"a":' * DEEP,
        b'{"QueueName":' * DEEP + b"{}" + b"}" * DEEP,
        b'{"QueueName":"a","Attributes":' + b'{"a":' * DEEP + b"1" + b"}" * (DEEP + 1),
        b'{"QueueName":"a","Attributes":' + b"[" * DEEP + b"]" * DEEP + b"}",
    ],
    ids=["open", "list", "object", "member", "map", "list-in-map"],
)
def test_deep_nesting(endpoint, body):
    assert_json_error(wire.call_json(endpoint, "CreateQueue", body))


def test_deep_nesting_where_nobody_looks(endpoint):
    # AWS ignores members that it doesn't know, so this may succeed; it mustn't fell the server.
    for nested in (b"[" * DEEP + b"]" * DEEP, b'{"a":' * DEEP + b"1" + b"}" * DEEP):
        body = b'{"QueueNamePrefix":"nothing-is-called-so","Unknown":' + nested + b"}"
        assert wire.call_json(endpoint, "ListQueues", body).status < 500


def test_deep_policies(endpoint, queue):
    for attribute in ("Policy", "RedrivePolicy", "RedriveAllowPolicy"):
        parameters = {"QueueUrl": queue, "Attributes": {attribute: "[" * DEEP + "]" * DEEP}}
        assert_json_error(wire.call_json(endpoint, "SetQueueAttributes", parameters))


@pytest.mark.parametrize(
    "form",
    [
        "&&&",
        "=",
        "=x",
        "%",
        "%zz=%zz",
        "x" * 100_000,
        "&".join(f"k{n}=v" for n in range(20_000)),
        "MessageAttribute",
        "MessageAttribute.=x",
        "MessageAttribute..Name=x",
        "MessageAttribute.0.Name=x",
        "MessageAttribute.-1.Name=x",
        "MessageAttribute.1=x",
        "MessageAttribute.x.Name=x",
        "MessageAttribute.4294967296.Name=x",
        "MessageAttribute.99999999999999999999999.Name=x",
        "MessageAttribute.1000000000.Name=a&MessageAttribute.1000000000.Value.DataType=String",
        "MessageAttribute.1.Name=a&MessageAttribute.1.Name.Name=b",
        "MessageAttribute." * 20_000 + "=x",
        "1.1.1.1.1.1=x",
        ".=x",
        "DelaySeconds.1=x",
        "QueueUrl.1.2=x",
        "AWSAccessKeyId=x&Signature=x&Expires=x",
        "X-Amz-Credential=////&X-Amz-Signature=x",
    ],
    ids=lambda form: form[:30],
)
def test_odd_form_keys(endpoint, queue, form):
    # AWS ignores most of these, so success is an answer too.
    send = urlencode({"Action": "SendMessage", "QueueUrl": queue, "MessageBody": "x"})
    for body in (f"{send}&{form}", f"{form}&{send}"):
        reply = wire.call_query(endpoint, body.encode())
        assert reply.status < 500
        if reply.status != 200:
            assert_query_error(reply)


@pytest.mark.parametrize(
    "form",
    [
        "Action=ReceiveMessage&MaxNumberOfMessages=many",
        "Action=ReceiveMessage&MaxNumberOfMessages=1e1",
        "Action=ReceiveMessage&MaxNumberOfMessages=99999999999999999999",
        "Action=SendMessage&MessageBody=x&MessageAttribute.1.Name=a&MessageAttribute.1.Value.DataType=Binary"
        "&MessageAttribute.1.Value.BinaryValue=***",
        "Action=SendMessage&MessageBody=x&MessageAttribute.1.Value.DataType=String"
        "&MessageAttribute.1.Value.StringValue=x",
        "Action=SendMessageBatch&SendMessageBatchRequestEntry.1=x",
        "Action=SendMessageBatch&SendMessageBatchRequestEntry.1.MessageBody=x",
        "Action=%ff%fe",
        "Action=",
        "Action=SendMessage&MessageBody=%ff%fe",
    ],
)
def test_forms_that_are_refused(endpoint, queue, form):
    body = f"{form}&{urlencode({'QueueUrl': queue})}".encode()
    reply = wire.call_query(endpoint, body)
    if form == "Action=":
        assert 400 <= reply.status < 500
    else:
        assert_query_error(reply)


def test_a_form_in_raw_bytes_that_are_no_utf_8(endpoint, queue):
    body = b"Action=SendMessage&MessageBody=\xff\xfe&" + urlencode({"QueueUrl": queue}).encode()
    assert_query_error(wire.call_query(endpoint, body))


@pytest.mark.parametrize("header", ["X-Amz-Target", "Content-Type", "Authorization", "X-Amzn-Trace-Id", "Host"])
def test_headers_that_are_no_utf_8(endpoint, header):
    headers = {"Host": "localhost", "Content-Length": "2"} | wire.json_headers("ListQueues") | {header: "\xff\xfe"}
    reply = raw(endpoint, request_bytes("POST", "/", headers, b"{}"))
    assert reply is None or reply.status < 500


@pytest.mark.parametrize(
    "authorization",
    ["", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=", "AWS4-HMAC-SHA256 Credential=////", "Basic eDp4", "x" * 8000],
)
def test_odd_authorization(endpoint, authorization):
    reply = wire.call_json(endpoint, "ListQueues", {}, Authorization=authorization)
    assert reply.status < 500
    if reply.status != 200:
        assert_json_error(reply)


# --- size and encoding -------------------------------------------------------------------------


def test_a_body_below_the_limit_gets_the_service_s_own_answer(endpoint, queue):
    parameters = {"QueueUrl": queue, "MessageBody": "x" * (7 * MIB)}
    error = assert_json_error(wire.call_json(endpoint, "SendMessage", parameters))
    assert error["__type"] == "com.amazonaws.sqs#InvalidParameterValueException"


@pytest.mark.parametrize("protocol", ["json", "query"])
def test_a_body_beyond_the_limit(endpoint, protocol):
    headers = wire.json_headers("SendMessage") if protocol == "json" else wire.query_headers()
    headers |= {"Host": "localhost", "Content-Length": str(9 * MIB)}
    reply = raw(endpoint, request_bytes("POST", "/", headers), *[b"x" * MIB] * 9)
    assert reply is not None
    (assert_json_error if protocol == "json" else assert_query_error)(reply)


def test_a_body_beyond_the_limit_that_never_comes(endpoint):
    headers = {"Host": "localhost", "Content-Length": "99999999999"} | wire.json_headers("SendMessage")
    reply = raw(endpoint, request_bytes("POST", "/", headers))
    assert reply is not None
    assert_json_error(reply)


def test_a_body_beyond_the_limit_in_chunks(endpoint):
    headers = {"Host": "localhost", "Transfer-Encoding": "chunked"} | wire.json_headers("SendMessage")
    chunk = b"%x\r\n%s\r\n" % (MIB, b"x" * MIB)
    reply = raw(endpoint, request_bytes("POST", "/", headers), *[chunk] * 9, b"0\r\n\r\n")
    assert reply is not None
    assert_json_error(reply)


def test_a_chunked_body(endpoint, queue):
    headers = {"Host": "localhost", "Transfer-Encoding": "chunked"} | wire.json_headers("SendMessage")
    body = json.dumps({"QueueUrl": queue, "MessageBody": "x"}).encode()
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"
    assert raw(endpoint, request_bytes("POST", "/", headers, chunks)).status == 200


def test_a_gzip_body(endpoint, sqs, queue):
    # Understood or refused, but never taken for something else.
    body = gzip.compress(json.dumps({"QueueUrl": queue, "MessageBody": "packed"}).encode())
    reply = wire.call_json(endpoint, "SendMessage", body, **{"Content-Encoding": "gzip"})
    messages = sqs.receive_message(QueueUrl=queue).get("Messages", [])
    if reply.status == 200:
        assert [message["Body"] for message in messages] == ["packed"]
    else:
        assert_json_error(reply)
        assert messages == []


@pytest.mark.parametrize("body", [gzip.compress(b" " * (64 * MIB)), b"\x1f\x8b garbage", b"{}"], ids=["bomb", "garbage", "plain"])
def test_a_gzip_body_that_is_none_or_too_much(endpoint, body):
    assert_json_error(wire.call_json(endpoint, "CreateQueue", body, **{"Content-Encoding": "gzip"}))


def test_aws_chunked_is_refused(endpoint, sqs, queue):
    plain = json.dumps({"QueueUrl": queue, "MessageBody": "x"}).encode()
    body = b"%x;chunk-signature=%s\r\n%s\r\n0;chunk-signature=%s\r\n\r\n" % (len(plain), b"0" * 64, plain, b"0" * 64)
    headers = {
        "Content-Encoding": "aws-chunked",
        "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "x-amz-decoded-content-length": str(len(plain)),
    }
    assert_json_error(wire.call_json(endpoint, "SendMessage", body, **headers))
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)


# --- HTTP ------------------------------------------------------------------------------------


def test_expect_100_continue(endpoint, queue):
    body = json.dumps({"QueueUrl": queue, "MessageBody": "x"}).encode()
    headers = {"Host": "localhost", "Content-Length": str(len(body)), "Expect": "100-continue"}
    at = urlsplit(endpoint)
    with socket.create_connection((at.hostname, at.port), timeout=wire.TIMEOUT) as connection:
        connection.sendall(request_bytes("POST", "/", headers | wire.json_headers("SendMessage")))
        assert connection.recv(1000).startswith(b"HTTP/1.1 100 ")
        connection.sendall(body)
        assert read_reply(connection).status == 200


def test_a_connection_is_kept_after_errors(endpoint):
    connection = wire.connect(endpoint)
    form = urlencode({"Action": "FooBar"}).encode()
    mistakes = [
        (b"{", wire.json_headers("CreateQueue"), 400),
        (b"{}", wire.json_headers("FooBar"), 400),
        (b"{}", wire.json_headers("SendMessage"), 400),
        (form, wire.query_headers(), 400),
        (b"", {}, 404),
    ]
    ports = set()
    for body, headers, status in mistakes * 2:
        reply = wire.exchange(connection, "POST", "/", body, headers)
        assert reply.status == status, reply.body
        assert connection.sock is not None, "the server closed the connection"
        ports.add(connection.sock.getsockname()[1])
    assert wire.exchange(connection, "POST", "/", b"{}", wire.json_headers("ListQueues")).status == 200
    connection.close()
    assert len(ports) == 1


def test_requests_in_one_go(endpoint):
    headers = {"Host": "localhost", "Content-Length": "2"} | wire.json_headers("ListQueues")
    one = request_bytes("POST", "/", headers, b"{}")
    at = urlsplit(endpoint)
    with socket.create_connection((at.hostname, at.port), timeout=wire.TIMEOUT) as connection:
        connection.sendall(one * 10)
        stream = connection.makefile("rb")
        for _ in range(10):
            assert stream.readline().split()[1] == b"200"
            stream.read(int(http.client.parse_headers(stream)["Content-Length"]))


@pytest.mark.parametrize(
    "request_line",
    [b"GARBAGE\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200, b"GET / HTTP/9.9\r\n\r\n",
     b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
     b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
     b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
     b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-Long: " + b"x" * MIB + b"\r\n\r\n"],
    ids=["garbage", "tls", "version", "negative", "twice", "chunks", "headers"],
)  # fmt: skip
def test_what_is_no_http(endpoint, request_line):
    reply = raw(endpoint, request_line, finish=True)
    assert reply is None or 400 <= reply.status < 500 or reply.status == 505


def test_a_caller_who_leaves_in_the_middle(endpoint):
    headers = {"Host": "localhost", "Content-Length": "1000"} | wire.json_headers("SendMessage")
    at = urlsplit(endpoint)
    for part in (b"POST", request_bytes("POST", "/", headers)[:-2], request_bytes("POST", "/", headers, b"{")):
        with socket.create_connection((at.hostname, at.port), timeout=wire.TIMEOUT) as connection:
            connection.sendall(part)


def test_http_1_0(endpoint):
    headers = {"Content-Length": "2"} | wire.json_headers("ListQueues")
    reply = raw(endpoint, request_bytes("POST", "/", headers, b"{}").replace(b"HTTP/1.1", b"HTTP/1.0"))
    assert reply.status == 200


# --- web pages ---------------------------------------------------------------------------------

FOREIGN = [
    "https://evil.example",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
    "http://evil.example:4566",
    "null",
]


def page_requests(queue):
    """What a page may send without asking first, or might hope to."""
    purge = {"Action": "PurgeQueue", "QueueUrl": queue}
    yield "POST", "/", json.dumps({"QueueUrl": queue}), wire.json_headers("PurgeQueue")
    yield "POST", "/", urlencode(purge), wire.query_headers()
    yield "POST", path_of(queue), "Action=PurgeQueue", {"Content-Type": "application/x-www-form-urlencoded"}
    yield "GET", f"/?{urlencode(purge)}", None, {}
    yield "GET", f"{path_of(queue)}?Action=DeleteQueue", None, {}
    yield "POST", "/_eventyard/reset", "{}", {"Content-Type": "text/plain"}
    yield "POST", "/_eventyard/time", '{"advance":"P10D"}', {"Content-Type": "application/json"}
    yield "GET", "/_eventyard/state", None, {}
    yield "GET", "/_eventyard/time", None, {}
    yield "GET", f"/_aws/sqs/messages?{urlencode({'QueueUrl': queue})}", None, {}
    yield "POST", "/moto-api/reset", "", {}


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_page_can_do_nothing(endpoint, sqs, queue, origin):
    sqs.send_message(QueueUrl=queue, MessageBody="mine")
    for method, path, body, headers in page_requests(queue):
        reply = wire.send(endpoint, method, path, body, headers | {"Origin": origin})
        assert reply.status == 403, (method, path, reply.body)
        assert b"mine" not in reply.body
        assert "Access-Control-Allow-Origin" not in reply.headers
    [message] = sqs.receive_message(QueueUrl=queue, MessageSystemAttributeNames=["All"])["Messages"]
    assert message["Body"] == "mine"
    assert message["Attributes"]["ApproximateReceiveCount"] == "1"


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize("path", ["/", "/_eventyard/reset"])
def test_a_foreign_page_s_question_first(endpoint, origin, path):
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "x-amz-target",
        "Access-Control-Request-Private-Network": "true",
    }
    reply = wire.send(endpoint, "OPTIONS", path, headers=headers)
    assert reply.status == 403
    assert "Access-Control-Allow-Origin" not in reply.headers


def test_the_refusal_has_the_protocol_s_shape(endpoint, queue):
    foreign = {"Origin": FOREIGN[0]}
    assert_json_error(wire.call_json(endpoint, "ListQueues", {}, **foreign))
    assert_query_error(wire.call_query(endpoint, {"Action": "ListQueues"}, **foreign))
    reply = wire.send(endpoint, "GET", "/_eventyard/state", headers=foreign)
    assert isinstance(reply.json()["error"], str)


@pytest.mark.parametrize("origin", ["http://localhost:3000", "http://127.0.0.1:8080", "http://[::1]:3000"])
def test_a_page_of_this_machine_is_served(endpoint, origin):
    assert wire.call_json(endpoint, "ListQueues", {}, Origin=origin).status == 200
    assert wire.send(endpoint, "GET", "/_eventyard/health", headers={"Origin": origin}).status == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:4566", "localhost.evil.example", "127.0.0.1.evil.example"])
def test_a_name_rebound_to_this_machine(endpoint, host):
    for method, path in [("GET", "/_eventyard/state"), ("GET", "/_eventyard/time"), ("POST", "/_eventyard/reset")]:
        reply = wire.send(endpoint, method, path, b"{}" if method == "POST" else None, {"Host": host})
        assert reply.status == 403
        assert isinstance(reply.json()["error"], str)


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:4566", "127.0.0.1", "[::1]:4566", "192.168.1.9", "eventyard", "eventyard:4566", "a.localhost"]
)
def test_names_of_this_machine(endpoint, host):
    assert wire.send(endpoint, "GET", "/_eventyard/health", headers={"Host": host}).status == 200


def test_the_service_s_own_host_names(endpoint, queue):
    name = queue.rpartition("/")[2]
    for host in ("sqs.us-east-1.amazonaws.com", "sqs.us-east-1.localhost.localstack.cloud:4566"):
        assert wire.call_json(endpoint, "GetQueueUrl", {"QueueName": name}, Host=host).status == 200
