//! Replays: archived events that are sent to their bus once more.

use super::Events;
use super::api::*;
use super::error::Error;
use crate::aws::scope::Caller;

impl Events {
    /// StartReplay.
    pub(super) fn start_replay(
        &self,
        _at: &Caller<'_>,
        _input: StartReplayRequest,
    ) -> Result<StartReplayResponse, Error> {
        Err(Error::NotYet)
    }

    /// CancelReplay.
    pub(super) fn cancel_replay(
        &self,
        _at: &Caller<'_>,
        _input: CancelReplayRequest,
    ) -> Result<CancelReplayResponse, Error> {
        Err(Error::NotYet)
    }

    /// DescribeReplay.
    pub(super) fn describe_replay(
        &self,
        _at: &Caller<'_>,
        _input: DescribeReplayRequest,
    ) -> Result<DescribeReplayResponse, Error> {
        Err(Error::NotYet)
    }

    /// ListReplays.
    pub(super) fn list_replays(
        &self,
        _at: &Caller<'_>,
        _input: ListReplaysRequest,
    ) -> Result<ListReplaysResponse, Error> {
        Err(Error::NotYet)
    }
}
