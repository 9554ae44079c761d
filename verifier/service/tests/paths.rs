//! No spelling of a path leads out of the embedded page: nothing is read from the disk for a request.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use support::Served;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The bytes of an answer to a target that no client library has touched.
async fn get(address: &str, target: &[u8]) -> (u16, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = [b"GET ", target, b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"].concat();
    stream.write_all(&request).await.unwrap();
    let mut answer = vec![];
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    (answer.split(' ').nth(1).unwrap().parse().unwrap(), answer)
}

const UP: [&str; 12] = [
    "../",
    "..%2f",
    "..%2F",
    "%2e%2e/",
    "%2e%2e%2f",
    "%252e%252e%252f",
    "..%5c",
    "..\\",
    "....//",
    ".%00./",
    "..%c0%af",
    "%c0%ae%c0%ae/",
];

const FILES: [&str; 4] = ["Cargo.toml", "etc/passwd", "index.html", "keys/master.key"];

#[tokio::test(flavor = "multi_thread")]
async fn no_spelling_leads_out_of_the_assets() {
    let served = Served::open().await;
    let address = served.desk.service.public_url().trim_start_matches("http://").to_owned();
    for up in UP {
        for file in FILES {
            for depth in [1, 6] {
                let target = format!("/assets/{}{file}", up.repeat(depth));
                let (status, answer) = get(&address, target.as_bytes()).await;
                assert!(status == 404 || status == 400, "{target}: {answer}");
                assert!(!answer.contains("root:") && !answer.contains("[package]"), "{target}");
            }
        }
    }
    for target in [
        "/assets//etc/passwd",
        "/assets/%2fetc%2fpasswd",
        "/assets/",
        "/assets",
        "/assets/file:///etc/passwd",
    ] {
        let (status, answer) = get(&address, target.as_bytes()).await;
        assert_eq!(status, 404, "{target}: {answer}");
    }
    for bytes in
        [&b"/assets/\xff"[..], b"/assets/\x00", b"/assets/%", b"/assets/%zz", b"../assets/page.js", b"*"]
    {
        let (status, answer) = get(&address, bytes).await;
        assert!((400..500).contains(&status), "{bytes:?}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_controls_address_gives_the_page_and_nothing_else() {
    let served = Served::open().await;
    let address = served.desk.service.public_url().trim_start_matches("http://").to_owned();
    let control = served.phone.control.clone();
    let (status, page) = get(&address, format!("/c/{control}").as_bytes()).await;
    assert_eq!(status, 200);
    let body = |answer: &str| answer.split_once("\r\n\r\n").unwrap().1.to_owned();
    for up in UP {
        for file in FILES {
            let target = format!("/c/{}{file}", up.repeat(6));
            let (status, answer) = get(&address, target.as_bytes()).await;
            let same = status == 200 && body(&answer) == body(&page);
            assert!(same || status == 404 || status == 400, "{target}: {answer}");
        }
    }
    let (status, _) = get(&address, format!("/c/{control}/../../etc/passwd").as_bytes()).await;
    assert_eq!(status, 404);
}
