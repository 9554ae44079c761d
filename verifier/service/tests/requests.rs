//! Requests that HTTP allows and nobody expects: methods, paths, headers and bodies at the edge.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use axum::body::Body;
use axum::http::Request;
use support::{Answer, Desk, Phone, order};

async fn ask(desk: &Desk, method: &str, path: &str, headers: &[(&str, &[u8])], body: &[u8]) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    desk.send(request.body(Body::from(body.to_vec())).unwrap()).await
}

#[tokio::test]
async fn other_methods_are_told_which_are_allowed() {
    let desk = Desk::open().await;
    for (method, path, allowed) in [
        ("PUT", "/healthz", "GET,HEAD"),
        ("TRACE", "/healthz", "GET,HEAD"),
        ("BREW", "/v1/controls", "POST"),
        ("HEAD", "/v1/controls", "POST"),
        ("OPTIONS", "/v1/controls", "POST"),
        ("PATCH", "/v1/controls/0", "GET,HEAD,DELETE"),
        ("GET", "/v1/controls/0/evidence", "POST"),
        ("POST", "/v1/phone/0/probes/0", "GET,HEAD,PATCH"),
        ("POST", "/v1/relay/0", "GET,HEAD"),
        ("POST", "/c/0", "GET,HEAD"),
        ("DELETE", "/assets/x.js", "GET,HEAD"),
    ] {
        let answer = ask(&desk, method, path, &[], b"").await;
        assert_eq!(answer.status, 405, "{method} {path}");
        if method != "HEAD" {
            answer.assert_problem(405, "method_not_allowed");
        }
        assert_eq!(answer.header("allow"), allowed, "{method} {path}");
    }
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let desk = Desk::open().await;
    for path in ["/healthz", "/openapi.json", "/docs", "/.well-known/jwks.json", "/metrics", "/c/0"] {
        let (head, get) = (ask(&desk, "HEAD", path, &[], b"").await, desk.get(path).await);
        assert_eq!((head.status, head.text.as_str()), (get.status, ""), "{path}");
        assert_eq!(head.header("content-type"), get.header("content-type"), "{path}");
    }
}

#[tokio::test]
async fn strange_paths_name_nothing() {
    let desk = Desk::open().await;
    let bearer = format!("Bearer {}", desk.tenant.api_key);
    let key: &[(&str, &[u8])] = &[("authorization", bearer.as_bytes())];
    let (control, _) = desk.order("demo-unattended", "one").await;
    let upper = control.to_uppercase();
    for name in [
        "%ff%fe",
        "%00",
        "%2e%2e",
        "%",
        "%zz",
        "%C3%A6%C3%B8",
        "'",
        "a b".replace(' ', "%20").as_str(),
        &upper,
    ] {
        let path = format!("/v1/controls/{name}");
        ask(&desk, "GET", &path, key, b"").await.assert_problem(404, "not_found");
        ask(&desk, "POST", &format!("{path}/cancel"), key, b"").await.assert_problem(404, "not_found");
        ask(&desk, "GET", &format!("/assets/{name}"), key, b"").await.assert_problem(404, "not_found");
        ask(&desk, "GET", &format!("/v1/phone/{name}"), key, b"").await.assert_problem(404, "not_found");
        let relay = ask(&desk, "GET", &format!("/v1/relay/{name}"), key, b"").await;
        assert_eq!(
            (relay.header("content-type"), relay.status.is_client_error()),
            ("application/problem+json", true)
        );
    }
    for path in ["/v1/controls/", "//v1/controls", "/v1/controls/a/b/c", "/V1/CONTROLS"] {
        ask(&desk, "POST", path, key, b"").await.assert_problem(404, "not_found");
    }
}

#[tokio::test]
async fn queries_name_a_version_or_nothing() {
    let desk = Desk::open().await;
    let bearer = format!("Bearer {}", desk.tenant.api_key);
    let (control, _) = desk.order("demo-unattended", "one").await;
    let get = async |query: &str| {
        let path = format!("/v1/controls/{control}?{query}");
        ask(&desk, "GET", &path, &[("authorization", bearer.as_bytes())], b"").await
    };
    for query in [
        "after=",
        "after=-1",
        "after=x",
        "after=%31",
        "after=9223372036854775808",
        "after=1e3",
        "after=0&after=0",
    ] {
        get(query).await.assert_problem(400, "after");
    }
    for query in ["", "after=0", "after=9223372036854775807", "other=x", "&&", "=", "%ff=%00"] {
        assert_eq!(get(query).await.status, 200, "{query}");
    }
}

