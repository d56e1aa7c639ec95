//! `GET /_eventyard/journal/stream`: the journal as server-sent events.

use serde_json::Value;

use super::{Orders, ids};
use crate::support::{Connection, Request, Yard};

/// One who listens.
struct Listener(Connection);

impl Listener {
    fn new(yard: &Yard, query: &str, last: Option<u64>) -> Self {
        let mut connection = Connection::open(yard.server.address());
        let mut request = Request::new("GET", &format!("/_eventyard/journal/stream?{query}"));
        if let Some(last) = last {
            request = request.header("Last-Event-ID", &last.to_string());
        }
        connection.write(&request.bytes());
        let head = connection.head().expect("a head");
        assert_eq!((head.status, head.header("content-type")), (200, Some("text/event-stream")));
        Listener(connection)
    }

    /// The next so many events: each one's id and record.
    #[track_caller]
    fn next(&mut self, count: usize) -> Vec<(u64, Value)> {
        let mut events = Vec::new();
        let mut text = String::new();
        while events.len() < count {
            text += &String::from_utf8(self.0.chunk().expect("the stream goes on")).expect("UTF-8");
            while let Some((event, rest)) = text.split_once("\n\n") {
                if event != ":" {
                    let (id, data) = event.split_once('\n').expect("two lines");
                    let id = id.strip_prefix("id: ").and_then(|id| id.parse().ok()).expect("an id");
                    let data = data.strip_prefix("data: ").expect("data");
                    events.push((id, serde_json::from_str(data).expect("a record")));
                }
                text = rest.to_owned();
            }
        }
        assert!(text.is_empty() && events.len() == count, "{events:?}");
        events
    }

    fn ids(&mut self, count: usize) -> Vec<u64> {
        self.next(count).into_iter().map(|(id, _)| id).collect()
    }
}

#[test]
fn what_was_and_what_comes() {
    let yard = Yard::json();
    let orders = Orders::new(&yard);
    orders.publish(&[("color", "blue")]);
    let mut all = Listener::new(&yard, "", None);
    let mut filtered = Listener::new(&yard, "outcome=filtered", None);
    let events = all.next(3);
    assert!(events.iter().all(|(id, record)| record["id"] == *id));
    assert_eq!(events.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(filtered.ids(2).len(), 2);
    for round in 1..4 {
        let message = orders.publish(&[("color", "red"), ("lost", "no")]);
        // What is delivered is written down before what is filtered out, and may come before it.
        let events = all.next(3);
        assert!(events.iter().all(|(_, record)| record["message"] == message));
        assert_eq!(events[0].0, round * 3 + 1);
        assert_eq!(filtered.next(1)[0].1["message"], message);
    }
}

#[test]
fn resuming() {
    let yard = Yard::json();
    let orders = Orders::new(&yard);
    orders.publish(&[]);
    orders.publish(&[]);
    assert_eq!(Listener::new(&yard, "", Some(4)).ids(2), [5, 6]);
    assert_eq!(Listener::new(&yard, "after=5", None).ids(1), [6]);
    assert_eq!(Listener::new(&yard, "after=1", Some(5)).ids(1), [6], "what it had last counts for more");
    assert_eq!(Listener::new(&yard, "", Some(7000)).ids(6)[0], 1, "of an earlier server");
}

#[test]
fn one_who_leaves_and_a_server_that_stops() {
    let yard = Yard::json();
    let orders = Orders::new(&yard);
    for _ in 0..50 {
        drop(Listener::new(&yard, "", None));
    }
    orders.publish(&[]);
    assert_eq!(ids(&yard, "").0, [1, 2, 3]);
    let mut stays = Listener::new(&yard, "after=1", None);
    assert_eq!(stays.ids(2), [2, 3]);
    let Yard { server, .. } = yard;
    drop(server);
    assert!(stays.0.chunk().is_none_or(|last| last.is_empty()), "the stream ends");
}
