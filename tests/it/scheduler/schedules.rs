//! Schedules: made, shown, replaced, deleted and listed.

use serde_json::{Value, json};

use crate::support::{Scheduler, Yard};

#[test]
fn a_schedule_is_shown_with_all_defaults() {
    let yard = Yard::json();
    let scheduler = Scheduler::new(&yard);
    let made = scheduler.create("s", json!({})).unwrap();
    let shown = scheduler.call("GET", "/schedules/s", &Value::Null).unwrap();
    assert_eq!(made["ScheduleArn"], shown["Arn"]);
    assert_eq!(shown["ActionAfterCompletion"], "NONE");
}
