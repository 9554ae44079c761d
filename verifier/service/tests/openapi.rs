//! The description of the API is the one that is committed, and it is whole.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use support::Desk;

async fn description() -> Value {
    Desk::open().await.get("/openapi.json").await.json()
}

/// Method, path and operation of everything that is described.
fn operations(description: &Value) -> Vec<(String, String, Value)> {
    let mut operations = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            operations.push((method.to_uppercase(), path.clone(), operation.clone()));
        }
    }
    operations
}

#[tokio::test]
async fn the_description_is_the_committed_one() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let served = serde_json::to_string_pretty(&description().await).unwrap() + "\n";
    if std::env::var("IDK_GOLDEN").as_deref() == Ok("overwrite") {
        std::fs::write(&golden, &served).unwrap();
    }
    let committed = std::fs::read_to_string(&golden).unwrap_or_default();
    let differing = served.lines().zip(committed.lines()).position(|(served, committed)| served != committed);
    assert!(
        served == committed,
        "verifier/service/openapi.json is not what the service says, from line {} on.\n\
         If the change is meant: IDK_GOLDEN=overwrite cargo test -p service --test openapi",
        differing.unwrap_or(served.lines().count().min(committed.lines().count())) + 1,
    );
}

#[tokio::test]
async fn every_operation_has_a_name_of_its_own_and_says_what_may_go_wrong() {
    let description = description().await;
    let mut names = BTreeSet::new();
    for (method, path, operation) in operations(&description) {
        let name = operation["operationId"].as_str().unwrap();
        assert!(names.insert(name.to_owned()), "{name} twice");
        let answers = operation["responses"].as_object().unwrap();
        for status in ["408", "429", "503"] {
            assert!(answers.contains_key(status), "{method} {path}: {status}");
        }
        for (status, answer) in answers.iter().filter(|(status, _)| status.as_str() >= "400") {
            let schema = &answer["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/Problem", "{method} {path}: {status}");
            let later = matches!(status.as_str(), "429" | "503");
            assert_eq!(answer["headers"]["Retry-After"].is_object(), later, "{method} {path}: {status}");
            let shown = status == "401";
            assert_eq!(answer["headers"]["WWW-Authenticate"].is_object(), shown, "{method} {path}: {status}");
        }
        let nonce = path.starts_with("/v1/phone/") || path.starts_with("/v1/relay/");
        for (status, answer) in answers {
            assert_eq!(answer["headers"]["DPoP-Nonce"].is_object(), nonce, "{method} {path}: {status}");
        }
    }
}

#[tokio::test]
async fn whoever_shows_nothing_is_turned_away_as_described() {
    let desk = Desk::open().await;
    let control = "0".repeat(32);
    for (method, path, operation) in operations(&description().await) {
        let real = path.replace("{id}", &control).replace("{control}", &control).replace("{probe}", &control);
        let request = axum::http::Request::builder().method(method.as_str()).uri(&real);
        let answer = desk.send(request.body(axum::body::Body::empty()).unwrap()).await;
        let status = answer.status.as_str().to_owned();
        assert!(operation["responses"][&status].is_object(), "{method} {path}: {status}");
        let guarded = operation["security"].is_array() && !path.starts_with("/v1/relay/");
        assert_eq!(status == "401", guarded, "{method} {path}: {status}");
    }
}
