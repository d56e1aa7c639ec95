//! Amazon S3: a file a noun.

mod bodies;
mod buckets;
mod calls;
mod conditions;
mod copies;
mod folder;
mod hostile;
mod listings;
mod notifications;
mod objects;
mod presigned;
mod routing;
mod uploads;
mod versions;
