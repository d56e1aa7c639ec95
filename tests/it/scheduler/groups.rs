//! Schedule groups and their tags.

use serde_json::{Value, json};

use super::{CONFLICT, INVALID, NOT_FOUND, QUOTA, broken};
use crate::support::{Request, Scheduler, Yard};

const GROUP: &str = "arn:aws:scheduler:us-east-1:000000000000:schedule-group/g";
const NOTHING: Value = Value::Null;

fn names(answer: &Value) -> Vec<&str> {
    let groups = answer["ScheduleGroups"].as_array().expect("a list");
    groups.iter().map(|group| group["Name"].as_str().expect("a name")).collect()
}

/// The path of a group's tags, as SDKs write it.
fn tags_path(arn: &str) -> String {
    format!("/tags/{}", arn.replace(':', "%3A").replace('/', "%2F"))
}

#[test]
fn the_default_group_is_always_there() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    let now = yard.now() as f64 / 1000.0;
    let group = scheduler.get("/schedule-groups/default");
    assert_eq!(group["Arn"], "arn:aws:scheduler:us-east-1:000000000000:schedule-group/default");
    assert_eq!((&group["Name"], &group["State"]), (&json!("default"), &json!("ACTIVE")));
    assert_eq!(group["CreationDate"].as_f64(), Some(now));
    assert_eq!(group["LastModificationDate"].as_f64(), Some(now));
    assert_eq!(names(&scheduler.get("/schedule-groups")), ["default"]);
    let refusal = "This operation cannot be performed on schedule group default.";
    scheduler.fails("DELETE", "/schedule-groups/default", &NOTHING, INVALID, refusal);
    assert!(scheduler.call("POST", "/schedule-groups/default", &json!({})).is_err());
}

#[test]
fn a_group_is_made_shown_and_deleted() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    assert_eq!(scheduler.group("g"), GROUP);
    scheduler.fails("POST", "/schedule-groups/g", &json!({}), CONFLICT, "Schedule group g already exists.");
    let group = scheduler.get("/schedule-groups/g");
    let members: Vec<&String> = group.as_object().expect("an object").keys().collect();
    let mut expected = ["Arn", "CreationDate", "LastModificationDate", "Name", "State"];
    expected.sort_unstable_by_key(|name| members.iter().position(|member| member == name));
    assert_eq!(members, expected);
    assert_eq!(names(&scheduler.get("/schedule-groups")), ["default", "g"]);
    assert_eq!(scheduler.ok("DELETE", "/schedule-groups/g", &NOTHING), json!({}));
    for method in ["GET", "DELETE"] {
        scheduler.fails(method, "/schedule-groups/g", &NOTHING, NOT_FOUND, "Schedule group g does not exist.");
    }
}

#[test]
fn a_group_takes_its_schedules_with_it() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    let queue = yard.standard("q");
    scheduler.group("g");
    scheduler.make("s", json!({ "GroupName": "g", "ScheduleExpression": "rate(1 hour)" }));
    scheduler.make("s", json!({ "ScheduleExpression": "rate(1 hour)" }));
    yard.server.settle().wait();
    assert_eq!(queue.counts()[0], 2);
    scheduler.ok("DELETE", "/schedule-groups/g", &NOTHING);
    assert_eq!(scheduler.timers().len(), 1);
    let gone = "Schedule group g does not exist.";
    scheduler.fails("GET", "/schedules/s?groupName=g", &NOTHING, NOT_FOUND, gone);
    scheduler.fails("GET", "/schedules?ScheduleGroup=g", &NOTHING, NOT_FOUND, gone);
    assert!(scheduler.create("t", json!({ "GroupName": "g" })).is_err_and(|fault| fault.message == gone));
    yard.advance(3600);
    assert_eq!(queue.counts()[0], 3, "only the one of the default group");
    // Another group of that name has none of them.
    scheduler.group("g");
    assert_eq!(scheduler.get("/schedules?ScheduleGroup=g")["Schedules"], json!([]));
}

