//! The threads that answer requests. A connection stays on one of them, each with a runtime of its own: what one request
//! does wakes no other thread, and long work in the background, which is elsewhere, holds none up.

use std::io;
use std::sync::Arc;

use tokio::runtime::Handle;

use crate::thread::Thread;

/// The lanes of one server. Dropping them ends their threads.
#[derive(Debug)]
pub struct Lanes {
    /// The server's own runtime, for want of lanes.
    own: Handle,
    lanes: Vec<Lane>,
}

#[derive(Debug)]
struct Lane {
    thread: Thread,
    /// Shared by the connections that are on it.
    open: Place,
}

/// A connection's place in a lane, held as long as it is open.
pub type Place = Arc<()>;

impl Lanes {
    /// So many lanes; with none, connections are on the runtime that calls this.
    ///
    /// # Errors
    /// The system gives no thread, or no descriptors for its runtime.
    pub fn open(count: usize) -> io::Result<Self> {
        let lanes = (1..=count).map(Lane::start).collect::<io::Result<_>>()?;
        Ok(Lanes { own: Handle::current(), lanes })
    }

    /// A place in the lane with the fewest connections, and its runtime.
    pub fn emptiest(&self) -> (&Handle, Place) {
        match self.lanes.iter().min_by_key(|lane| Arc::strong_count(&lane.open)) {
            Some(lane) => (lane.thread.runtime(), Arc::clone(&lane.open)),
            None => (&self.own, Place::default()),
        }
    }
}

impl Lane {
    fn start(number: usize) -> io::Result<Self> {
        // Connections come to it; by itself it only waits for the end.
        Ok(Lane { thread: Thread::start(format!("lane-{number}"), |end| end)?, open: Place::default() })
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[tokio::test]
    async fn connections_spread_over_the_lanes() -> io::Result<()> {
        let lanes = Lanes::open(3)?;
        let mut places: Vec<_> = (0..9).map(|_| lanes.emptiest().1).collect();
        let open = |lanes: &Lanes| lanes.lanes.iter().map(|lane| Arc::strong_count(&lane.open) - 1).collect::<Vec<_>>();
        assert_eq!(open(&lanes), [3, 3, 3]);
        let left = places.remove(4);
        let lane = lanes.lanes.iter().position(|lane| Arc::ptr_eq(&lane.open, &left)).unwrap_or_default();
        drop(left);
        places.push(lanes.emptiest().1);
        assert!(Arc::ptr_eq(&lanes.lanes[lane].open, &places[8]));
        Ok(())
    }

    #[tokio::test]
    async fn a_lane_is_a_thread_and_ends_with_its_server() -> io::Result<()> {
        let lanes = Lanes::open(1)?;
        let (runtime, place) = lanes.emptiest();
        let here = thread::current().id();
        let there = runtime.spawn(async { thread::current().id() }).await.map_err(io::Error::other)?;
        assert_ne!(here, there);
        runtime.spawn(async move {
            std::future::pending::<()>().await;
            drop(place);
        });
        let open = Arc::clone(&lanes.lanes[0].open);
        drop(lanes);
        assert_eq!(Arc::strong_count(&open), 1);
        Ok(())
    }

    #[tokio::test]
    async fn without_lanes_it_is_the_runtime_that_asks() -> io::Result<()> {
        let lanes = Lanes::open(0)?;
        let here = thread::current().id();
        assert_eq!(lanes.emptiest().0.spawn(async { thread::current().id() }).await.ok(), Some(here));
        Ok(())
    }
}
