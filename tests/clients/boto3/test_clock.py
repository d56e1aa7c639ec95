"""Eventyard's own API: the clock that tests move instead of sleeping, state, settle and reset."""

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
import wire
from botocore.exceptions import ClientError
from conftest import NOON, connect, unique
from server import Own
from test_life import attribute, bodies, counts, receive, redrive, send


@pytest.fixture
def sqs(own):
    return connect(own.endpoint)


@pytest.fixture
def queue(sqs):
    return sqs.create_queue(QueueName=unique())["QueueUrl"]


@pytest.fixture
def fifo(sqs):
    attributes = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
    return sqs.create_queue(QueueName=unique(".fifo"), Attributes=attributes)["QueueUrl"]


def moment(text):
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", text)
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


# --- the clock -------------------------------------------------------------------------------


def test_real_time(own):
    own.time(reset=True)
    shown = own.get("time")
    assert (shown["mode"], shown["offset"]) == ("real", "PT0S")
    assert abs(moment(shown["now"]).timestamp() - time.time()) < 5
    assert shown["due"] == []
    assert shown["dueTotal"] == 0


def test_freezing(own):
    assert own.get("time")["mode"] == "frozen"
    assert own.get("time")["now"] == own.get("time")["now"] == NOON
    assert own.time(freeze=True)["now"] == NOON
    later = own.time(freeze="2040-06-02T00:00:00Z")
    assert (later["mode"], later["now"]) == ("frozen", "2040-06-02T00:00:00.000Z")


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [("P1D", 86400), ("PT1H30M", 5400), ("PT0.5S", 0.5), (90, 90), (0.25, 0.25), ("P2W", 14 * 86400), (0, 0)],
)
def test_advancing(own, duration, seconds):
    answer = own.advance(duration)
    assert moment(answer["now"]) == moment(NOON) + timedelta(seconds=seconds)
    assert answer["mode"] == "frozen"
    assert answer["fired"] == 0


def test_advancing_real_time(own):
    own.time(reset=True)
    answer = own.advance("P1D")
    assert answer["mode"] == "real"
    assert abs(moment(answer["now"]).timestamp() - time.time() - 86400) < 5


def test_resuming(own):
    answer = own.time(resume=True)
    assert answer["mode"] == "real"
    assert answer["offset"] != "PT0S"
    assert timedelta(0) <= moment(answer["now"]) - moment(NOON) < timedelta(seconds=5)
    assert own.time(reset=True)["offset"] == "PT0S"


@pytest.mark.parametrize(
    "body",
    [
        {"freeze": "2040-06-01T11:59:59Z"},
        {"freeze": "2001-01-01T00:00:00Z"},
        {"advance": -1},
        {"advance": "-PT1S"},
        {"freeze": "tomorrow"},
        {"freeze": 5},
        {"advance": "soon"},
        {"advance": []},
        {"advance": None},
        {"advance": 1e300},
        {"forward": "P1D"},
        {"freeze": True, "advance": 1},
        {},
    ],
    ids=json.dumps,
)
def test_what_the_clock_refuses(own, body):
    reply = wire.send(own.endpoint, "POST", "/_eventyard/time", json.dumps(body), {"Content-Type": "application/json"})
    assert reply.status == 400, reply.body
    assert reply.json()["error"]
    assert own.get("time")["now"] == NOON


def test_wrong_paths_methods_and_bodies(own):
    for method, path, body, status in [
        ("GET", "/_eventyard/nowhere", None, 404),
        ("DELETE", "/_eventyard/time", None, 405),
        ("GET", "/_eventyard/reset", None, 405),
        ("POST", "/_eventyard/health", "{}", 405),
        ("POST", "/_eventyard/time", "{", 400),
        ("POST", "/_eventyard/time", "[]", 400),
        ("POST", "/_eventyard/reset", '{"acount":"111111111111"}', 400),
        ("POST", "/_eventyard/settle?timeout=soon", "", 400),
    ]:
        reply = wire.send(own.endpoint, method, path, body, {"Content-Type": "application/json"})
        assert reply.status == status, (method, path, body, reply.status)
        assert reply.json()["error"]