#[test]
fn client_tokens() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    let tags = json!([{ "Key": "k", "Value": "v" }]);
    let first = json!({ "ClientToken": "one", "Tags": tags });
    for _ in 0..2 {
        assert_eq!(scheduler.ok("POST", "/schedule-groups/g", &first)["ScheduleGroupArn"], GROUP);
    }
    for other in [json!({ "ClientToken": "two", "Tags": tags }), json!({ "ClientToken": "one" }), json!({})] {
        scheduler.fails("POST", "/schedule-groups/g", &other, CONFLICT, "Schedule group g already exists.");
    }
    for _ in 0..2 {
        scheduler.ok("DELETE", "/schedule-groups/g?clientToken=three", &NOTHING);
    }
    let gone = "Schedule group g does not exist.";
    scheduler.fails("DELETE", "/schedule-groups/g?clientToken=four", &NOTHING, NOT_FOUND, gone);
    scheduler.fails("DELETE", "/schedule-groups/g", &NOTHING, NOT_FOUND, gone);
}

#[test]
fn tags_are_added_replaced_and_removed() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    scheduler.ok("POST", "/schedule-groups/g", &json!({ "Tags": [{ "Key": "a", "Value": "1" }] }));
    let made = scheduler.get("/schedule-groups/g");
    yard.advance(5);
    let path = tags_path(GROUP);
    let tags = json!({ "Tags": [{ "Key": "b", "Value": "2" }, { "Key": "a", "Value": "3" }] });
    assert_eq!(scheduler.ok("POST", &path, &tags), json!({}));
    let listed = json!({ "Tags": [{ "Key": "a", "Value": "3" }, { "Key": "b", "Value": "2" }] });
    assert_eq!(scheduler.get(&path), listed);
    // The slash may come as it is.
    assert_eq!(scheduler.get(&format!("/tags/{GROUP}")), listed);
    let changed = scheduler.get("/schedule-groups/g");
    assert_eq!(made["CreationDate"], changed["CreationDate"]);
    let time = |group: &Value| group["LastModificationDate"].as_f64().expect("a number");
    assert!((time(&changed) - time(&made) - 5.0).abs() < 0.001);
    assert_eq!(scheduler.ok("DELETE", &format!("{path}?TagKeys=a&TagKeys=b&TagKeys=c"), &NOTHING), json!({}));
    assert_eq!(scheduler.get(&path), json!({ "Tags": [] }));
}

#[test]
fn tags_that_are_refused() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    scheduler.group("g");
    let path = tags_path(GROUP);
    let tags = |tags: Value| json!({ "Tags": tags });
    for (input, text) in [
        (json!({}), &*broken("null", "tags", "not be null")),
        (tags(json!([{ "Value": "v" }])), &*broken("null", "tags.1.member.key", "…")),
        (tags(json!([{ "Key": "", "Value": "v" }])), &*broken("''", "tags.1.member.key", "…")),
        (tags(json!([{ "Key": "k".repeat(129), "Value": "v" }])), "1 validation error detected: Value 'kkk…"),
        (tags(json!([{ "Key": "k", "Value": "v".repeat(257) }])), "1 validation error detected: Value 'vvv…"),
        (tags(json!([{ "Key": "k", "Value": "1" }, { "Key": "k", "Value": "2" }])), "Duplicate tag keys…"),
        (tags(json!([{ "Key": "AWS:x", "Value": "1" }])), "aws: prefixed tag key names…"),
    ] {
        scheduler.fails("POST", &path, &input, INVALID, text);
    }
    let many = |from: usize, to: usize| {
        tags((from..to).map(|i| json!({ "Key": format!("k{i}"), "Value": "v" })).collect::<Vec<_>>().into())
    };
    scheduler.fails("POST", &path, &many(0, 201), INVALID, "1 validation error detected: Value at 'tags' failed…");
    scheduler.ok("POST", &path, &many(0, 200));
    scheduler.ok("POST", &path, &many(100, 200));
    scheduler.fails("POST", &path, &many(200, 201), INVALID, "A schedule group has at most 200 tags.");
    scheduler.fails("DELETE", &path, &NOTHING, INVALID, &broken("null", "tagKeys", "…"));
    let other = GROUP.replace("/g", "/other");
    for (method, query, input) in [("GET", "", NOTHING), ("POST", "", many(0, 1)), ("DELETE", "?TagKeys=a", NOTHING)] {
        let path = |arn: &str| tags_path(arn) + query;
        let missing = "Schedule group other does not exist.";
        scheduler.fails(method, &path(&other), &input, NOT_FOUND, missing);
        // Schedules have no tags, and what is no ARN has none either.
        for arn in ["arn:aws:scheduler:us-east-1:000000000000:schedule/default/s", "g"] {
            let text = format!("1 validation error detected: Value '{arn}' at 'resourceArn' failed to satisfy…");
            scheduler.fails(method, &path(arn), &input, INVALID, &text);
        }
    }
    let elsewhere = GROUP.replace("000000000000", "111111111111");
    scheduler.fails("GET", &tags_path(&elsewhere), &NOTHING, NOT_FOUND, "Schedule group g does not exist.");
}

