//! The listener: connections, body limit, time limits, panic guard, graceful shutdown. Knows no AWS.
#![allow(clippy::disallowed_methods, reason = "connections live in real time, and aren't tasks of the world")]

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt};
use http_body_util::BodyExt;
use hyper::body::{Body as _, Frame, Incoming, SizeHint};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use rustix::net::listen;
use tower::ServiceExt;

use crate::access::{self, Access, Refused};
use crate::aws::fault::Fault;
use crate::config::Config;
use crate::connections::{Activity, Answering, Connections};
use crate::heads::Heads;
use crate::lanes::Lanes;
use crate::socket::Socket;
use crate::wire::s3::Broken;
use crate::world::World;
use crate::{admin, wire};

/// A request's head must be there within this time, and an idle connection send another one.
const HEAD_TIME: Duration = Duration::from_secs(30);

/// A body must be there within this time.
const BODY_TIME: Duration = Duration::from_secs(60);

/// An answer that is written in no time.
const SMALL: u64 = 64 << 10;

/// A body beyond the limit is still read up to this size, so that its sender can read the answer.
const MOST_DRAINED: usize = 64 << 20;

/// So many connections may wait to be accepted, if the system allows it.
const MOST_WAITING: i32 = 4096;

/// At shutdown, requests in progress have this long to end.
const GRACE: Duration = Duration::from_secs(5);

/// A server that listens, and serves once it is told to.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    threads: usize,
    app: Arc<App>,
}

/// What every connection needs.
#[derive(Debug)]
struct App {
    world: Arc<World>,
    access: Access,
    connections: Arc<Connections>,
    body_limit: usize,
    admin: Router,
    s3: wire::s3::Door,
}

