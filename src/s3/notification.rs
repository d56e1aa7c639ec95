//! Who is told of what happens to a bucket's objects: the default event bus, queues and topics.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html>

use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::bucket::Bucket;
use super::object::Object;
use super::{Error, S3};
use crate::aws::arn::Arn;
use crate::aws::body::Body;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::deliver::{Delivery, Parcel};

/// What happened to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// It was written in one request.
    Put,
    /// It is a copy.
    Copied,
    /// It was written in parts.
    Completed,
    /// It is gone.
    Deleted,
    /// A delete marker stands in its place.
    Marked,
    /// It was given tags.
    Tagged,
    /// It has no tags any more.
    Untagged,
}

/// Who is told of what happens in a bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notification {
    /// Whether the default event bus is.
    pub event_bridge: bool,
    /// Queues and topics.
    pub receivers: Vec<Receiver>,
}

/// A queue or a topic that is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receiver {
    /// The configuration's name.
    pub id: String,
    /// The ARN of the queue or topic.
    pub arn: String,
    /// Of what: `s3:ObjectCreated:*` and the like.
    pub events: Vec<String>,
    /// How keys begin.
    pub prefix: Option<String>,
    /// How they end.
    pub suffix: Option<String>,
}

/// The events that S3 knows. Some of them never happen here: what they tell of isn't done here.
const EVENTS: [&str; 28] = [
    "s3:ObjectCreated:*",
    "s3:ObjectCreated:Put",
    "s3:ObjectCreated:Post",
    "s3:ObjectCreated:Copy",
    "s3:ObjectCreated:CompleteMultipartUpload",
    "s3:ObjectRemoved:*",
    "s3:ObjectRemoved:Delete",
    "s3:ObjectRemoved:DeleteMarkerCreated",
    "s3:ObjectTagging:*",
    "s3:ObjectTagging:Put",
    "s3:ObjectTagging:Delete",
    "s3:ObjectAcl:Put",
    "s3:ObjectRestore:*",
    "s3:ObjectRestore:Post",
    "s3:ObjectRestore:Completed",
    "s3:ObjectRestore:Delete",
    "s3:ReducedRedundancyLostObject",
    "s3:Replication:*",
    "s3:Replication:OperationFailedReplication",
    "s3:Replication:OperationMissedThreshold",
    "s3:Replication:OperationReplicatedAfterThreshold",
    "s3:Replication:OperationNotTracked",
    "s3:LifecycleExpiration:*",
    "s3:LifecycleExpiration:Delete",
    "s3:LifecycleExpiration:DeleteMarkerCreated",
    "s3:LifecycleTransition",
    "s3:IntelligentTiering",
    "s3:TestEvent",
];

impl Happened {
    /// As queues and topics are told: the name without `s3:`.
    fn event(self) -> &'static str {
        match self {
            Happened::Put => "ObjectCreated:Put",
            Happened::Copied => "ObjectCreated:Copy",
            Happened::Completed => "ObjectCreated:CompleteMultipartUpload",
            Happened::Deleted => "ObjectRemoved:Delete",
            Happened::Marked => "ObjectRemoved:DeleteMarkerCreated",
            Happened::Tagged => "ObjectTagging:Put",
            Happened::Untagged => "ObjectTagging:Delete",
        }
    }

    /// As the event bus is told: the detail type, and the operation where the detail has it.
    fn detail(self) -> (&'static str, Option<&'static str>) {
        match self {
            Happened::Put => ("Object Created", Some("PutObject")),
            Happened::Copied => ("Object Created", Some("CopyObject")),
            Happened::Completed => ("Object Created", Some("CompleteMultipartUpload")),
            Happened::Deleted | Happened::Marked => ("Object Deleted", Some("DeleteObject")),
            Happened::Tagged => ("Object Tags Added", None),
            Happened::Untagged => ("Object Tags Deleted", None),
        }
    }
}

