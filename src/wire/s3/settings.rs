//! Buckets and what is set for them.

use s3s::S3Response;
use s3s::dto::*;

use super::adapter::{Adapter, Answer};
use crate::aws::arn::Arn;
use crate::aws::body::Body;
use crate::aws::scope::Scope;
use crate::deliver::Operation;
use crate::s3::Error;
use crate::s3::bucket::Versioning;
use crate::s3::notification::{Notification, Receiver};

impl Adapter {
    /// CreateBucket.
    pub fn make_bucket(&self, at: &Scope, input: CreateBucketInput) -> Answer<CreateBucketOutput> {
        match input.acl.as_ref().map(BucketCannedACL::as_str) {
            None | Some("private") => {}
            // A new bucket takes no access control lists.
            Some(_) => {
                let text = "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting";
                return Err(Error::InvalidBucketAclWithObjectOwnership(text).into());
            }
        }
        if input.object_lock_enabled_for_bucket == Some(true) {
            return Err(Error::absent("object lock").into());
        }
        match input.object_ownership.as_ref().map(ObjectOwnership::as_str) {
            None | Some("BucketOwnerEnforced") => {}
            Some(_) => return Err(Error::absent("access control lists: all objects are their bucket's owner's").into()),
        }
        let configuration = input.create_bucket_configuration.unwrap_or_default();
        if configuration.location.is_some() || configuration.bucket.is_some() {
            return Err(Error::absent("directory buckets").into());
        }
        let location = configuration.location_constraint.as_ref().map(|one| one.as_str());
        self.s3.create_bucket(self.s3.now(), at, &input.bucket, location, Default::default())?;
        Ok(S3Response::new(CreateBucketOutput { location: Some(format!("/{}", input.bucket)) }))
    }

    /// GetBucketVersioning.
    pub fn versioning(&self, at: &Scope, bucket: &str) -> Answer<GetBucketVersioningOutput> {
        let versioning = self.s3.bucket(at, bucket)?.contents().settings.versioning;
        let status = versioning.map(|versioning| match versioning {
            Versioning::Enabled => BucketVersioningStatus::from_static(BucketVersioningStatus::ENABLED),
            Versioning::Suspended => BucketVersioningStatus::from_static(BucketVersioningStatus::SUSPENDED),
        });
        Ok(S3Response::new(GetBucketVersioningOutput { status, mfa_delete: None }))
    }

    /// PutBucketVersioning.
    pub fn set_versioning(&self, at: &Scope, input: PutBucketVersioningInput) -> Answer<PutBucketVersioningOutput> {
        let VersioningConfiguration { status, mfa_delete } = input.versioning_configuration;
        if mfa_delete.is_some_and(|mfa| mfa.as_str() != "Disabled") {
            return Err(Error::absent("deletion by MFA").into());
        }
        let versioning = match status.as_ref().map(BucketVersioningStatus::as_str) {
            Some("Enabled") => Versioning::Enabled,
            Some("Suspended") => Versioning::Suspended,
            _ => return Err(Error::IllegalVersioning.into()),
        };
        self.s3.set_versioning(at, &input.bucket, versioning)?;
        Ok(S3Response::new(PutBucketVersioningOutput::default()))
    }

