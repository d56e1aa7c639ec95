//! A body on its way in: as it comes, or unwrapped from `aws-chunked` with its trailers. It is read at one place and
//! watched from another, so that what an operation leaves unread can be read to its end.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html>

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes, BytesMut};
use futures_util::stream::BoxStream;
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, SizeHint};

use crate::s3::Error;

/// The longest line between chunks, and all trailers together.
const LONGEST_LINE: usize = 8 << 10;

/// Why a body doesn't come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// Nothing came for too long.
    Late,
    /// It ended before its time.
    Short,
    /// It isn't `aws-chunked` as it should be.
    Malformed,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Broken::Late => "the body did not arrive in time",
            Broken::Short => "the body ended before its time",
            Broken::Malformed => "the body is not aws-chunked as announced",
        })
    }
}

impl std::error::Error for Broken {}

impl From<Broken> for Error {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Late => Error::RequestTimeout,
            Broken::Short => Error::IncompleteBody,
            Broken::Malformed => Error::request("The body of the request is not aws-chunked as announced."),
        }
    }
}

/// Bytes as they come from a connection.
pub type Incoming = BoxStream<'static, Result<Bytes, Broken>>;

/// A body on its way in. Clones read the same one.
#[derive(Clone)]
pub struct Arrival(Arc<Mutex<State>>);

struct State {
    stream: Incoming,
    /// How large the body is to be, where that was announced.
    announced: Option<u64>,
    read: u64,
    chunks: Option<Chunks>,
    ended: bool,
}

