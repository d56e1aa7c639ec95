//! When a schedule would fire: over HTTP, in the library, and on the command line.

use serde_json::{Value, json};

use crate::support::{Request, Yard};

/// A yard whose clock stands still at a time.
fn at(time: &str) -> Yard {
    let yard = Yard::json();
    let wish = json!({ "freeze": time }).to_string();
    assert_eq!(yard.raw(&Request::post("/_eventyard/time", wish)).status, 200);
    yard
}

fn ask(yard: &Yard, question: &Value) -> (u16, Value) {
    let answer = yard.raw(&Request::post("/_eventyard/explain", question.to_string()));
    (answer.status, answer.json())
}

fn members<'a>(list: &'a Value, name: &str) -> Vec<&'a str> {
    list.as_array().expect("a list").iter().filter_map(|one| one[name].as_str()).collect()
}

#[test]
fn on_working_days_over_a_change_of_clocks() {
    let yard = at("2040-03-22T12:00:00Z");
    let schedule = "cron(0 8 ? * MON-FRI *)";
    let question = json!({ "schedule": schedule, "timezone": "Europe/Vienna", "count": 3 });
    let (status, answer) = ask(&yard, &question);
    assert_eq!(status, 200, "{answer}");
    let remark = "clocks have gone forward: UTC+02, where it was UTC+01 at the firing before";
    assert_eq!(
        answer,
        json!({
            "schedule": schedule,
            "timezone": "Europe/Vienna",
            "next": [
                { "at": "2040-03-23T07:00:00.000Z", "local": "2040-03-23T08:00:00+01:00", "abbreviation": "CET" },
                {
                    "at": "2040-03-26T06:00:00.000Z", "local": "2040-03-26T08:00:00+02:00", "abbreviation": "CEST",
                    "remark": remark,
                },
                { "at": "2040-03-27T06:00:00.000Z", "local": "2040-03-27T08:00:00+02:00", "abbreviation": "CEST" },
            ],
            "skipped": [],
        })
    );
    // The library says the same.
    let told = yard.server.forecast(schedule, "Europe/Vienna", 3).expect("a forecast");
    assert_eq!(serde_json::to_value(told).expect("JSON"), answer);
}

#[test]
fn what_clocks_never_show_is_told_apart() {
    let yard = at("2040-03-24T00:00:00Z");
    let (_, answer) = ask(&yard, &json!({ "schedule": "cron(30 2 * * ? *)", "timezone": "Europe/Vienna", "count": 2 }));
    assert_eq!(members(&answer["next"], "at"), ["2040-03-24T01:30:00.000Z", "2040-03-26T00:30:00.000Z"]);
    let remark = "clocks go forward at 2040-03-25T01:00:00.000Z and never show this: it does not fire";
    let gap = json!({ "at": "2040-03-25T01:00:00.000Z", "local": "2040-03-25T02:30:00", "remark": remark });
    assert_eq!(answer["skipped"], json!([gap]));
    let (_, answer) = ask(&yard, &json!({ "schedule": "at(2040-03-25T02:30:00)", "timezone": "Europe/Vienna" }));
    assert_eq!((&answer["next"], &answer["skipped"]), (&json!([]), &json!([gap])));
}

#[test]
fn what_clocks_show_twice_fires_once() {
    let yard = at("2040-10-28T00:00:00Z");
    let (_, answer) = ask(&yard, &json!({ "schedule": "cron(30 2 * * ? *)", "timezone": "Europe/Vienna", "count": 2 }));
    assert_eq!(members(&answer["next"], "at"), ["2040-10-28T00:30:00.000Z", "2040-10-29T01:30:00.000Z"]);
    let again = "clocks go back and show this again at 2040-10-28T01:30:00.000Z, when it does not fire";
    assert_eq!(answer["next"][0]["remark"], again);
}

#[test]
fn without_a_zone_and_a_count() {
    let yard = at("2040-01-01T00:00:00.250Z");
    let (_, answer) = ask(&yard, &json!({ "schedule": "rate(5 minutes)" }));
    assert_eq!(answer["timezone"], "UTC");
    let times = members(&answer["next"], "local");
    assert_eq!((times.len(), times[0]), (10, "2040-01-01T00:00:00.25+00:00"), "a rate fires first when it is made");
    assert_eq!(times[9], "2040-01-01T00:45:00.25+00:00");
    let (_, answer) = ask(&yard, &json!({ "schedule": "rate(1 minute)", "count": 1000 }));
    assert_eq!(answer["next"].as_array().map(Vec::len), Some(1000));
    let (_, answer) = ask(&yard, &json!({ "schedule": "at(2040-06-01T00:00:00)", "count": 5 }));
    assert_eq!(members(&answer["next"], "at"), ["2040-06-01T00:00:00.000Z"], "it fires once");
    let (_, answer) = ask(&yard, &json!({ "schedule": "at(2030-06-01T00:00:00)" }));
    assert_eq!((&answer["next"], &answer["skipped"]), (&json!([]), &json!([])), "it is past");
}

#[test]
fn what_is_wrong_is_said() {
    let yard = Yard::json();
    let schedule = "rate(1 day)";
    for (question, part) in [
        (json!({ "schedule": "every day" }), "schedule: an expression is rate(…), cron(…) or at(…)"),
        (json!({ "schedule": "cron(0 8 * * MON-FRI *)" }), "schedule: "),
        (json!({ "schedule": schedule, "timezone": "Vienna" }), "timezone: there is no zone Vienna"),
        (json!({ "schedule": schedule, "timezone": "" }), "timezone: there is no zone"),
        (json!({ "schedule": schedule, "count": 0 }), "count: 0 is not from 1 to 1000"),
        (json!({ "schedule": schedule, "count": 1001 }), "count: 1001 is not from 1 to 1000"),
        (json!({ "schedule": schedule, "count": u64::MAX }), "count: 18446744073709551615 is not from 1 to 1000"),
        (json!({ "schedule": schedule, "count": -1 }), "the body: "),
        (json!({ "schedule": schedule, "count": "ten" }), "the body: "),
        (json!({ "schedule": 1 }), "the body: "),
        (json!({ "timezone": "UTC" }), "a question is one of"),
        (json!({ "count": 1 }), "a question is one of"),
        (json!({ "schedule": schedule, "event": {} }), "a question is one of"),
        (json!({ "bus": "default", "event": {}, "count": 1 }), "a question is one of"),
    ] {
        let (status, answer) = ask(&yard, &question);
        let text = answer["error"].as_str().unwrap_or_default();
        assert!(status == 400 && text.starts_with(part), "{question}: {status} {answer}");
    }
    assert!(yard.server.forecast("rate(1 day)", "UTC", 0).is_err());
}
