//! A connection's socket: hyper reads and writes it, and who is about to hand something out asks it whether the peer
//! is still there.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use rustix::io::Errno;
use rustix::net::{RecvFlags, recv};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// A socket that can be asked while another reads and writes it. Clones share it.
#[derive(Clone, Debug)]
pub struct Socket(Arc<Mutex<TcpStream>>);

impl Socket {
    /// Shares a socket.
    pub fn new(stream: TcpStream) -> Self {
        Socket(Arc::new(Mutex::new(stream)))
    }

    /// Whether the peer has closed its end, as the system knows it now: the runtime learns of it only some time after
    /// it has happened.
    pub fn has_left(&self) -> bool {
        match recv(&*self.stream(), &mut [0_u8], RecvFlags::PEEK | RecvFlags::DONTWAIT) {
            Ok((_, length)) => length == 0,
            Err(error) => !matches!(error, Errno::AGAIN | Errno::INTR),
        }
    }

    fn stream(&self) -> MutexGuard<'_, TcpStream> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AsyncRead for Socket {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream()).poll_read(context, buffer)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.stream()).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.stream()).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        // As every TcpStream is; asked for each answer.
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        // What was written is with the system already.
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream()).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::{TcpListener, TcpStream as Peer};

    use super::*;

    #[tokio::test]
    async fn a_peer_that_has_left_is_noticed_at_once() -> io::Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let mut peer = Peer::connect(listener.local_addr()?)?;
        let (stream, _) = listener.accept()?;
        stream.set_nonblocking(true)?;
        let socket = Socket::new(TcpStream::from_std(stream)?);
        // Nothing is awaited: the runtime has no chance to learn of anything.
        assert!(!socket.has_left());
        drop(peer);
        assert!(socket.has_left());

        peer = Peer::connect(listener.local_addr()?)?;
        let (stream, _) = listener.accept()?;
        stream.set_nonblocking(true)?;
        let socket = Socket::new(TcpStream::from_std(stream)?);
        peer.write_all(b"GET ")?;
        assert!(!socket.has_left(), "there is more to read first");
        Ok(())
    }
}
