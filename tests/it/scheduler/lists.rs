//! Lists of schedules.

use serde_json::{Value, json};

use super::{INVALID, NOT_FOUND, broken};
use crate::support::{Scheduler, Yard};

const NOTHING: Value = Value::Null;

/// Two groups and the default one, with schedules that are sometimes disabled.
fn filled(scheduler: &Scheduler<'_>) {
    for group in ["a", "z"] {
        scheduler.group(group);
    }
    for (group, name, state) in [
        ("z", "one", "ENABLED"),
        ("a", "two", "DISABLED"),
        ("a", "one", "ENABLED"),
        ("default", "only", "DISABLED"),
        ("default", "on", "ENABLED"),
    ] {
        scheduler.make(name, json!({ "GroupName": group, "State": state }));
    }
}

#[test]
fn by_pages_over_all_groups() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    assert_eq!(scheduler.get("/schedules"), json!({ "Schedules": [] }));
    filled(&scheduler);
    let pages = |query: &str| scheduler.pages(&format!("/schedules?{query}"), "Schedules");
    let names = ["one", "two", "on", "only", "one"];
    assert_eq!(pages("MaxResults=1"), names.map(|name| vec![name]));
    assert_eq!(pages("MaxResults=2"), [vec!["one", "two"], vec!["on", "only"], vec!["one"]]);
    assert_eq!(pages("MaxResults=5"), [names], "a full last page has no token");
    assert_eq!(pages(""), [names]);
}

#[test]
fn by_group_state_and_prefix() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    filled(&scheduler);
    let pages = |query: &str| scheduler.pages(&format!("/schedules?{query}"), "Schedules");
    assert_eq!(pages("ScheduleGroup=a"), [["one", "two"]]);
    assert_eq!(pages("ScheduleGroup=default&MaxResults=1"), [["on"], ["only"]]);
    assert_eq!(pages("State=DISABLED"), [["two", "only"]]);
    assert_eq!(pages("State=ENABLED&MaxResults=1"), [["one"], ["on"], ["one"]]);
    assert_eq!(pages("NamePrefix=on&MaxResults=2"), [vec!["one", "on"], vec!["only", "one"]]);
    assert_eq!(pages("NamePrefix=only"), [["only"]]);
    assert_eq!(pages("NamePrefix=one&ScheduleGroup=z&State=ENABLED"), [["one"]]);
    assert_eq!(pages("NamePrefix=x"), [[""; 0]]);
}

#[test]
fn a_summary_has_no_more_of_the_target_than_its_arn() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    let now = yard.now() as f64 / 1000.0;
    scheduler.make("s", json!({ "Description": "d" }));
    let mut summary = scheduler.get("/schedules")["Schedules"][0].take();
    for date in ["CreationDate", "LastModificationDate"] {
        assert_eq!(summary[date].take().as_f64(), Some(now));
    }
    let expected = json!({
        "Arn": "arn:aws:scheduler:us-east-1:000000000000:schedule/default/s",
        "CreationDate": null,
        "GroupName": "default",
        "LastModificationDate": null,
        "Name": "s",
        "State": "ENABLED",
        "Target": { "Arn": "arn:aws:sqs:us-east-1:000000000000:q" },
    });
    assert_eq!(summary, expected);
}

#[test]
fn what_is_refused() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    let missing = "Schedule group x does not exist.";
    scheduler.fails("GET", "/schedules?ScheduleGroup=x", &NOTHING, NOT_FOUND, missing);
    for (query, text) in [
        ("MaxResults=0", &*broken("'0'", "maxResults", "have value greater than or equal to 1")),
        ("MaxResults=101", &*broken("'101'", "maxResults", "…")),
        ("State=OFF", &*broken("'OFF'", "state", "satisfy enum value set: [ENABLED, DISABLED]")),
        ("NamePrefix=%20", &*broken("' '", "namePrefix", "…")),
        ("ScheduleGroup=%20", &*broken("' '", "groupName", "…")),
        ("NextToken=%20", "Invalid NextToken."),
    ] {
        scheduler.fails("GET", &format!("/schedules?{query}"), &NOTHING, INVALID, text);
    }
    scheduler.fails("GET", "/schedules?MaxResults=ten", &NOTHING, (400, "SerializationException"), "…");
}

#[test]
fn a_token_holds_while_what_it_named_goes() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    filled(&scheduler);
    let first = scheduler.get("/schedules?MaxResults=2");
    let token = first["NextToken"].as_str().expect("a token").replace('=', "%3D").replace('/', "%2F");
    scheduler.ok("DELETE", "/schedule-groups/a", &NOTHING);
    let rest = scheduler.get(&format!("/schedules?NextToken={}", token.replace('+', "%2B")));
    assert_eq!(rest["Schedules"].as_array().map(Vec::len), Some(3), "{rest}");
}
