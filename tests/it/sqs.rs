//! Amazon SQS: a file a noun.

mod attributes;
mod batch;
mod concurrency;

mod dead_letters;
mod deduplication;
mod fair;
mod fifo;
mod isolation;
mod life_cycle;
mod long_poll;
mod message_attributes;
mod move_tasks;
mod permissions;
mod queue_url;
mod receive;
mod send;
mod tags;
mod visibility;