impl Receiver {
    fn wants(&self, event: &str, key: &str) -> bool {
        let named = |pattern: &String| {
            let pattern = pattern.trim_start_matches("s3:");
            pattern.strip_suffix('*').map_or(pattern == event, |start| event.starts_with(start))
        };
        self.events.iter().any(named)
            && self.prefix.as_deref().is_none_or(|prefix| key.starts_with(prefix))
            && self.suffix.as_deref().is_none_or(|suffix| key.ends_with(suffix))
    }

    /// Whether an object can be both's: AWS wants to know whom to tell.
    fn overlaps(&self, other: &Receiver) -> bool {
        let covers =
            |all: &str, event: &str| all.strip_suffix('*').map_or(all == event, |start| event.starts_with(start));
        let meet = |one: &String| other.events.iter().any(|event| covers(one, event) || covers(event, one));
        fn text(part: &Option<String>) -> &str {
            part.as_deref().unwrap_or_default()
        }
        let (prefixes, suffixes) = ([&self.prefix, &other.prefix].map(text), [&self.suffix, &other.suffix].map(text));
        self.events.iter().any(meet)
            && (prefixes[0].starts_with(prefixes[1]) || prefixes[1].starts_with(prefixes[0]))
            && (suffixes[0].ends_with(suffixes[1]) || suffixes[1].ends_with(suffixes[0]))
    }

    /// Refuses what can't be told.
    fn check(&self, courier: &crate::deliver::Courier) -> Result<Arn, Error> {
        if self.events.is_empty() {
            return Err(Error::MalformedXml);
        }
        if let Some(event) = self.events.iter().find(|event| !EVENTS.contains(&event.as_str())) {
            return Err(Error::argument(format!("The event '{event}' is not supported for notifications")));
        }
        let arn = self.arn.parse::<Arn>().map_err(|_| Error::argument("The ARN could not be parsed"))?;
        // Where the queue or topic is missing AWS says the same.
        if !["sqs", "sns"].contains(&&*arn.service) || !courier.listens(&arn) {
            return Err(Error::argument("Unable to validate the following destination configurations"));
        }
        if arn.service == "sqs" && arn.resource.ends_with(".fifo") {
            return Err(Error::argument("FIFO SQS queues are not supported as a destination of S3 events"));
        }
        Ok(arn)
    }
}

impl S3 {
    /// Sets who is told of what happens in a bucket; each new receiver gets a test event.
    ///
    /// # Errors
    /// `NoSuchBucket`, `InvalidArgument`.
    pub fn set_notification(&self, at: &Scope, bucket: &str, notification: Notification) -> Result<(), Error> {
        let bucket = self.bucket(at, bucket)?;
        let mut told = Vec::new();
        for receiver in &notification.receivers {
            told.push(receiver.check(&self.shared.courier)?);
        }
        for (i, receiver) in notification.receivers.iter().enumerate() {
            if notification.receivers[..i].iter().any(|earlier| receiver.overlaps(earlier)) {
                return Err(Error::argument(
                    "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes \
                     are overlapping for the same event type.",
                ));
            }
        }
        self.change_settings(&bucket, |settings| settings.notification = notification)?;
        let now = self.now();
        let test = |arn: Arn| {
            let body = json!({
                "Service": "Amazon S3",
                "Event": "s3:TestEvent",
                "Time": now.to_string(),
                "Bucket": &*bucket.name,
                "RequestId": self.request_id(),
                "HostId": super::HOST_ID,
            });
            self.parcel(&bucket, arn, &body)
        };
        self.shared.courier.send(now, told.into_iter().map(test));
        Ok(())
    }

    /// An id in the form of S3's.
    pub fn request_id(&self) -> String {
        format!("{:016X}", self.shared.ids.bits())
    }

