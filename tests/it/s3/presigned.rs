//! Presigned URLs.

use std::time::Duration;

use crate::support::{Request, S3};

#[test]
fn a_url_holds_until_it_expires() {
    let s3 = S3::with_bucket("first");
    s3.yard.go_to("2040-01-01T00:00:00Z");
    let credential = "000000000000%2F20400101%2Fus-east-1%2Fs3%2Faws4_request";
    let query = format!(
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={credential}&X-Amz-Date=20400101T000000Z&X-Amz-Expires=60&\
         X-Amz-SignedHeaders=host&X-Amz-Signature=0"
    );
    let put =
        Request { body: b"hello".to_vec(), ..Request::new("PUT", &format!("/first/a?{query}&x-amz-meta-color=red")) };
    assert_eq!(s3.send(&put).status, 200);
    let get = Request::new("GET", &format!("/first/a?{query}&response-content-type=text%2Fcsv"));
    let got = s3.send(&get);
    assert_eq!((got.text().as_str(), got.header("x-amz-meta-color")), ("hello", Some("red")));
    assert_eq!(got.header("content-type"), Some("text/csv"));
    s3.yard.server.clock().advance(Duration::from_secs(60)).wait();
    assert_eq!(s3.send(&get).status, 200);
    s3.yard.server.clock().advance(Duration::from_secs(1)).wait();
    let refused = s3.fails(&get, 403, "AccessDenied");
    assert_eq!(S3::one(&refused.text(), "Message"), "Request has expired");
    let broken = Request::new("GET", &format!("/first/a?X-Amz-Credential={credential}&X-Amz-Signature=0"));
    s3.fails(&broken, 400, "AuthorizationQueryParametersError");
}

#[test]
fn the_older_kind_of_url() {
    let s3 = S3::with_bucket("first");
    s3.ok("PUT", "/first/a", b"hello");
    let until = |seconds: i64| {
        let until = s3.yard.now() / 1000 + seconds;
        Request::new("GET", &format!("/first/a?AWSAccessKeyId=test&Signature=x%3D&Expires={until}"))
    };
    assert_eq!(s3.send(&until(1)).text(), "hello");
    s3.fails(&until(-1), 403, "AccessDenied");
}