def test_http_s_own_date_is_real(own):
    reply = wire.send(own.endpoint, "GET", "/_eventyard/health")
    assert abs(parsedate_to_datetime(reply.headers["Date"]).timestamp() - time.time()) < 60


# --- queues under the clock ------------------------------------------------------------------


def test_time_stamps(own, sqs, queue):
    noon = int(moment(NOON).timestamp())
    assert attribute(sqs, queue, "CreatedTimestamp") == str(noon)
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    own.advance("PT1.5S")
    [message] = receive(sqs, queue)
    assert message["Attributes"]["SentTimestamp"] == f"{noon}000"
    assert message["Attributes"]["ApproximateFirstReceiveTimestamp"] == f"{noon + 1}500"
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"DelaySeconds": "0"})
    assert attribute(sqs, queue, "LastModifiedTimestamp") == str(noon + 1)
    assert attribute(sqs, queue, "CreatedTimestamp") == str(noon)


def test_the_visibility_timeout_ends_at_30_s(own, sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    assert bodies(receive(sqs, queue)) == ["x"]
    own.advance("PT29.999S")
    assert receive(sqs, queue) == []
    assert counts(sqs, queue) == (0, 1, 0)
    own.advance("PT0.001S")
    assert counts(sqs, queue) == (1, 0, 0)
    [again] = receive(sqs, queue)
    assert again["Attributes"]["ApproximateReceiveCount"] == "2"


def test_a_new_timeout_counts_from_its_call(own, sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    [message] = receive(sqs, queue)
    own.advance(20)
    sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=60)
    own.advance(59)
    assert receive(sqs, queue) == []
    own.advance(1)
    assert bodies(receive(sqs, queue)) == ["x"]


def test_no_more_than_twelve_hours_in_all(own, sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    [message] = receive(sqs, queue)
    handle = message["ReceiptHandle"]
    own.advance(10)
    with pytest.raises(ClientError) as refused:
        sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=43200)
    assert refused.value.response["Error"]["Code"] == "InvalidParameterValue"
    sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=43190)


def test_late_deletes(own, sqs, queue, fifo):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    send(sqs, fifo, "g", "x")
    [standard], [ordered] = receive(sqs, queue), receive(sqs, fifo)
    own.advance(30)
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=standard["ReceiptHandle"])
    assert receive(sqs, queue) == []
    with pytest.raises(ClientError) as refused:
        sqs.delete_message(QueueUrl=fifo, ReceiptHandle=ordered["ReceiptHandle"])
    assert refused.value.response["Error"]["Code"] == "InvalidParameterValue"
    assert refused.value.response["Error"]["Message"].endswith("Reason: The receipt handle has expired.")
    [again] = receive(sqs, fifo)
    sqs.change_message_visibility(QueueUrl=fifo, ReceiptHandle=again["ReceiptHandle"], VisibilityTimeout=120)
    own.advance(60)
    sqs.delete_message(QueueUrl=fifo, ReceiptHandle=again["ReceiptHandle"])
    own.advance(60)
    assert receive(sqs, fifo) == []


def test_an_older_message_comes_back_first(own, sqs, queue):
    for body in ("old", "young"):
        sqs.send_message(QueueUrl=queue, MessageBody=body)
        own.advance(1)
    assert bodies(receive(sqs, queue, MaxNumberOfMessages=1)) == ["old"]
    own.advance(30)
    assert bodies(receive(sqs, queue)) == ["old", "young"]


def test_fifo_order_after_the_timeout(own, sqs, fifo):
    for body in ("m1", "m2", "m3"):
        send(sqs, fifo, "g", body)
    first = receive(sqs, fifo)
    own.advance(10)
    sqs.change_message_visibility(QueueUrl=fifo, ReceiptHandle=first[1]["ReceiptHandle"], VisibilityTimeout=600)
    own.advance(20)
    assert bodies(receive(sqs, fifo)) == ["m1"]
    own.advance(600)
    assert bodies(receive(sqs, fifo)) == ["m1", "m2", "m3"]