    /// Tells those who want to know what happened to an object.
    pub(super) fn notify(&self, bucket: &Bucket, what: Happened, object: &Object, version: Option<&Text>) {
        let notification = bucket.contents().settings.notification.clone();
        if notification == Notification::default() {
            return;
        }
        let now = self.now();
        let number = self.shared.sequence.fetch_add(1, Ordering::Relaxed);
        let sequencer = format!("00{:08X}{number:08X}", now.seconds());
        let mut parcels = Vec::new();
        let bus = Arn::new("events", &bucket.scope, "event-bus/default");
        if notification.event_bridge && self.shared.courier.listens(&bus) {
            let event = self.event(bucket, what, object, version, &sequencer);
            parcels.push(self.parcel(bucket, bus, &event));
        }
        for receiver in notification.receivers.iter().filter(|one| one.wants(what.event(), &object.key)) {
            let Ok(arn) = receiver.arn.parse::<Arn>() else { continue };
            let records = self.records(bucket, &receiver.id, what, object, version, &sequencer);
            parcels.push(self.parcel(bucket, arn, &records));
        }
        self.shared.courier.send(now, parcels);
    }

    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html>
    fn event(
        &self,
        bucket: &Bucket,
        what: Happened,
        object: &Object,
        version: Option<&Text>,
        sequencer: &str,
    ) -> Value {
        let (detail_type, reason) = what.detail();
        let mut about = json!({ "key": &*object.key });
        if detail_type == "Object Created" {
            about["size"] = object.size().into();
        }
        if !object.etag.is_empty() {
            about["etag"] = object.bare_etag().into();
        }
        if let Some(version) = version {
            about["version-id"] = (**version).into();
        }
        if reason.is_some() {
            about["sequencer"] = sequencer.into();
        }
        let mut detail = json!({
            "version": "0",
            "bucket": { "name": &*bucket.name },
            "object": about,
            "request-id": self.request_id(),
            "requester": &*bucket.scope.account,
            "source-ip-address": "127.0.0.1",
        });
        if let Some(reason) = reason {
            detail["reason"] = reason.into();
        }
        match what {
            Happened::Deleted => detail["deletion-type"] = "Permanently Deleted".into(),
            Happened::Marked => detail["deletion-type"] = "Delete Marker Created".into(),
            _ => {}
        }
        json!({
            "source": "aws.s3",
            "detail-type": detail_type,
            "account": &*bucket.scope.account,
            "region": &*bucket.scope.region,
            "resources": [bucket.arn()],
            "detail": detail,
        })
    }

    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>
    fn records(
        &self,
        bucket: &Bucket,
        id: &str,
        what: Happened,
        object: &Object,
        version: Option<&Text>,
        sequencer: &str,
    ) -> Value {
        let principal = json!({ "principalId": crate::aws::scope::user_id(&bucket.scope.account) });
        let key: String = form_urlencoded::byte_serialize(object.key.as_bytes()).collect();
        // Folders stay readable.
        let mut about = json!({ "key": key.replace("%2F", "/") });
        if what.event().starts_with("ObjectCreated") {
            about["size"] = object.size().into();
        }
        if !object.etag.is_empty() && what != Happened::Deleted {
            about["eTag"] = object.bare_etag().into();
        }
        if let Some(version) = version {
            about["versionId"] = (**version).into();
        }
        about["sequencer"] = sequencer.into();
        json!({
            "Records": [{
                "eventVersion": if what.event().starts_with("ObjectTagging") { "2.3" } else { "2.1" },
                "eventSource": "aws:s3",
                "awsRegion": &*bucket.scope.region,
                "eventTime": self.now().to_string(),
                "eventName": what.event(),
                "userIdentity": principal,
                "requestParameters": { "sourceIPAddress": "127.0.0.1" },
                "responseElements": { "x-amz-request-id": self.request_id(), "x-amz-id-2": super::HOST_ID },
                "s3": {
                    "s3SchemaVersion": "1.0",
                    "configurationId": id,
                    "bucket": { "name": &*bucket.name, "ownerIdentity": principal, "arn": bucket.arn() },
                    "object": about,
                },
            }],
        })
    }

    fn parcel(&self, bucket: &Bucket, to: Arn, body: &Value) -> Parcel {
        let delivery = Delivery {
            message: self.shared.ids.uuid().to_string().into(),
            body: Body::new(body.to_string().into()),
            ..Delivery::default()
        };
        Parcel::once("s3", bucket.arn().into(), to, delivery)
    }
}
