"""Patterns that EventBridge refuses, with its reasons and where it saw them."""

import json

import pytest
from events_scenes import EventsStage
from test_events_errors import EVENT, Case, check

REASONS = {
    "[]": "Filter is not an object",
    '{"a":"b"}': '"a" must be an object or an array',
    '{"a":[]}': "Empty arrays are not allowed",
    '{"a":{}}': "Empty objects are not allowed",
    '{"a":[["b"]]}': "Match value must be String, number, true, false, or null",
    '{"a":[{"EXISTS":true}]}': "Unrecognized match type EXISTS",
    '{"a":[{}]}': "Match expression name not found",
    '{"a":[{"prefix":"a","suffix":"b"}]}': "Only one key allowed in match expression",
    '{"a":[{"prefix":1}]}': "prefix match pattern must be a string",
    '{"a":[{"suffix":1}]}': "suffix match pattern must be a string",
    '{"a":[{"equals-ignore-case":["b"]}]}': "equals-ignore-case match pattern must be a string",
    '{"a":[{"wildcard":1}]}': "wildcard match pattern must be a string",
    '{"a":[{"prefix":{"nope":"b"}}]}': "Unsupported prefix pattern: nope",
    '{"a":[{"suffix":{"nope":"b"}}]}': "Unsupported suffix pattern: nope",
    '{"a":[{"wildcard":"a**b"}]}': "Consecutive wildcard characters at pos 2",
    '{"a":[{"wildcard":"a\\\\b"}]}': "Invalid escape character at pos 2",
    '{"a":[{"numeric":1}]}': "Value of numeric must be an array.",
    '{"a":[{"numeric":["~",1]}]}': "Unrecognized numeric range operator: ~",
    '{"a":[{"numeric":["<","1"]}]}': "Value of < must be numeric",
    '{"a":[{"numeric":["=","1"]}]}': "Value of equals must be numeric",
    '{"a":[{"numeric":[">",5,"<",1]}]}': "Bottom must be less than top",
    '{"a":[{"exists":"yes"}]}': "exists match pattern must be either true or false.",
    '{"a":[{"anything-but":[]}]}': None,
    '{"a":[{"anything-but":[true]}]}': "Inside anything but list, start|null|boolean is not supported.",
    '{"a":[{"anything-but":[1,"a"]}]}': (
        "Inside anything but list, either all values are number or string, mixed type is not supported"
    ),
    '{"a":[{"anything-but":{"nope":"a"}}]}': "Unsupported anything-but pattern: nope",
    '{"a":[{"cidr":1}]}': "prefix match pattern must be a string",
    '{"a":[{"cidr":"10.0.0.0"}]}': "Malformed CIDR, one '/' required",
    '{"a":[{"cidr":"10.0.0.0/x"}]}': "Malformed CIDR, mask bits must be an integer",
    '{"a":[{"cidr":"10.0.0.0/-1"}]}': "Malformed CIDR, mask bits must not be negative",
    '{"a":[{"cidr":"10.0.0.0/33"}]}': "IPv4 mask bits must be < 32",
    '{"a":[{"cidr":"::/129"}]}': "IPv6 mask bits must be < 128",
    '{"$or":{"a":["b"]}}': "It must be an Array followed with $or.",
    '{"$or":["a","b"]}': "Only JSON object is allowed in array of $or relationship.",
    '{"$or":[{"a":["b"]}]}': "There must have at least 2 Objects in $or relationship.",
    '{"$or":[{"prefix":["b"]},{"a":["b"]}]}': "prefix is Ruler reserved fieldName which cannot be used inside $or.",
    '{"a":[{"wildcard":"*:*:*:*:*:event-bus/*"}]}': (
        "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences "
        "after a wildcard character"
    ),
    "this is no JSON": (
        "Unrecognized token 'this': was expecting "
        "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
    ),
    "{'a':['b']}": "Unexpected character (''' (code 39)): was expecting double-quote to start field name",
}
PLACES = {'{"int": 42}': 11, '{"string": "my-value"}': 13, '{"resources": []}': 17}


@pytest.fixture
def stage(account):
    return EventsStage(account)


@pytest.mark.parametrize("pattern", REASONS)
def test_a_wrong_pattern(stage, pattern):
    for operation, more in [("PutRule", {"Name": "r"}), ("TestEventPattern", {"Event": json.dumps(EVENT)})]:
        text = check(stage, Case("InvalidEventPatternException", operation, {"EventPattern": pattern, **more}))
        first = text.split("\n")[0]
        if REASONS[pattern] is None:
            assert first.startswith("Event pattern is not valid. Reason: ")
        else:
            assert first == f"Event pattern is not valid. Reason: {REASONS[pattern]}"


@pytest.mark.parametrize("pattern", PLACES)
def test_where_a_pattern_is_wrong(stage, pattern):
    case = Case("InvalidEventPatternException", "PutRule", {"Name": "r", "EventPattern": pattern})
    place = f' at [Source: (String)"{pattern}"; line: 1, column: {PLACES[pattern]}]'
    assert check(stage, case).split("\n")[1] == place
