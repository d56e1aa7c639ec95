"""What the tests of Scheduler's life share: schedules that send to queues, and what arrived."""

import json

from conftest import unique
from queues import taken
from scheduler_scenes import OFF, ROLE

TIME = "<aws.scheduler.scheduled-time>"


def schedule(account, expression, arn, **more):
    """A schedule that sends the time it was due at to a queue; its name."""
    name = more.pop("Name", None) or unique()
    target = {"Arn": arn, "RoleArn": ROLE, "Input": TIME} | more.pop("Target", {})
    account.scheduler.create_schedule(
        Name=name, ScheduleExpression=expression, **{"FlexibleTimeWindow": OFF, "Target": target} | more
    )
    return name


def replace(account, name, **change):
    """Updates a schedule as it is, but for the change."""
    known = account.scheduler.get_schedule(Name=name)
    for member in ("ResponseMetadata", "Arn", "CreationDate", "LastModificationDate"):
        del known[member]
    return account.scheduler.update_schedule(**known | change)


def bodies(account, url):
    return [message["Body"] for message in taken(account.sqs, url)]


def arrived(account, url):
    """What lies in a queue, as JSON."""
    return [json.loads(body) for body in bodies(account, url)]


def attributes(message):
    """The attributes of a dead letter."""
    return {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}


def records(own, query=""):
    return own.get(f"journal?source=scheduler&{query}")["records"]


def due(own):
    """When which schedules do something next."""
    return [(one["at"], one["arn"].rpartition("/")[2]) for one in own.get("time")["due"] if one["kind"] == "schedule"]
