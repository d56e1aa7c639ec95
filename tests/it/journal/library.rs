//! The journal of a server inside a test.

use std::time::Duration;

use eventyard::{Outcome, Query};

use super::{Orders, queue_arn};
use crate::support::Yard;

const LONG: Duration = Duration::from_secs(60);

#[test]
fn reading_and_waiting() {
    let yard = Yard::json();
    let orders = Orders::new(&yard);
    let journal = yard.server.journal();
    assert_eq!(journal.last(), 0);
    let message = orders.publish(&[("color", "blue")]);
    let filtered = Query { outcome: Some(Outcome::Filtered), ..Query::default() };
    assert_eq!(journal.read(&filtered).records.len(), 2);
    let billing = Query { to: Some(queue_arn("billing")), ..Query::default() };
    let found = journal.wait_for(billing.clone(), LONG).wait();
    assert_eq!((found.records.len(), &*found.records[0].message), (1, message.as_str()));
    let next = Query { after: journal.last(), ..billing };
    assert!(journal.wait_for(next.clone(), Duration::ZERO).wait().records.is_empty());
    std::thread::scope(|threads| {
        let waiting = threads.spawn(|| yard.server.journal().wait_for(next, LONG).wait());
        orders.publish(&[]);
        assert_eq!(waiting.join().expect("a record").records.len(), 1);
    });
}

#[tokio::test]
async fn awaiting() {
    let yard = Yard::json();
    let orders = Orders::new(&yard);
    let red = Query { via: Some(orders.red.clone()), ..Query::default() };
    let waiting = yard.server.journal().wait_for(red, LONG);
    orders.publish(&[("color", "red")]);
    let found = waiting.await;
    assert_eq!(found.records[0].outcome, Outcome::Delivered);
    let none = Query { after: found.last, outcome: Some(Outcome::Dropped), ..Query::default() };
    assert!(yard.server.journal().wait_for(none, Duration::from_millis(1)).await.records.is_empty());
}