#[test]
fn groups_by_pages_and_prefixes() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    for name in ["b2", "a", "b1", "c", "b10"] {
        scheduler.group(name);
    }
    let all = [vec!["a", "b1"], vec!["b10", "b2"], vec!["c", "default"]];
    assert_eq!(scheduler.pages("/schedule-groups?MaxResults=2", "ScheduleGroups"), all);
    let some = [vec!["b1"], vec!["b10"], vec!["b2"]];
    assert_eq!(scheduler.pages("/schedule-groups?NamePrefix=b&MaxResults=1", "ScheduleGroups"), some);
    assert_eq!(scheduler.pages("/schedule-groups?NamePrefix=x", "ScheduleGroups"), [[""; 0]]);
    let summary = &scheduler.get("/schedule-groups?NamePrefix=a")["ScheduleGroups"][0];
    assert_eq!(*summary, scheduler.get("/schedule-groups/a"));
    let invalid = |query: &str, text: &str| {
        scheduler.fails("GET", &format!("/schedule-groups?{query}"), &NOTHING, INVALID, text);
    };
    invalid("MaxResults=0", &broken("'0'", "maxResults", "have value greater than or equal to 1"));
    invalid("MaxResults=101", &broken("'101'", "maxResults", "have value less than or equal to 100"));
    invalid("NextToken=%21", "Invalid NextToken.");
    invalid("NamePrefix=%21&MaxResults=0", "2 validation errors detected: Value '!' at 'namePrefix'…");
}

#[test]
fn an_account_has_500_groups_in_a_region() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    for i in 1..500 {
        scheduler.group(&format!("g{i}"));
    }
    scheduler.fails("POST", "/schedule-groups/more", &json!({}), QUOTA, "You have exceeded…");
    Scheduler::of(&yard, "000000000000", "eu-west-1").group("more");
    scheduler.ok("DELETE", "/schedule-groups/g1", &NOTHING);
    scheduler.group("more");
}

#[test]
fn accounts_and_regions_see_nothing_of_each_other() {
    let yard = Yard::json();
    let home = Scheduler::new(&yard);
    let others = [Scheduler::of(&yard, "111111111111", "us-east-1"), Scheduler::of(&yard, "000000000000", "eu-west-1")];
    home.group("g");
    home.make("s", json!({ "GroupName": "g" }));
    for other in &others {
        other.fails("GET", "/schedule-groups/g", &NOTHING, NOT_FOUND, "Schedule group g does not exist.");
        assert_eq!(names(&other.get("/schedule-groups")), ["default"]);
        assert_eq!(other.get("/schedules")["Schedules"], json!([]));
    }
    assert_eq!(others[0].group("g"), "arn:aws:scheduler:us-east-1:111111111111:schedule-group/g");
    assert_eq!(others[1].group("g"), "arn:aws:scheduler:eu-west-1:000000000000:schedule-group/g");
}

#[test]
fn a_reset_of_one_account_leaves_the_others() {
    let yard = Yard::json();
    let (home, other) = (Scheduler::new(&yard), Scheduler::of(&yard, "111111111111", "us-east-1"));
    for scheduler in [&home, &other] {
        scheduler.group("g");
        scheduler.make("s", json!({ "GroupName": "g", "ScheduleExpression": "cron(0 0 1 1 ? *)" }));
    }
    assert_eq!(home.timers().len(), 2);
    yard.raw(&Request::post("/_eventyard/reset", r#"{"account":"000000000000"}"#));
    assert_eq!(home.timers().len(), 1);
    assert!(!home.has("s?groupName=g") && other.has("s?groupName=g"));
    // The same names can be used anew.
    home.group("g");
    home.make("s", json!({ "GroupName": "g", "ScheduleExpression": "cron(0 0 1 1 ? *)" }));
    assert_eq!(home.timers().len(), 2);
    yard.raw(&Request::post("/_eventyard/reset", r#"{"account":"111111111111","region":"us-east-1"}"#));
    assert_eq!((home.timers().len(), other.has("s?groupName=g")), (1, false));
}