impl Server {
    /// Listens on the configured address.
    ///
    /// # Errors
    /// The port is in use, or may not be used; the folder of objects can't be used; `InvalidData` where a file that the
    /// configuration names makes no sense.
    pub fn bind(config: &Config) -> io::Result<Self> {
        let listener = TcpListener::bind((config.address, config.port))?;
        // By itself the standard library lets 128 wait.
        listen(&listener, MOST_WAITING)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        // The port may have been picked just now.
        let world = Arc::new(World::new(&Config { port: address.port(), ..config.clone() }));
        world.states.mock_config().map_err(|text| io::Error::new(io::ErrorKind::InvalidData, text))?;
        if let Some(folder) = &config.s3_dir {
            world.s3.open(folder).map_err(io::Error::other)?;
        }
        wire::connect(&world);
        let admin = admin::router(Arc::clone(&world));
        let app = App {
            s3: wire::s3::Door::new(&world),
            world,
            access: Access::new(config),
            connections: Arc::default(),
            body_limit: config.body_limit,
            admin,
        };
        Ok(Server { listener, address, threads: config.threads, app: Arc::new(app) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The world behind it.
    pub fn world(&self) -> Arc<World> {
        Arc::clone(&self.app.world)
    }

    /// Serves until `shutdown` is ready; then lets waiting requests answer, and ends.
    ///
    /// # Errors
    /// The listener can't be used by the runtime, or the system gives no threads.
    pub async fn serve(self, shutdown: impl Future<Output = ()> + Send) -> io::Result<()> {
        self.serve_until(Box::pin(shutdown)).await
    }

    /// Boxed on both sides: who calls this compiles nothing of the server once more.
    fn serve_until<'s>(
        self,
        mut shutdown: Pin<Box<dyn Future<Output = ()> + Send + 's>>,
    ) -> Pin<Box<dyn Future<Output = io::Result<()>> + Send + 's>> {
        Box::pin(async move {
            let Server { listener, app, threads, .. } = self;
            let lanes = Lanes::open(threads)?;
            let listener = tokio::net::TcpListener::from_std(listener)?;
            let clock = app.world.clock.clone();
            clock.work_here();
            let driver = tokio::spawn(async move { clock.drive().await });
            let connections = Arc::clone(&app.connections);
            let sweeper = tokio::spawn(async move { connections.sweep(HEAD_TIME).await });
            loop {
                let accepted = tokio::select! {
                    () = &mut shutdown => break,
                    // It goes on in a lane, which makes it its own.
                    accepted = listener.accept() => accepted.and_then(|(stream, _)| stream.into_std()),
                };
                let stream = match accepted {
                    Ok(stream) => stream,
                    Err(error) => {
                        // Out of file descriptors, mostly: those who are served will free some.
                        tracing::warn!(%error, "a connection could not be accepted");
                        tokio::time::sleep(Duration::from_millis(20)).await;
                        continue;
                    }
                };
                let (runtime, place) = lanes.emptiest();
                let activity = app.connections.activity();
                let connection = Arc::clone(&app).serve_connection(stream, Arc::clone(&activity));
                app.connections.spawn(runtime, activity, async move {
                    let _place = place;
                    connection.await;
                });
            }
            drop(listener);
            app.world.clock.close();
            app.connections.close(GRACE).await;
            sweeper.abort();
            driver.abort();
            Ok(())
        })
    }
}

/// An answer of unknown length is one that goes on, and a large one may take its time: its connection isn't idle as long
/// as it does.
fn while_it_streams(response: Response<Body>, answering: Answering) -> Response<Body> {
    let length = response.headers().get(header::CONTENT_LENGTH);
    if length.is_none() && response.body().size_hint().exact().is_some_and(|size| size < SMALL) {
        return response;
    }
    response.map(|body| Body::new(Streaming { body, _answering: answering }))
}

/// A body whose connection is busy as long as it is written.
struct Streaming {
    body: Body,
    _answering: Answering,
}

impl hyper::body::Body for Streaming {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A body that is read as it comes, and given up when nothing comes for too long.
fn flowing(body: Incoming) -> BoxStream<'static, Result<Bytes, Broken>> {
    let next = |mut body: Incoming| async move {
        loop {
            let frame = match tokio::time::timeout(BODY_TIME, body.frame()).await {
                Ok(frame) => frame?.map_err(|_| Broken::Short),
                Err(_) => Err(Broken::Late),
            };
            match frame.map(|frame| frame.into_data()) {
                Ok(Ok(data)) => return Some((Ok(data), body)),
                Ok(Err(_)) => {}
                Err(broken) => return Some((Err(broken), body)),
            }
        }
    };
    stream::unfold(body, next).boxed()
}

impl App {
    /// Answers what comes by one connection, until it ends.
    async fn serve_connection(self: Arc<Self>, stream: std::net::TcpStream, activity: Arc<Activity>) {
        // Answers are small and written whole: waiting to fill a packet only delays them.
        let _ = stream.set_nodelay(true);
        let socket = match tokio::net::TcpStream::from_std(stream) {
            Ok(stream) => Socket::new(stream),
            Err(error) => return tracing::warn!(%error, "a connection could not be used"),
        };
        let service = {
            let socket = socket.clone();
            service_fn(move |request| {
                let (app, activity, socket) = (Arc::clone(&self), Arc::clone(&activity), socket.clone());
                async move {
                    let answering = activity.begin();
                    let response = app.answer_guarded(request, &socket).await;
                    Ok::<_, Infallible>(while_it_streams(response, answering))
                }
            })
        };
        let mut http = Builder::new(TokioExecutor::new());
        // The sweep closes what is idle or slow; a timer for each request would cost more.
        http.http1().header_read_timeout(None);
        http.http2().max_concurrent_streams(1024);
        if let Err(error) = http.serve_connection(TokioIo::new(socket), service).await {
            tracing::info!(%error, "a connection ended");
        }
    }

    /// A panic is an answer too, and the server lives on.
    async fn answer_guarded(&self, request: Request<Incoming>, socket: &Socket) -> Response<Body> {
        let (parts, body) = request.into_parts();
        match AssertUnwindSafe(self.answer(&parts, body, socket)).catch_unwind().await {
            Ok(response) => response,
            Err(_) => {
                tracing::error!(method = %parts.method, path = parts.uri.path(), "a request made the server panic");
                self.refuse(&parts, &wire::internal_failure())
            }
        }
    }

