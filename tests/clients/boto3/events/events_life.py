"""What the tests of EventBridge's life share: rules with targets, events put, and what arrived."""

import json

from conftest import unique
from events_scenes import PATTERN, entry
from queues import taken

SECOND_OF_NOON = "2040-06-01T12:00:00Z"


def rule_to(account, *targets, bus="default", **rule):
    """A rule for the shop's events with these targets, each an ARN or a target without its id; its name."""
    name = unique()
    account.events.put_rule(Name=name, EventBusName=bus, **({"EventPattern": PATTERN} | rule))
    targets = [target if isinstance(target, dict) else {"Arn": target} for target in targets]
    put = account.events.put_targets(
        Rule=name, EventBusName=bus, Targets=[{"Id": f"t{n}"} | target for n, target in enumerate(targets)]
    )
    assert put["FailedEntryCount"] == 0
    return name


def put(account, *details, **more):
    """Puts events with these details; their ids."""
    entries = [entry(Detail=json.dumps(detail), **more) for detail in details]
    reply = account.events.put_events(Entries=entries)
    assert reply["FailedEntryCount"] == 0, reply
    return [one["EventId"] for one in reply["Entries"]]


def bodies(account, url):
    return [message["Body"] for message in taken(account.sqs, url)]


def arrived(account, url):
    """The events that lie in a queue."""
    return [json.loads(body) for body in bodies(account, url)]


def details(account, url):
    return [event["detail"] for event in arrived(account, url)]


def settled(own):
    """All that is due has happened, calls over HTTP too."""
    assert own.post("settle?timeout=10").json() == {"settled": True}


def records(own, query):
    return own.get(f"journal?source=events&{query}")["records"]
