//! A server of several threads: `Eventyard` has one.

use std::net::SocketAddr;
use std::sync::Arc;

use eventyard::clock::Move;
use eventyard::{Config, Server, World};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

/// A server of several threads, whose clock stands still.
pub struct Town {
    pub address: SocketAddr,
    pub world: Arc<World>,
    // Dropped before the runtime, so that the server ends.
    _stop: oneshot::Sender<()>,
    _runtime: Runtime,
}

impl Town {
    pub fn start() -> Self {
        Town::of(&Config::default(), Move::Freeze)
    }

    pub fn of(config: &Config, stop_clock: Move) -> Self {
        let server = Server::bind(config).expect("a server");
        let (address, world) = (server.address(), server.world());
        let runtime = Builder::new_multi_thread().worker_threads(4).enable_all().build().expect("a runtime");
        let (stop, stopped) = oneshot::channel::<()>();
        runtime.spawn(server.serve(async { drop(stopped.await) }));
        runtime.block_on(world.clock.turn(stop_clock)).expect("never backwards");
        Town { address, world, _stop: stop, _runtime: runtime }
    }
}