    async fn answer(&self, parts: &Parts, body: Incoming, socket: &Socket) -> Response<Body> {
        let heads = Heads::of(parts);
        // A bucket may have the name of a path of ours.
        let own = admin::is_own(parts.uri.path()) && !wire::s3::is_signed_for(&heads);
        // Who is told to go on with nothing gets no `100 Continue`, and might take the answer for one of the next request.
        let is_left_waiting = heads.expect.is_some() && body.is_end_stream();
        if let Err(refused) = self.access.check_origin(&parts.method, &heads) {
            return self.forbid(parts, own, refused);
        }
        let mut response = if access::is_preflight(&parts.method, &heads) {
            Response::new(Body::empty())
        } else if own {
            match self.access.check_host(&heads) {
                Ok(()) => self.answer_own(parts, &heads, body).await,
                Err(refused) => return self.forbid(parts, own, refused),
            }
        } else if wire::s3::is_s3(&self.world, parts, &heads) {
            self.s3.answer(&self.world, parts, &heads, flowing(body)).await
        } else {
            match read_body(&heads, body, self.body_limit).await {
                Ok(body) => {
                    let has_left = || socket.has_left();
                    wire::answer(&self.world, parts, &heads, body, self.body_limit, &has_left).await
                }
                Err(problem) => self.refuse_body(parts, problem),
            }
        };
        if heads.origin.is_some() {
            access::let_page_read(&parts.headers, response.headers_mut());
        }
        if is_left_waiting || self.connections.is_closing() {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    async fn answer_own(&self, parts: &Parts, heads: &Heads<'_>, body: Incoming) -> Response<Body> {
        let body = match read_body(heads, body, self.body_limit).await {
            Ok(body) => body,
            Err(_) => return admin::error(StatusCode::BAD_REQUEST, "the body could not be read"),
        };
        let request = Request::from_parts(parts.clone(), Body::from(body));
        match self.admin.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }

    fn forbid(&self, parts: &Parts, own: bool, Refused(text): Refused) -> Response<Body> {
        if own {
            return admin::error(StatusCode::FORBIDDEN, &text);
        }
        self.refuse(parts, &Fault::framework("AccessDeniedException", text).status(403))
    }

    /// Refuses a request by its headers, in the words of whoever it is for.
    fn refuse(&self, parts: &Parts, fault: &Fault) -> Response<Body> {
        match wire::s3::is_s3(&self.world, parts, &Heads::of(parts)) {
            true => wire::s3::refuse(&self.world, parts, fault),
            false => wire::refuse(&self.world, parts, fault),
        }
    }

    fn refuse_body(&self, parts: &Parts, problem: BodyProblem) -> Response<Body> {
        let fault = match problem {
            BodyProblem::TooLarge { .. } => wire::too_large(self.body_limit),
            BodyProblem::Late => {
                Fault::framework("RequestTimeout", "The request body did not arrive in time.").status(408)
            }
            BodyProblem::Broken => Fault::framework("IncompleteBody", "The request body ended before its time."),
        };
        let mut response = wire::refuse(&self.world, parts, &fault);
        if !matches!(problem, BodyProblem::TooLarge { drained: true }) {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

/// Why a body isn't there.
enum BodyProblem {
    /// Beyond the limit; if all of it was read the connection can be used again.
    TooLarge {
        drained: bool,
    },
    Late,
    Broken,
}

async fn read_body(heads: &Heads<'_>, body: Incoming, limit: usize) -> Result<Bytes, BodyProblem> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let waits = heads.expect.is_some_and(|what| what.eq_ignore_ascii_case("100-continue"));
    // Who asks before sending is told at once.
    if announced > MOST_DRAINED || (waits && announced > limit) {
        return Err(BodyProblem::TooLarge { drained: false });
    }
    let mut collecting = std::pin::pin!(collect(body, announced.min(limit), limit));
    // Most bodies are there with their head: then no timer is needed.
    if let Some(outcome) = collecting.as_mut().now_or_never() {
        return outcome;
    }
    tokio::time::timeout(BODY_TIME, collecting).await.unwrap_or(Err(BodyProblem::Late))
}

async fn collect(mut body: Incoming, expected: usize, limit: usize) -> Result<Bytes, BodyProblem> {
    let mut first: Option<Bytes> = None;
    let mut whole = BytesMut::new();
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| BodyProblem::Broken)?.into_data() else { continue };
        size += data.len();
        if size > MOST_DRAINED {
            return Err(BodyProblem::TooLarge { drained: false });
        }
        if size > limit {
            continue;
        }
        // Most bodies come in one piece, which is then used as it is.
        match first.take() {
            None if whole.is_empty() => first = Some(data),
            earlier => {
                if let Some(earlier) = earlier {
                    whole.reserve(expected);
                    whole.extend_from_slice(&earlier);
                }
                whole.extend_from_slice(&data);
            }
        }
    }
    if size > limit {
        return Err(BodyProblem::TooLarge { drained: true });
    }
    Ok(first.unwrap_or_else(|| whole.freeze()))
}