def test_delays(own, sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="one", DelaySeconds=10)
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"DelaySeconds": "900"})
    sqs.send_message(QueueUrl=queue, MessageBody="two")
    sqs.send_message(QueueUrl=queue, MessageBody="now", DelaySeconds=0)
    assert bodies(receive(sqs, queue)) == ["now"]
    own.advance("PT9.999S")
    assert receive(sqs, queue) == []
    own.advance("PT0.001S")
    assert bodies(receive(sqs, queue, VisibilityTimeout=43200)) == ["one"]
    own.advance(889)
    assert counts(sqs, queue)[2] == 1
    own.advance(1)
    assert "two" in bodies(receive(sqs, queue))


@pytest.mark.parametrize("in_flight", [False, True])
def test_retention(own, sqs, queue, in_flight):
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"MessageRetentionPeriod": "60", "VisibilityTimeout": "600"})
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    message = receive(sqs, queue)[0] if in_flight else None
    own.advance("PT59.999S")
    assert sum(counts(sqs, queue)) == 1
    own.advance("PT0.001S")
    assert counts(sqs, queue) == (0, 0, 0)
    if in_flight:
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    own.advance("P1D")
    assert receive(sqs, queue) == []


def test_the_default_retention_is_four_days(own, sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    own.advance("P3DT23H59M59S")
    assert bodies(receive(sqs, queue, VisibilityTimeout=0)) == ["x"]
    own.advance(1)
    assert receive(sqs, queue) == []


def test_a_dead_letter_keeps_its_age(own, sqs, queue):
    dead = sqs.create_queue(QueueName=unique(), Attributes={"MessageRetentionPeriod": "100"})["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"RedrivePolicy": redrive(sqs, dead, 1), "VisibilityTimeout": "0"})
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    own.advance(90)
    assert len(receive(sqs, queue)) == 1
    assert receive(sqs, queue) == []
    assert counts(sqs, dead) == (1, 0, 0)
    own.advance(10)
    assert counts(sqs, dead) == (0, 0, 0)


def test_the_deduplication_window_is_five_minutes(own, sqs, fifo):
    first = send(sqs, fifo, "g", "x")["MessageId"]
    own.advance("PT4M59S")
    # A duplicate doesn't start the window anew.
    assert send(sqs, fifo, "g", "x")["MessageId"] == first
    own.advance("PT0.999S")
    assert send(sqs, fifo, "g", "x")["MessageId"] == first
    own.advance("PT0.001S")
    assert send(sqs, fifo, "g", "x")["MessageId"] != first
    assert bodies(receive(sqs, fifo)) == ["x", "x"]


def test_a_receive_tried_again(own, sqs, fifo):
    send(sqs, fifo, "g", "x")
    [first] = receive(sqs, fifo, ReceiveRequestAttemptId="try", VisibilityTimeout=60)
    own.advance(50)
    [again] = receive(sqs, fifo, ReceiveRequestAttemptId="try", VisibilityTimeout=60)
    assert again["ReceiptHandle"] == first["ReceiptHandle"]
    own.advance(59)
    assert receive(sqs, fifo) == []
    own.advance(1)
    assert bodies(receive(sqs, fifo)) == ["x"]


# --- long polls ------------------------------------------------------------------------------


@pytest.fixture
def background():
    with ThreadPoolExecutor(4) as pool:
        yield pool.submit


def test_a_long_poll_ends_by_the_clock(own, sqs, queue, background):
    waiting = background(receive, sqs, queue, WaitTimeSeconds=20)
    start = time.monotonic()
    # Again and again, for the receiver may begin to wait after the first of these.
    while not waiting.done() and time.monotonic() - start < 10:
        own.advance(20)
    assert waiting.result(timeout=5) == []


def test_a_long_poll_is_woken_by_a_delay_s_end(own, sqs, queue, background):
    sqs.send_message(QueueUrl=queue, MessageBody="late", DelaySeconds=900)
    own.advance(899)
    waiting = background(receive, sqs, queue, WaitTimeSeconds=20)
    own.advance(1)
    assert bodies(waiting.result(timeout=10)) == ["late"]


def test_a_long_poll_is_woken_by_a_timeout_s_end(own, sqs, queue, background):
    sqs.send_message(QueueUrl=queue, MessageBody="again")
    assert bodies(receive(sqs, queue)) == ["again"]
    own.advance(29)
    waiting = background(receive, sqs, queue, WaitTimeSeconds=20)
    own.advance(1)
    assert bodies(waiting.result(timeout=10)) == ["again"]


# --- move tasks ------------------------------------------------------------------------------


@pytest.fixture
def dead_letters(sqs, queue):
    """Five dead letters of `queue`: the ARN of their queue."""
    dead = sqs.create_queue(QueueName=unique())["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"RedrivePolicy": redrive(sqs, dead, 1)})
    for n in range(5):
        sqs.send_message(QueueUrl=queue, MessageBody=str(n))
    for message in receive(sqs, queue, MaxNumberOfMessages=10):
        sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
    assert receive(sqs, queue) == []
    assert counts(sqs, dead) == (5, 0, 0)
    return attribute(sqs, dead, "QueueArn")


def task(sqs, arn):
    return sqs.list_message_move_tasks(SourceArn=arn)["Results"][0]


def test_a_move_task_keeps_its_rate(own, sqs, queue, dead_letters):
    sqs.start_message_move_task(SourceArn=dead_letters, MaxNumberOfMessagesPerSecond=1)
    own.post("settle")
    moved = [task(sqs, dead_letters)["ApproximateNumberOfMessagesMoved"]]
    assert task(sqs, dead_letters)["Status"] == "RUNNING"
    assert "move-task" in [timer["kind"] for timer in own.get("time")["due"]]
    for _ in range(6):
        own.advance(1)
        moved.append(task(sqs, dead_letters)["ApproximateNumberOfMessagesMoved"])
    assert all(after - before <= 1 for before, after in zip(moved, moved[1:]))
    # Whether the first goes at once or after a second is AWS's own affair.
    assert moved[0] in (0, 1) and moved[-1] == 5
    done = task(sqs, dead_letters)
    assert done["Status"] == "COMPLETED"
    assert "TaskHandle" not in done
    assert sorted(bodies(receive(sqs, queue))) == ["0", "1", "2", "3", "4"]


def test_a_moved_message_is_new(own, sqs, queue, dead_letters):
    own.advance("PT1H")
    sqs.start_message_move_task(SourceArn=dead_letters)
    own.post("settle")
    own.advance(10)
    [message, *_] = receive(sqs, queue)
    assert message["Attributes"]["ApproximateReceiveCount"] == "1"
    assert int(message["Attributes"]["SentTimestamp"]) >= (moment(NOON).timestamp() + 3600) * 1000


def test_cancelling_a_move_task(own, sqs, queue, dead_letters):
    handle = sqs.start_message_move_task(SourceArn=dead_letters, MaxNumberOfMessagesPerSecond=1)["TaskHandle"]
    own.advance(2)
    moved = sqs.cancel_message_move_task(TaskHandle=handle)["ApproximateNumberOfMessagesMoved"]
    assert moved in (2, 3)
    own.advance(60)
    assert task(sqs, dead_letters)["Status"] == "CANCELLED"
    assert counts(sqs, queue) == (moved, 0, 0)


def test_the_next_timer(own, sqs, queue, dead_letters):
    sqs.start_message_move_task(SourceArn=dead_letters, MaxNumberOfMessagesPerSecond=1)
    own.post("settle")
    due = own.get("time")
    assert due["dueTotal"] == len(due["due"]) >= 1
    answer = own.advance("next")
    assert answer["now"] == due["due"][0]["at"]
    assert answer["fired"] >= 1


def test_a_move_task_whose_destination_is_gone(own, sqs, dead_letters):
    other = sqs.create_queue(QueueName=unique())["QueueUrl"]
    sqs.start_message_move_task(
        SourceArn=dead_letters, DestinationArn=attribute(sqs, other, "QueueArn"), MaxNumberOfMessagesPerSecond=1
    )
    own.advance(1)
    sqs.delete_queue(QueueUrl=other)
    own.advance(10)
    failed = task(sqs, dead_letters)
    assert failed["Status"] == "FAILED"
    assert failed["FailureReason"] == "AWS.SimpleQueueService.NonExistentQueue"


# --- state, settle, reset --------------------------------------------------------------------


def test_health(own):
    health = own.get("health")
    assert health["status"] == "ready"
    assert health["services"]["sqs"] == "running"
    assert health["version"]


def test_state(own, sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="a")
    sqs.send_message(QueueUrl=queue, MessageBody="b")
    sqs.send_message(QueueUrl=queue, MessageBody="c", DelaySeconds=9)
    receive(sqs, queue, MaxNumberOfMessages=1)
    for path in ("state", "state?service=sqs", "state?account=000000000000&region=us-east-1"):
        [shown] = own.get(path)["sqs"]["queues"]
        assert shown["arn"] == attribute(sqs, queue, "QueueArn")
        assert shown["url"].endswith(queue.rpartition("/")[2])
        assert (shown["visible"], shown["inFlight"], shown["delayed"]) == (1, 1, 1)
        assert shown["attributes"]["VisibilityTimeout"] == "30"
    assert own.get("state?region=eu-west-1").get("sqs", {}).get("queues", []) == []


def test_settle(own):
    for path in ("settle", "settle?timeout=1"):
        reply = own.post(path)
        assert (reply.status, reply.json()) == (200, {"settled": True})


def test_reset(own, sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    assert own.post("reset").json() == {"reset": True}
    with pytest.raises(sqs.exceptions.QueueDoesNotExist):
        sqs.receive_message(QueueUrl=queue)
    assert "QueueUrls" not in sqs.list_queues()
    assert (own.get("time")["mode"], own.get("time")["offset"]) == ("real", "PT0S")
    assert sqs.create_queue(QueueName=queue.rpartition("/")[2])["QueueUrl"] == queue


def test_reset_of_one_account(own, sqs, queue):
    other = connect(own.endpoint, account="111111111111")
    url = other.create_queue(QueueName="other")["QueueUrl"]
    assert "/111111111111/" in url
    assert other.list_queues()["QueueUrls"] == [url]
    assert own.post("reset", {"account": "111111111111"}).json() == {"reset": True}
    assert "QueueUrls" not in other.list_queues()
    assert sqs.list_queues()["QueueUrls"] == [queue]
    assert own.get("time")["now"] == NOON
    assert own.post("reset", {"region": "eu-west-1"}).json() == {"reset": True}
    assert sqs.list_queues()["QueueUrls"] == [queue]


def test_reset_ends_waiting_receivers(own, sqs, queue, background):
    def wait():
        try:
            return receive(sqs, queue, WaitTimeSeconds=20)
        except sqs.exceptions.QueueDoesNotExist:
            return []

    waiting = background(wait)
    own.post("reset")
    assert waiting.result(timeout=10) == []


def test_aws_s_waiting_rules_by_the_clock(strict_server):
    own, sqs = Own(strict_server.endpoint), connect(strict_server.endpoint)
    own.time(freeze=True)
    name = unique()
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    sqs.purge_queue(QueueUrl=url)
    own.advance("PT59S")
    with pytest.raises(sqs.exceptions.PurgeQueueInProgress):
        sqs.purge_queue(QueueUrl=url)
    own.advance("PT1S")
    sqs.purge_queue(QueueUrl=url)
    sqs.delete_queue(QueueUrl=url)
    own.advance("PT59S")
    with pytest.raises(sqs.exceptions.QueueDeletedRecently):
        sqs.create_queue(QueueName=name)
    own.advance("PT1S")
    sqs.create_queue(QueueName=name)