    /// GetBucketNotificationConfiguration.
    pub fn notification(&self, at: &Scope, bucket: &str) -> Answer<GetBucketNotificationConfigurationOutput> {
        let Notification { event_bridge, receivers } =
            self.s3.bucket(at, bucket)?.contents().settings.notification.clone();
        let (mut queues, mut topics) = (Vec::new(), Vec::new());
        for receiver in receivers {
            let rule = |name: &'static str, value: Option<String>| {
                Some(FilterRule { name: Some(FilterRuleName::from_static(name)), value: Some(value?) })
            };
            let rules: Vec<_> =
                [rule("Prefix", receiver.prefix), rule("Suffix", receiver.suffix)].into_iter().flatten().collect();
            let filter = (!rules.is_empty())
                .then_some(NotificationConfigurationFilter { key: Some(S3KeyFilter { filter_rules: Some(rules) }) });
            let events = receiver.events.into_iter().map(Event::from).collect();
            let id = Some(receiver.id);
            match receiver.arn.contains(":sns:") {
                true => topics.push(TopicConfiguration { events, filter, id, topic_arn: receiver.arn }),
                false => queues.push(QueueConfiguration { events, filter, id, queue_arn: receiver.arn }),
            }
        }
        Ok(S3Response::new(GetBucketNotificationConfigurationOutput {
            event_bridge_configuration: event_bridge.then(EventBridgeConfiguration::default),
            lambda_function_configurations: None,
            queue_configurations: Some(queues).filter(|all| !all.is_empty()),
            topic_configurations: Some(topics).filter(|all| !all.is_empty()),
        }))
    }

    /// PutBucketNotificationConfiguration.
    pub async fn set_notification(
        &self,
        at: &Scope,
        input: PutBucketNotificationConfigurationInput,
    ) -> Answer<PutBucketNotificationConfigurationOutput> {
        let configuration = input.notification_configuration;
        if configuration.lambda_function_configurations.is_some_and(|all| !all.is_empty()) {
            return Err(Error::absent("notifications of Lambda functions").into());
        }
        let mut receivers = Vec::new();
        for queue in configuration.queue_configurations.unwrap_or_default() {
            receivers.push(self.receiver(queue.id, queue.queue_arn, queue.events, queue.filter)?);
        }
        for topic in configuration.topic_configurations.unwrap_or_default() {
            receivers.push(self.receiver(topic.id, topic.topic_arn, topic.events, topic.filter)?);
        }
        for receiver in &receivers {
            if !self.is_there(&receiver.arn).await {
                return Err(Error::argument("Unable to validate the following destination configurations").into());
            }
        }
        let event_bridge = configuration.event_bridge_configuration.is_some();
        self.s3.set_notification(at, &input.bucket, Notification { event_bridge, receivers })?;
        Ok(S3Response::new(PutBucketNotificationConfigurationOutput::default()))
    }

    fn receiver(
        &self,
        id: Option<String>,
        arn: String,
        events: Vec<Event>,
        filter: Option<NotificationConfigurationFilter>,
    ) -> Result<Receiver, Error> {
        let mut receiver = Receiver { arn, ..Receiver::default() };
        receiver.id = id.unwrap_or_else(|| self.s3.request_id());
        receiver.events = events.into_iter().map(String::from).collect();
        let rules = filter.and_then(|filter| filter.key).and_then(|key| key.filter_rules).unwrap_or_default();
        for rule in rules {
            let name = rule.name.map(|name| name.as_str().to_ascii_lowercase()).unwrap_or_default();
            let place = match name.as_str() {
                "prefix" => &mut receiver.prefix,
                "suffix" => &mut receiver.suffix,
                _ => return Err(Error::argument("filter rule name must be either prefix or suffix")),
            };
            if place.is_some() {
                return Err(Error::argument("Cannot specify more than one prefix rule in a filter."));
            }
            *place = rule.value.or(Some(String::new()));
        }
        Ok(receiver)
    }

    /// Whether a queue or topic is there.
    async fn is_there(&self, arn: &str) -> bool {
        let Ok(arn) = arn.parse::<Arn>() else { return false };
        let (service, name, input) = match arn.service.as_str() {
            "sqs" => ("sqs", "GetQueueUrl", serde_json::json!({ "QueueName": arn.resource })),
            "sns" => ("sns", "GetTopicAttributes", serde_json::json!({ "TopicArn": arn.to_string() })),
            _ => return false,
        };
        let operation = Operation { service, name: name.to_owned() };
        self.router.call(&arn.scope, &operation, Body::new(input.to_string().into())).await.is_ok()
    }
}
