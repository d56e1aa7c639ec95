//! Log groups: made, deleted, and protected from that.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html>

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use super::api::*;
use super::check::{self, Members};
use super::event::LogEvent;
use super::stream::Stream;
use super::tag::{self, Tags};
use super::{Error, Logs};
use crate::aws::arn::Arn;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;

/// What the ARN of a log group has before its name.
pub const RESOURCE: &str = "log-group:";

/// The classes of log groups; the first is that of those that name none.
pub const CLASSES: [&str; 3] = ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"];

const DAY: Duration = Duration::from_secs(86_400);

/// A log group.
#[derive(Debug)]
pub struct Group {
    /// Its name.
    pub name: Text,
    /// Its ARN, without what stands for its streams.
    pub arn: String,
    /// When it was made.
    pub created: Time,
    /// One of [`CLASSES`].
    pub class: &'static str,
    /// The key that its events are encrypted with, where the caller named one.
    pub key: Option<String>,
    settings: Mutex<Settings>,
    /// By name.
    streams: RwLock<BTreeMap<Text, Arc<Stream>>>,
    /// Numbers its events.
    numbers: AtomicU64,
}

/// What can be changed of a log group.
#[derive(Debug, Default)]
pub struct Settings {
    /// For how many days events are kept; for ever where it isn't said.
    pub retention: Option<u16>,
    /// Whether it mustn't be deleted.
    pub protected: bool,
    /// By key.
    pub tags: Tags,
}

impl Group {
    /// What can be changed of it.
    pub fn settings(&self) -> MutexGuard<'_, Settings> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its log streams.
    pub fn streams(&self) -> RwLockReadGuard<'_, BTreeMap<Text, Arc<Stream>>> {
        self.streams.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same, to be changed.
    pub fn streams_mut(&self) -> RwLockWriteGuard<'_, BTreeMap<Text, Arc<Stream>>> {
        self.streams.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Events before this time are no more.
    pub fn oldest(&self, now: Time) -> Time {
        let days = self.settings().retention;
        days.map_or(Time::from_millis(0), |days| now - DAY * u32::from(days))
    }

    /// The log stream of a name.
    ///
    /// # Errors
    /// `ResourceNotFoundException`.
    pub fn stream(&self, name: &str) -> Result<Arc<Stream>, Error> {
        self.streams().get(name).cloned().ok_or(Error::NoStream)
    }

    /// The log stream of a name, made where there is none.
    pub fn stream_or_new(&self, name: &Text, now: Time) -> Arc<Stream> {
        let known = self.streams().get(name).cloned();
        known.unwrap_or_else(|| {
            let mut streams = self.streams_mut();
            Arc::clone(streams.entry(name.clone()).or_insert_with(|| Stream::new(name.clone(), now).into()))
        })
    }

    /// Adds events, whose times rise, to one of its log streams.
    pub fn add(&self, now: Time, stream: &Stream, lines: impl ExactSizeIterator<Item = (Time, Text)>) {
        let oldest = self.oldest(now);
        let mut log = stream.log(oldest);
        // Numbered while the stream is locked, so that what is put later has the higher number.
        let first = self.numbers.fetch_add(lines.len() as u64, Ordering::Relaxed) + 1;
        let event = |(number, (at, message))| LogEvent { at, number, ingested: now, message };
        log.add((first..).zip(lines).map(event).collect());
    }

    /// How many bytes AWS counts for its events.
    pub fn stored_bytes(&self, now: Time) -> u64 {
        let oldest = self.oldest(now);
        let streams: Vec<Arc<Stream>> = self.streams().values().cloned().collect();
        streams.iter().map(|stream| stream.log(oldest).bytes).sum()
    }
}

impl Logs {
    /// CreateLogGroup.
    pub(super) fn create_log_group(&self, at: &Scope, input: CreateLogGroupRequest) -> Result<(), Error> {
        let CreateLogGroupRequest { log_group_name, kms_key_id, tags, log_group_class, .. } = input;
        check::names([log_group_name.as_ref()])?;
        let class = log_group_class.as_ref();
        let mut members = Members::default();
        members.log_group(log_group_name.as_ref()).length("kmsKeyId", kms_key_id.as_ref(), 0, 256);
        members.log_tags(tags.as_ref()).choice("logGroupClass", class, &CLASSES).check()?;
        let name = Text::from(log_group_name.unwrap_or_default());
        if is_reserved(&name) {
            return Err(Error::invalid("Log groups starting with AWS/ are reserved for AWS."));
        }
        if kms_key_id.as_deref().is_some_and(|key| key.parse::<Arn>().map(|arn| arn.service) != Ok("kms".to_owned())) {
            return Err(Error::invalid("The specified KMS Key Id could not be found."));
        }
        let group = Group {
            arn: Arn::new("logs", at, format!("{RESOURCE}{name}")).to_string(),
            created: self.now(),
            class: CLASSES.into_iter().find(|known| Some(*known) == class.map(String::as_str)).unwrap_or(CLASSES[0]),
            key: kms_key_id,
            settings: Mutex::new(Settings {
                retention: None,
                protected: input.deletion_protection_enabled.unwrap_or_default(),
                tags: tag::read(tags),
            }),
            streams: RwLock::default(),
            numbers: AtomicU64::new(0),
            name: name.clone(),
        };
        match self.regions.at(at).groups_mut().entry(name) {
            Entry::Occupied(_) => Err(Error::GroupExists),
            Entry::Vacant(free) => {
                free.insert(group.into());
                Ok(())
            }
        }
    }

    /// DeleteLogGroup, with its log streams.
    pub(super) fn delete_log_group(&self, at: &Scope, input: DeleteLogGroupRequest) -> Result<(), Error> {
        let name = input.log_group_name.as_ref();
        check::names([name])?;
        Members::default().log_group(name).check()?;
        let group = self.group(at, name.map_or("", String::as_str))?;
        let protected = group.settings().protected;
        if protected {
            return Err(Error::Protected);
        }
        self.regions.at(at).groups_mut().remove(&group.name);
        Ok(())
    }

    /// PutLogGroupDeletionProtection.
    pub(super) fn put_log_group_deletion_protection(
        &self,
        at: &Scope,
        input: PutLogGroupDeletionProtectionRequest,
    ) -> Result<(), Error> {
        let (identifier, enabled) = (input.log_group_identifier.as_ref(), input.deletion_protection_enabled);
        let mut members = Members::default();
        members.required("logGroupIdentifier", identifier).group_identifier("logGroupIdentifier", identifier);
        members.required("deletionProtectionEnabled", enabled.as_ref()).check()?;
        let group = self.group(at, &check::either(at, None, input.log_group_identifier)?)?;
        group.settings().protected = enabled.unwrap_or_default();
        Ok(())
    }
}

/// Whether AWS keeps a name to itself.
fn is_reserved(name: &str) -> bool {
    name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws/"))
}
