//! What the default event bus is told of an execution: that it runs, and how it ended.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html>

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::States;
use super::asl::Kind;
use super::execution::Execution;
use crate::aws::arn::Arn;
use crate::aws::body::Body;
use crate::deliver::{Delivery, Parcel};

/// The members of an event's detail, all of them always there.
const MEMBERS: [&str; 18] = [
    "executionArn",
    "stateMachineArn",
    "name",
    "status",
    "startDate",
    "stopDate",
    "input",
    "output",
    "stateMachineVersionArn",
    "stateMachineAliasArn",
    "redriveCount",
    "redriveDate",
    "redriveStatus",
    "redriveStatusReason",
    "inputDetails",
    "outputDetails",
    "error",
    "cause",
];

/// With more bytes of input and output these are left out.
const MOST_BYTES: usize = 248 << 10;

impl States {
    /// Tells the default event bus how an execution stands. Where nobody listens, nothing is made for it.
    pub(super) fn tell_status(&self, execution: &Arc<Execution>) {
        let about = &execution.about;
        if about.kind != Kind::Standard {
            return;
        }
        let bus = Arn::new("events", &about.scope, "event-bus/default");
        if !self.shared.courier.listens(&bus) {
            return;
        }
        let event = json!({
            "source": "aws.states",
            "detail-type": "Step Functions Execution Status Change",
            "resources": [&*about.arn],
            "detail": detail(execution),
        });
        let delivery = Delivery {
            message: self.shared.ids.uuid().to_string().into(),
            body: Body::new(event.to_string().into()),
            ..Delivery::default()
        };
        let parcel = Parcel::once("states", about.arn.clone(), bus, delivery);
        self.shared.courier.send(self.now(), [parcel]);
    }
}

/// The detail of the event: times in milliseconds, and null for what there isn't.
fn detail(execution: &Execution) -> Value {
    let mut described = serde_json::to_value(execution.described(true)).unwrap_or_default();
    let size = |name: &str| described[name].as_str().map_or(0, str::len);
    if size("input") + size("output") > MOST_BYTES {
        for (data, details) in [("input", "inputDetails"), ("output", "outputDetails")] {
            if described[data].is_string() {
                described[data] = Value::Null;
                described[details] = json!({ "included": false });
            }
        }
    }
    let mut take = |name: &str| {
        let value = described[name].take();
        match value.as_f64().filter(|_| name.ends_with("Date")) {
            Some(seconds) => ((seconds * 1000.0).round() as i64).into(),
            None => value,
        }
    };
    let members: Map<String, Value> = MEMBERS.iter().map(|name| ((*name).to_owned(), take(name))).collect();
    Value::Object(members)
}
