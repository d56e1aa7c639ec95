//! An HTTP endpoint of a test's own: it answers as it was told and remembers what it got, and when by the server's clock.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use eventyard::aws::time::Time;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

use super::sns::Sns;
use super::yard::Yard;

/// What hasn't come by then won't come; no test waits for this on purpose.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a request is answered.
#[derive(Clone, Debug)]
pub enum Answer {
    Status(u16),
    /// Whatever it says, head and body.
    Says(String),
    /// The beginning of it, and then nothing until the endpoint is let go.
    Falters(String),
    /// 401, with the question for user and password, until they come.
    WhoAreYou,
    /// By nothing, until the endpoint is let go.
    Hang,
    /// By the end of the connection.
    HangUp,
}

impl Answer {
    /// A status with headers, such as `Retry-After: 5`, and a body.
    pub fn with(status: u16, headers: &[&str], body: &str) -> Self {
        let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
        Answer::Says(format!("HTTP/1.1 {status} S\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len()))
    }

    /// A token that lasts for so many seconds.
    pub fn token(token: &str, seconds: u64) -> Self {
        let body = json!({ "access_token": token, "token_type": "Bearer", "expires_in": seconds });
        Answer::with(200, &["Content-Type: application/json"], &body.to_string())
    }
}

/// A request that came.
#[derive(Clone, Debug)]
pub struct Post {
    /// Milliseconds since the epoch, by the server's clock.
    pub at: i64,
    /// Which connection it came by.
    pub connection: usize,
    /// Method and path.
    pub line: String,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Post {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

/// A listening endpoint; dropped, it is gone.
pub struct Endpoint {
    address: SocketAddr,
    shared: Arc<Shared>,
    runtime: Option<Runtime>,
}

struct Shared {
    /// The server whose clock is asked.
    server: SocketAddr,
    state: Mutex<State>,
    bell: Condvar,
    let_go: watch::Sender<bool>,
}

struct State {
    next: VecDeque<Answer>,
    always: Answer,
    posts: Vec<Post>,
}

impl Endpoint {
    /// One that answers 200.
    pub fn start(yard: &Yard) -> Self {
        Endpoint::start_at(yard, SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// The same at an address, such as that of one that is gone.
    pub fn start_at(yard: &Yard, address: SocketAddr) -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let listener = runtime.block_on(TcpListener::bind(address)).expect("a port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            server: yard.server.address(),
            state: Mutex::new(State { next: VecDeque::new(), always: Answer::Status(200), posts: Vec::new() }),
            bell: Condvar::new(),
            let_go: watch::Sender::new(false),
        });
        let (serving, tasks) = (Arc::clone(&shared), runtime.handle().clone());
        runtime.spawn(async move {
            for number in 0.. {
                let Ok((stream, _)) = listener.accept().await else { return };
                tasks.spawn(Arc::clone(&serving).serve(stream, number));
            }
        });
        Endpoint { address, shared, runtime: Some(runtime) }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn url(&self) -> String {
        format!("http://{}/hook?a=b", self.address)
    }

    /// The same with user and password.
    pub fn url_with(&self, login: &str) -> String {
        format!("http://{login}@{}/hook?a=b", self.address)
    }

    /// Answers the next requests so, one after the other.
    pub fn next(&self, answers: &[Answer]) {
        self.shared.state().next.extend(answers.iter().cloned());
    }

    /// Answers so whatever comes beyond that.
    pub fn always(&self, answer: Answer) {
        self.shared.state().always = answer;
    }

    /// Answers 200 to all that hang.
    pub fn let_go(&self) {
        self.shared.let_go.send_replace(true);
    }

    /// What came so far.
    pub fn posts(&self) -> Vec<Post> {
        self.shared.state().posts.clone()
    }

    /// What came so far, which is forgotten.
    pub fn take(&self) -> Vec<Post> {
        std::mem::take(&mut self.shared.state().posts)
    }

    /// Waits until so many came.
    #[track_caller]
    pub fn wait_for(&self, count: usize) -> Vec<Post> {
        let few = |state: &mut State| state.posts.len() < count;
        let waited = self.shared.bell.wait_timeout_while(self.shared.state(), PATIENCE, few);
        let (state, late) = waited.unwrap_or_else(PoisonError::into_inner);
        assert!(!late.timed_out(), "{} of {count} requests came", state.posts.len());
        state.posts.clone()
    }

    /// Subscribes and follows the link that comes; gives the subscription's ARN.
    #[track_caller]
    pub fn subscribe(&self, sns: &Sns<'_>, topic: &str, attributes: Value) -> String {
        self.subscribe_at(&self.url(), sns, topic, attributes)
    }

    #[track_caller]
    pub fn subscribe_at(&self, url: &str, sns: &Sns<'_>, topic: &str, attributes: Value) -> String {
        let arn = sns.subscribe(topic, "http", url, attributes);
        let asked = self.wait_for(1);
        sns.yard.server.settle().wait();
        confirm(sns.yard, &asked[asked.len() - 1]);
        assert_eq!(sns.subscription(&arn)["PendingConfirmation"], json!("false"));
        self.take();
        arn
    }
}

/// Follows the link of a confirmation.
#[track_caller]
pub fn confirm(yard: &Yard, asked: &Post) {
    let asked = asked.json();
    let (_, query) = asked["SubscribeURL"].as_str().and_then(|url| url.split_once("&")).expect("a link");
    Sns::follow(yard, "ConfirmSubscription", query).expect("the link is good");
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(PATIENCE);
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn serve(self: Arc<Self>, stream: TcpStream, connection: usize) {
        let mut stream = BufReader::new(stream);
        while let Some((line, headers, body)) = read(&mut stream).await {
            let at = self.now().await;
            let is_known = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
            let answer = {
                let mut state = self.state();
                state.posts.push(Post { at, connection, line, headers, body });
                state.next.pop_front().unwrap_or_else(|| state.always.clone())
            };
            self.bell.notify_all();
            let text = match answer {
                Answer::Says(text) => text,
                Answer::Falters(text) => {
                    if stream.write_all(text.as_bytes()).await.is_ok() {
                        // The sender lives as long as this.
                        let _ = self.let_go.subscribe().wait_for(|gone| *gone).await;
                    }
                    return;
                }
                Answer::Status(status) => format!("HTTP/1.1 {status} S\r\nContent-Length: 2\r\n\r\nok"),
                Answer::WhoAreYou if is_known => "HTTP/1.1 200 S\r\nContent-Length: 0\r\n\r\n".to_owned(),
                Answer::WhoAreYou => "HTTP/1.1 401 S\r\nWWW-Authenticate: Basic realm=\"hook\"\r\n\
                                      Content-Length: 0\r\n\r\n"
                    .to_owned(),
                Answer::Hang => {
                    // The sender lives as long as this.
                    let _ = self.let_go.subscribe().wait_for(|gone| *gone).await;
                    "HTTP/1.1 200 S\r\nContent-Length: 0\r\n\r\n".to_owned()
                }
                Answer::HangUp => return,
            };
            if stream.write_all(text.as_bytes()).await.is_err() {
                return;
            }
        }
    }

    /// The server's time; 0 once it has gone.
    async fn now(&self) -> i64 {
        let Ok(stream) = TcpStream::connect(self.server).await else { return 0 };
        let mut stream = BufReader::new(stream);
        let request = "GET /_eventyard/time HTTP/1.1\r\nHost: localhost\r\n\r\n";
        if stream.write_all(request.as_bytes()).await.is_err() {
            return 0;
        }
        let Some((_, _, body)) = read(&mut stream).await else { return 0 };
        let reading: Value = serde_json::from_slice(&body).expect("JSON");
        reading["now"].as_str().and_then(Time::parse).expect("a time").millis()
    }
}

/// First line, headers and body of a request or an answer.
async fn read(stream: &mut BufReader<TcpStream>) -> Option<(String, Vec<(String, String)>, Vec<u8>)> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if line.trim_end().is_empty() {
            break;
        }
        lines.push(line.trim_end().to_owned());
    }
    let mut lines = lines.into_iter();
    let first = lines.next()?;
    let split = |line: String| line.split_once(':').map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
    let headers: Vec<(String, String)> = lines.filter_map(split).collect();
    let length = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let mut body = vec![0; length.and_then(|(_, length)| length.parse().ok()).unwrap_or(0)];
    stream.read_exact(&mut body).await.ok()?;
    Some((first, headers, body))
}