#[tokio::test]
async fn keys_are_shown_once_and_as_they_are() {
    let desk = Desk::open().await;
    let key = desk.tenant.api_key.clone();
    let body = order("demo-unattended").to_string();
    for shown in [
        vec![],
        vec![format!("Basic {key}")],
        vec![format!("Bearer {key}x")],
        vec!["Bearer ".into()],
        vec!["Bearer".into()],
        vec![format!("Bearer {}", "x".repeat(10_000))],
        vec![format!("Bearer {key}"), format!("Bearer {key}")],
        vec![format!("Bearer {key}"), "Bearer x".into()],
    ] {
        let headers: Vec<(&str, &[u8])> =
            shown.iter().map(|value| ("authorization", value.as_bytes())).collect();
        let answer = ask(&desk, "POST", "/v1/controls", &headers, body.as_bytes()).await;
        answer.assert_problem(401, "unauthorized");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    let bearer = format!("bearer {key}");
    let wrong = |name, value| {
        [("authorization", bearer.as_bytes()), ("content-type", b"application/json"), (name, value)]
    };
    for value in [&b""[..], b"with space", "ærlig".as_bytes(), b"\xff", &[b'x'; 129]] {
        let answer =
            ask(&desk, "POST", "/v1/controls", &wrong("idempotency-key", value), body.as_bytes()).await;
        answer.assert_problem(400, "idempotency_key");
    }
    let mut twice = wrong("idempotency-key", b"one").to_vec();
    twice.push(("idempotency-key", b"two"));
    ask(&desk, "POST", "/v1/controls", &twice, body.as_bytes()).await.assert_problem(400, "idempotency_key");
    let mut accepting = wrong("idempotency-key", b"one").to_vec();
    accepting.push(("accept", b"image/png"));
    let answer = ask(&desk, "POST", "/v1/controls", &accepting, body.as_bytes()).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (201, "application/json"));
}

#[tokio::test]
async fn bodies_say_everything_once() {
    let desk = Desk::open().await;
    let bearer = format!("Bearer {}", desk.tenant.api_key);
    let send = async |kind: &str, body: &[u8]| {
        let headers: [(&str, &[u8]); 3] = [
            ("authorization", bearer.as_bytes()),
            ("content-type", kind.as_bytes()),
            ("idempotency-key", b"k"),
        ];
        ask(&desk, "POST", "/v1/controls", &headers, body).await
    };
    let json = "application/json";
    let good = order("demo-unattended").to_string();
    let twice = good.replacen('{', "{\"nonce\":\"another-nonce\",", 1);
    send(json, twice.as_bytes()).await.assert_problem(422, "unexpected_form");
    let nul = good.replace("nonce-4711", "nonce\\u0000-4711");
    send(json, nul.as_bytes()).await.assert_problem(422, "nonce");
    let half = good.replace("Example Bank", "\\ud800");
    send(json, half.as_bytes()).await.assert_problem(400, "not_json");
    send(json, good.replace("Bank", "B\u{200b}nk").as_bytes()).await.assert_problem(422, "purpose");
    let raw = [good.as_bytes().split_at(30).0, b"\xff\xfe", good.as_bytes().split_at(30).1].concat();
    send(json, &raw).await.assert_problem(400, "not_json");
    send(json, &[b"\xef\xbb\xbf", good.as_bytes()].concat()).await.assert_problem(400, "not_json");
    send(json, format!("{good}{good}").as_bytes()).await.assert_problem(400, "not_json");
    send(json, b"").await.assert_problem(400, "not_json");
    send(json, "{\"nonce\":".repeat(1_000).as_bytes()).await.assert_problem(422, "unexpected_form");
    let members = serde_json::to_value(order("demo-unattended")).unwrap();
    let values: Vec<_> =
        ["policy", "purpose", "nonce", "state", "redirect"].map(|name| members[name].clone()).into();
    let array = serde_json::to_vec(&values).unwrap();
    send(json, &array).await.assert_problem(422, "unexpected_form");
    send("application/json, text/plain", good.as_bytes()).await.assert_problem(415, "not_json");
    assert_eq!(send("Application/JSON; charset=utf-8", good.as_bytes()).await.status, 201);
}

#[tokio::test]
async fn a_phone_says_one_way_to_open_the_chip() {
    let desk = Desk::open().await;
    let mut phone = Phone::new(desk.order("demo-unattended", "one").await);
    phone.claim(&desk).await;
    for body in [
        serde_json::json!({"can": "123456", "mrz": "P<UTO"}),
        serde_json::json!({"can": "123456", "other": 1}),
        serde_json::json!({"can": 123456}),
        serde_json::json!({"can": null}),
        serde_json::json!(["123456"]),
        serde_json::json!({}),
    ] {
        phone.send(&desk, "POST", "/access", Some(body)).await.assert_problem(422, "unexpected_form");
    }
    let digits = serde_json::json!({"can": "１２３４５６"});
    phone.send(&desk, "POST", "/access", Some(digits)).await.assert_problem(422, "can");
    let huge = br#"{"bytes": 99999999999999999999999999, "sha256": "0"}"#;
    let json = [("content-type", "application/json")];
    let answer = phone.send_bytes(&desk, "POST", "/probes", Some(huge.to_vec()), &json).await;
    answer.assert_problem(422, "unexpected_form");
}