impl Arrival {
    /// A body of which so many bytes are announced, wrapped or not.
    pub fn new(stream: Incoming, announced: Option<u64>, wrapped: bool) -> Self {
        let chunks = wrapped.then(Chunks::default);
        Arrival(Arc::new(Mutex::new(State { stream, announced, read: 0, chunks, ended: false })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How large it is to be.
    pub fn announced(&self) -> Option<u64> {
        self.state().announced
    }

    /// What came behind the last chunk, once it is read.
    pub fn trailer(&self, name: &str) -> Option<String> {
        let state = self.state();
        let trailers = &state.chunks.as_ref()?.trailers;
        trailers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
    }

    /// Reads to the end, but not more than so much; false if it goes on, or broke.
    pub async fn drain(mut self, most: u64) -> bool {
        let mut left = most;
        while left > 0 {
            match self.frame().await {
                None => return true,
                Some(Err(_)) => return false,
                Some(Ok(frame)) => left = left.saturating_sub(frame.data_ref().map_or(0, |data| data.len() as u64)),
            }
        }
        self.state().ended
    }
}

impl Body for Arrival {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        self.state().poll(context).map(|bytes| bytes.map(|bytes| bytes.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        let state = self.state();
        state.announced.map_or_else(SizeHint::default, |all| SizeHint::with_exact(all.saturating_sub(state.read)))
    }
}

impl State {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Broken>>> {
        loop {
            if self.ended {
                return Poll::Ready(None);
            }
            if let Some(chunks) = &mut self.chunks {
                match chunks.next() {
                    Ok(Step::Data(bytes)) => return Poll::Ready(Some(self.count(bytes))),
                    Ok(Step::End) => return Poll::Ready(self.end()),
                    Ok(Step::More) => {}
                    Err(broken) => return Poll::Ready(Some(Err(self.fail(broken)))),
                }
            }
            match ready!(self.stream.as_mut().poll_next(context)) {
                Some(Err(broken)) => return Poll::Ready(Some(Err(self.fail(broken)))),
                Some(Ok(bytes)) => match &mut self.chunks {
                    Some(chunks) => chunks.add(bytes),
                    None if bytes.is_empty() => {}
                    None => return Poll::Ready(Some(self.count(bytes))),
                },
                // What is wrapped has an end of its own.
                None if self.chunks.is_some() => return Poll::Ready(Some(Err(self.fail(Broken::Short)))),
                None => return Poll::Ready(self.end()),
            }
        }
    }

    fn count(&mut self, bytes: Bytes) -> Result<Bytes, Broken> {
        self.read += bytes.len() as u64;
        match self.announced {
            Some(all) if self.read > all => Err(self.fail(Broken::Malformed)),
            _ => Ok(bytes),
        }
    }

    fn end(&mut self) -> Option<Result<Bytes, Broken>> {
        self.ended = true;
        self.announced.filter(|all| self.read < *all).map(|_| Err(Broken::Short))
    }

    fn fail(&mut self, broken: Broken) -> Broken {
        self.ended = true;
        broken
    }
}

/// What is next of a wrapped body.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    Data(Bytes),
    More,
    End,
}

/// A body in chunks: each is its size in hexadecimal, maybe a signature, a line's end, the bytes, a line's end. The last
/// one has no bytes; trailers follow it. Signatures are not checked.
#[derive(Default)]
struct Chunks {
    /// What came and isn't looked at.
    buffer: BytesMut,
    at: At,
    trailers: Vec<(String, String)>,
    told: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    #[default]
    Size,
    Data(u64),
    DataEnd,
    Trailers,
    End,
}

impl Chunks {
    fn add(&mut self, bytes: Bytes) {
        if self.buffer.is_empty() {
            // Mostly nothing else has these bytes: then they aren't copied.
            self.buffer = BytesMut::from(bytes);
        } else {
            self.buffer.extend_from_slice(&bytes);
        }
    }

    fn next(&mut self) -> Result<Step, Broken> {
        loop {
            match self.at {
                At::End => return Ok(Step::End),
                At::Data(0) => self.at = At::DataEnd,
                At::Data(left) => {
                    if self.buffer.is_empty() {
                        return Ok(Step::More);
                    }
                    let size = usize::try_from(left).unwrap_or(usize::MAX).min(self.buffer.len());
                    self.at = At::Data(left - size as u64);
                    return Ok(Step::Data(self.buffer.split_to(size).freeze()));
                }
                At::DataEnd => {
                    if self.buffer.len() < 2 {
                        return Ok(Step::More);
                    }
                    if !self.buffer.starts_with(b"\r\n") {
                        return Err(Broken::Malformed);
                    }
                    self.buffer.advance(2);
                    self.at = At::Size;
                }
                At::Size => {
                    let Some(line) = self.line()? else { return Ok(Step::More) };
                    let size = line.split(';').next().unwrap_or_default().trim();
                    let digits = !size.is_empty() && size.bytes().all(|b| b.is_ascii_hexdigit());
                    let size = u64::from_str_radix(size, 16).ok().filter(|_| digits).ok_or(Broken::Malformed)?;
                    self.at = if size == 0 { At::Trailers } else { At::Data(size) };
                }
                At::Trailers => {
                    let Some(line) = self.line()? else { return Ok(Step::More) };
                    if line.is_empty() {
                        self.at = At::End;
                        continue;
                    }
                    self.told += line.len();
                    let (name, value) = line.split_once(':').ok_or(Broken::Malformed)?;
                    if self.told > LONGEST_LINE {
                        return Err(Broken::Malformed);
                    }
                    self.trailers.push((name.trim().to_owned(), value.trim().to_owned()));
                }
            }
        }
    }

    /// The next line, if it is there.
    fn line(&mut self) -> Result<Option<String>, Broken> {
        let Some(end) = self.buffer.iter().take(LONGEST_LINE).position(|b| *b == b'\n') else {
            return if self.buffer.len() < LONGEST_LINE { Ok(None) } else { Err(Broken::Malformed) };
        };
        let line = self.buffer.split_to(end + 1);
        let line = std::str::from_utf8(&line).map_err(|_| Broken::Malformed)?;
        Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    /// What comes out of a body that comes in pieces of so many bytes.
    fn unwrapped(body: &str, announced: u64, piece: usize) -> Result<(Vec<u8>, Option<String>), Broken> {
        let pieces: Vec<_> = body.as_bytes().chunks(piece).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
        let arrival = Arrival::new(Box::pin(stream::iter(pieces)), Some(announced), true);
        let mut reader = arrival.clone();
        let mut out = Vec::new();
        let mut context = Context::from_waker(std::task::Waker::noop());
        while let Poll::Ready(Some(frame)) = Pin::new(&mut reader).poll_frame(&mut context) {
            out.extend_from_slice(&frame?.into_data().unwrap_or_default());
        }
        Ok((out, arrival.trailer("x-amz-checksum-crc32")))
    }

    #[test]
    fn chunks_come_out_however_they_are_cut() {
        let body = "5;chunk-signature=ab\r\nhello\r\n7\r\n, world\r\n0\r\nx-amz-checksum-crc32:/3nYhQ==\r\n\r\n";
        for piece in 1..=body.len() {
            let expected = (b"hello, world".to_vec(), Some("/3nYhQ==".to_owned()));
            assert_eq!(unwrapped(body, 12, piece), Ok(expected), "by {piece}");
        }
    }

    #[test]
    fn broken_chunks_are_refused() {
        for (body, broken) in [
            ("", Broken::Short),
            ("5\r\nhel", Broken::Short),
            ("5\r\nhello\r\n", Broken::Short),
            ("5\r\nhello\r\n0\r\n", Broken::Short),
            ("0\r\n\r\n", Broken::Short),
            ("-5\r\nhello\r\n0\r\n\r\n", Broken::Malformed),
            ("+5\r\nhello\r\n0\r\n\r\n", Broken::Malformed),
            ("xyz\r\n", Broken::Malformed),
            ("ffffffffffffffffff\r\n", Broken::Malformed),
            ("5\r\nhelloX\r\n", Broken::Malformed),
            ("6\r\nhello!\r\n0\r\n\r\n", Broken::Malformed),
            ("5\r\nhello\r\n0\r\nno colon\r\n\r\n", Broken::Malformed),
            (&"1".repeat(9000), Broken::Malformed),
        ] {
            assert_eq!(unwrapped(body, 5, 3), Err(broken), "{body:.20}");
        }
    }
}
