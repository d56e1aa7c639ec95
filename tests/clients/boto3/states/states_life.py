"""What the tests of Step Functions' life share: executions that end, and what their histories say."""

import json

from queues import taken


def settled(own):
    """All that is due has happened, calls of tasks too."""
    assert own.post("settle?timeout=10").json() == {"settled": True}


def shown(stage, execution):
    return stage.states.describe_execution(executionArn=execution)


def output(stage, execution):
    """Of an execution that has succeeded."""
    about = shown(stage, execution)
    assert about["status"] == "SUCCEEDED", about
    return json.loads(about["output"])


def history(stage, execution, **more):
    """The events, page by page."""
    pages = stage.states.get_paginator("get_execution_history")
    return [event for page in pages.paginate(executionArn=execution, **more) for event in page["events"]]


def kinds(stage, execution, **more):
    return [event["type"] for event in history(stage, execution, **more)]


def bodies(stage, url):
    return [message["Body"] for message in taken(stage.account.sqs, url)]
